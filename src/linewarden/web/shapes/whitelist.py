"""Whitelist entries as screens show them: numbers are masked, ranges are not."""

from datetime import date, datetime
from typing import Annotated

from pydantic import StringConstraints

from linewarden.rulebook.change import MOST_WORDS
from linewarden.web.shapes.base import Shape
from linewarden.web.shapes.serial import Serial
from linewarden.web.shapes.words import Purpose, Words

Told = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MOST_WORDS)]


class EntryRow(Shape):
    """One entry. `place`: where it stands in the whitelist of its version, from 0. It has no effect from `expires_at` on.

    `silenced`: calls that it kept quiet so far and that would have counted.
    """

    place: int
    masked: str
    is_range: bool
    reason: str
    source: str
    expires: date
    expires_at: datetime
    is_expired: bool
    silenced: int
    last_at: datetime | None


class Whitelist(Shape):
    """The whitelist of the version in force, entries that kept most quiet first. A new entry ends on one of these days."""

    serial: int
    version: str
    items: list[EntryRow]
    earliest_end: date
    latest_end: date


class NewEntry(Shape):
    """An entry to be drafted on the version `serial`: a number with its country code, or `86519812*` for all that begin so."""

    serial: Serial
    number: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=16, pattern=r"^[0-9]+\*?$")
    ]
    reason: Told
    source: Told
    expires: date
    why: Words


class Removal(Shape):
    """An entry to be taken off by a draft: its place in the version `serial`."""

    serial: Serial
    place: Serial
    why: Words


class NumbersAsked(Shape):
    """Full numbers of the whitelist of a version, and what for."""

    serial: Serial
    purpose: Purpose


class Numbers(Shape):
    """Full numbers by place."""

    numbers: list[str]


class Reveal(Shape):
    """Full numbers of a change's entries, and what for."""

    purpose: Purpose
