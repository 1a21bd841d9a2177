"""What is left out of a drawn formula and of the theme is neither seen nor heard nor missed."""

import pytest
from bs4 import BeautifulSoup

from nnbook.site.errors import BookError
from nnbook.site.lean import lean_formula, lean_rule, lean_theme

SEEN = (
    '<mjx-container class="MathJax" jax="CHTML" overflow="overflow" style="position: relative;">'
    '<mjx-math class="NCM-N" aria-hidden="true"><mjx-texatom size="s" texclass="ORD">'
    '<mjx-c class="mjx-c61" noic="true" style="padding-top: 0.705em;">a</mjx-c>'
    '<mjx-mo space="4"><mjx-c class="mjx-c3D">=</mjx-c></mjx-mo></mjx-texatom></mjx-math>'
)


def drawn(mathml):
    heard = f'<mjx-assistive-mml unselectable="on" display="inline">{mathml}</mjx-assistive-mml>'
    return f"{SEEN}{heard}</mjx-container>"


def heard(mathml):
    math = f'<math xmlns="http://www.w3.org/1998/Math/MathML">{mathml}</math>'
    return str(BeautifulSoup(lean_formula(drawn(math)), "html.parser").math)


def test_what_no_rule_names_is_left_out_of_what_is_seen():
    lean = lean_formula(drawn("<math><mi>a</mi></math>"))
    assert lean == (
        '<mjx-container class="MathJax">'
        '<mjx-math class="NCM-N" aria-hidden="true"><mjx-texatom size="s">'
        '<mjx-c class="mjx-c61" style="padding-top: 0.705em;">a</mjx-c>'
        '<mjx-mo space="4"><mjx-c class="mjx-c3D">=</mjx-c></mjx-mo></mjx-texatom></mjx-math>'
        "<mjx-assistive-mml><math><mi>a</mi></math></mjx-assistive-mml></mjx-container>"
    )


def test_the_rules_follow():
    assert lean_rule('mjx-container[jax="CHTML"][display="true"] mjx-math { padding: 0; }') == (
        'mjx-container[display="true"] mjx-math { padding: 0; }'
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<mo stretchy="false">(</mo>', "<mo>(</mo>"),
        ('<mrow data-mjx-texclass="ORD"><mi>x</mi></mrow>', "<mi>x</mi>"),
        ("<mrow><mrow><mi>x</mi></mrow></mrow>", "<mi>x</mi>"),
        ('<mi>x</mi><mspace width="1em"></mspace><mi>y</mi>', "<mi>x</mi><mi>y</mi>"),
        (
            '<mstyle scriptlevel="0"><mi>x</mi><mi>y</mi></mstyle>',
            "<mrow><mi>x</mi><mi>y</mi></mrow>",
        ),
    ],
)
def test_the_look_is_left_out_of_what_is_heard(before, after):
    assert heard(before) == f"<math>{after}</math>"


@pytest.mark.parametrize(
    "kept",
    [
        '<mi mathvariant="bold">x</mi>',
        '<mrow class="wrong"><mi>x</mi></mrow>',
        '<menclose notation="updiagonalstrike"><mi>x</mi></menclose>',
        "<msup><mi>x</mi><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow></msup>",
        "<msub><mrow></mrow><mi>i</mi></msub>",
        '<munder><mo>→</mo><mspace width="1em"></mspace></munder>',
        "<mtext>a &lt; b</mtext>",
    ],
)
def test_what_has_a_meaning_or_a_place_is_kept(kept):
    assert heard(kept) == f"<math>{kept}</math>"


def theme(site, text):
    scripts = site / "assets" / "javascripts"
    (scripts / "lunr" / "min").mkdir(parents=True)
    (scripts / "lunr" / "min" / "lunr.da.min.js").write_text("ord")
    (scripts / "bundle.0123.min.js").write_text(text)
    return scripts


def test_the_index_of_the_search_is_fetched_when_somebody_searches(tmp_path):
    before = (
        'if(location.protocol==="file:")return y;L($(location.protocol!=="file:"),Je("search"));'
        'V("search.highlight")&&s.set("h");V("search.highlight")?Ai(e):y'
    )
    scripts = theme(tmp_path, before)
    lean_theme(tmp_path)
    after = (scripts / "bundle.0123.min.js").read_text()
    assert after == (
        'if(location.protocol==="file:")return y;L($(!1),Je("search"));'
        'V("search.highlight")&&s.set("h");'
        'V("search.highlight")&&new URL(location).searchParams.has("h")?Ai(e):y'
    )
    assert not (scripts / "lunr").exists()


def test_a_theme_that_fetches_it_in_another_way_is_no_surprise(tmp_path):
    theme(tmp_path, "something else")
    with pytest.raises(BookError, match="in another way"):
        lean_theme(tmp_path)


def test_another_theme_is_left_alone(tmp_path):
    lean_theme(tmp_path)
    assert list(tmp_path.iterdir()) == []
