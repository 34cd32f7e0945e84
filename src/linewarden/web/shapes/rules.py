"""The rules in force and the versions before them."""

from datetime import datetime
from enum import StrEnum

from linewarden.model.score import Unit
from linewarden.rulebook.difference import Side
from linewarden.web.shapes.base import Shape
from linewarden.web.shapes.serial import Serial
from linewarden.web.shapes.words import Words


class Step(Shape):
    """From this measured value on a fact adds these log-odds in all."""

    start: float
    odds: float


class Condition(Shape):
    """A condition of a row on a named value, ends included; null limits nothing."""

    on: str
    at_least: float | None
    at_most: float | None


class Speaks(StrEnum):
    """Whether a row can fire on a feed."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"  # too few calls to say


class FeedOfRule(Shape):
    """One feed, and the record columns that the row lacks there."""

    name: str
    speaks: Speaks
    missing: list[str]


class RuleRow(Shape):
    """One row. The calling side's count from `starts` to `full` and give up to `points`; the called side's have `steps`.

    Words have N where a number stands; a row of the called side on what a rule of the calling side says has that rule's, and its name in
    `of_caller`. `feeds` is null for rows that ask nothing particular of a feed.
    """

    side: Side
    name: str
    signal: str
    text_zh: str
    text_en: str
    unit: Unit
    source: str
    of_caller: str | None
    starts: float | None
    full: float | None
    points: float | None
    when: list[Condition]
    steps: list[Step]
    is_falling: bool
    is_changed: bool
    needs: list[str]
    feeds: list[FeedOfRule] | None


class RuleList(Shape):
    """The rules in force. `followed` is the version that the running platform works by; it takes up a new one within seconds.

    `is_changed` of a row and of `base` tells what differs from the rules as the program came, whose version is `program`.
    """

    version: str
    serial: int
    digest: str
    program: str
    followed: str
    base: float
    is_base_changed: bool
    rows: list[RuleRow]
    as_of: datetime


class VersionRow(Shape):
    """One publication. Serial 0 is the rules as the program came: nobody published them. `rolled_back_to` is a serial."""

    serial: int
    version: str
    digest: str
    change_id: int | None
    rolled_back_to: int | None
    reason: str
    author: str | None
    drafted_at: datetime | None
    approver: str | None
    approved_at: datetime | None
    published_by: str | None
    published_at: datetime | None
    is_in_force: bool


class VersionList(Shape):
    """All versions, newest first."""

    items: list[VersionRow]


class RollBack(Shape):
    """Back to `serial`, away from `in_force`, the one that the person has before him."""

    serial: Serial
    in_force: Serial
    reason: Words
