"""The order and the numbers of the pages, and which page a text is."""

import pytest

from nnbook.site.book import Book, body, fingerprint, numbered
from nnbook.site.errors import BookError


def test_a_folder_without_a_book(tmp_path):
    with pytest.raises(BookError, match="there is no such file"):
        _ = Book(tmp_path).pages


def test_chapters_count_through_all_parts():
    nav = [
        {"Home": "index.md"},
        {"Conventions": "conventions.md"},
        {"Part I. Tools": [{"Vectors": "vectors.md"}, "chain.md"]},
        {"Part II. One neuron": [{"Sigmoid": "sigmoid.md"}]},
        {"Back matter": [{"Corrections": "corrections.md"}, {"Functions": "api.md"}]},
        {"Elsewhere": "https://example.org"},
    ]
    assert [(page.file, page.number, page.chapter) for page in numbered(nav)] == [
        ("index.md", "i", False),
        ("conventions.md", "ii", False),
        ("vectors.md", "1", True),
        ("chain.md", "2", True),
        ("sigmoid.md", "3", True),
        ("corrections.md", "A", False),
        ("api.md", "B", False),
    ]


def test_the_configuration_may_name_python_objects_and_the_environment(tmp_path):
    (tmp_path / "mkdocs.yml").write_text(
        "site_url: !ENV [HERE, there]\nx: !!python/name:os.path\nnav: [index.md]\n"
    )
    assert [page.file for page in Book(tmp_path).pages] == ["index.md"]


@pytest.mark.parametrize(
    "text",
    [
        "# Title\n\nText.\n",
        "\n\n# Title\n\nText.",
        "---\ntitle: x\n---\n# Title\n\nText.\n",
        "---\ntitle: x\n...\n\n# Title\n\nText.\n\n",
        "\ufeff# Title\r\n\r\nText.\r\n",
    ],
)
def test_front_matter_and_outer_white_space_do_not_count(text):
    assert body(text) == "# Title\n\nText."


def test_a_rule_is_no_front_matter():
    assert body("Text\n\n---\n\nmore\n\n---\n") == "Text\n\n---\n\nmore\n\n---"


def test_a_page_is_known_by_its_text(book):
    small = Book(book.root)
    assert small.identify(body(book.read("first.md"))) == "first.md"
    assert small.identify("something else") is None
    assert fingerprint(" x\n") == fingerprint("x")
