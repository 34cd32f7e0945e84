"""Searches that somebody keeps for himself."""

from datetime import datetime
from typing import Annotated

from pydantic import StringConstraints

from linewarden.web.shapes.base import Shape
from linewarden.web.shapes.record_search import QueryText

SearchName = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f]*$")
]


class SaveSearch(Shape):
    """A query under a name; one that has the name already is replaced."""

    name: SearchName
    query: QueryText


class RemoveSearch(Shape):
    """By its name."""

    name: SearchName


class SavedSearchView(Shape):
    """`query` is what to search for, whole numbers as pseudonyms; `shown` with its numbers masked."""

    name: str
    query: str
    shown: str
    saved_at: datetime


class SavedSearches(Shape):
    """One's own, latest first."""

    items: list[SavedSearchView]
    at_most: int
