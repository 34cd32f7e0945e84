"""The page of rules is what the table says."""

from pathlib import Path

from linewarden.scoring.page import page

PAGE = Path(__file__).parents[3] / "docs/reference/rules.md"


def test_the_page_tells_the_table_as_it_is() -> None:
    """To write it anew: python -c "from linewarden.scoring.page import page; print(page(), end='')" > docs/reference/rules.md."""
    assert PAGE.read_text("utf-8") == page()
