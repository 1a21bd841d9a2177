"""The content security policy: what it lists, and what it refuses to list."""

import base64
import hashlib
import re

import pytest

from nnbook.site.errors import BookError
from nnbook.site.policy import policy, secure

HEAD = '<!doctype html><html><head>\n<meta charset="utf-8">\n<title>A</title>'


def listed(text):
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def rules(page):
    [content] = re.findall(r'Content-Security-Policy" content="([^"]*)"', page.read_text())
    return {rule.split()[0]: rule.split()[1:] for rule in content.split("; ")}


def test_scripts_of_all_pages_are_listed_on_each_by_hash(tmp_path):
    first, second = tmp_path / "a.html", tmp_path / "b" / "index.html"
    second.parent.mkdir()
    first.write_text(HEAD + "<script>one()</script><script>one()</script></head></html>")
    second.write_text(
        HEAD + '<script src="x.js"></script><script type="text/javascript">two()\n</script>'
        '<script type="application/json">{"no": "code"}</script><style>p {}</style></head></html>'
    )
    assert secure(tmp_path) == 2
    for page in (first, second):
        found = rules(page)
        assert set(found["script-src"]) == {"'self'", listed("one()"), listed("two()\n")}
        assert set(found["style-src"]) == {"'self'", listed("p {}")}
        assert found["default-src"] == ["'self'"]


def test_the_policy_stands_before_any_script(tmp_path):
    page = tmp_path / "a.html"
    page.write_text(HEAD + "<script>one()</script></head></html>")
    secure(tmp_path)
    text = page.read_text()
    assert text.index("Content-Security-Policy") < text.index("<script>")
    assert text.count("Content-Security-Policy") == 1


def test_no_script_may_be_made_from_text_and_no_host_is_named():
    text = policy([], [])
    assert "unsafe-eval" not in text
    assert "script-src 'self';" in text
    assert "http" not in text
    assert "*" not in text


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ('<button onclick="go()">Go</button>', "onclick"),
        ("<img src='a.png' onerror='go()'>", "onerror"),
    ],
)
def test_a_handler_in_an_attribute_stops_the_build(tmp_path, body, says):
    (tmp_path / "a.html").write_text(HEAD + f"</head><body>{body}</body></html>")
    with pytest.raises(BookError, match=says):
        secure(tmp_path)


def test_a_page_without_character_set_stops_the_build(tmp_path):
    (tmp_path / "a.html").write_text("<!doctype html><html><head></head></html>")
    with pytest.raises(BookError, match="character set"):
        secure(tmp_path)
