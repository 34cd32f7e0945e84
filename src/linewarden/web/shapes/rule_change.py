"""Changes of the rules on their way, with their difference and their back-test."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from linewarden.model.rule_change import ChangeState
from linewarden.model.score import Unit
from linewarden.model.warning import Level
from linewarden.rulebook.difference import Side
from linewarden.web.shapes.base import Shape
from linewarden.web.shapes.rules import Step
from linewarden.web.shapes.warning import LevelCounts, Score
from linewarden.web.shapes.whitelist import EntryRow
from linewarden.web.shapes.words import Words

Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class ChangeRow(Shape):
    """One change. `is_altered`: its text was changed in the database, so that nothing can be done with it."""

    change_id: int
    state: ChangeState
    author: str
    reason: str
    drafted_at: datetime
    digest: str
    base_version: str
    is_base_in_force: bool
    backtested_at: datetime | None
    approver: str | None
    decision: str | None
    decided_at: datetime | None
    version: str | None  # that it was published as
    is_altered: bool


class ChangeList(Shape):
    """All changes, newest first."""

    items: list[ChangeRow]


class FieldDifference(Shape):
    """One field: a number or steps, null where it limits nothing. Names are those of a change file: `when.short_share_1h.at_least`."""

    field: str
    before: float | list[Step] | None
    after: float | list[Step] | None


class RowDifference(Shape):
    """One row of a rule table; `base` of the called side is what everybody begins with."""

    side: Side
    name: str
    signal: str
    text_zh: str
    text_en: str
    unit: Unit
    is_falling: bool
    fields: list[FieldDifference]


class EntryDifference(Shape):
    """One entry of the whitelist: new when `before` is null, taken off when `after` is."""

    before: EntryRow | None
    after: EntryRow | None


class ShareView(Shape):
    """Hits among those that count, with the 95 % interval (Wilson); null of none."""

    hits: int
    of: int
    share: Score | None
    low: Score | None
    high: Score | None


class CaughtView(Shape):
    """Victims by warnings of one level and more pressing ones; `median_lead_s` from the warning to the loss."""

    in_time: int
    missed: int
    median_lead_s: float | None


class RunView(Shape):
    """One run of the back-test. `silenced`: calls that the whitelist kept quiet."""

    version: str
    warnings: LevelCounts
    warnings_a_day: float
    persons: int
    officer_hours: float
    worked_on: int
    silenced: int
    precision: ShareView
    precision_worked_on: ShareView
    victims: dict[Level, CaughtView] | None


class TruthView(Shape):
    """Known outcomes that the back-test was measured by; rows that could not be read were kept out."""

    people: int
    bad_rows: int


class BacktestView(Shape):
    """What a change would have warned of, beside the rules that it was drafted on. `until` is not included; `minutes`: work on one warning."""

    since: datetime
    until: datetime
    days: int
    capacity: int
    minutes: dict[Level, float]
    today: RunView
    changed: RunView
    persons_only_today: int
    persons_only_changed: int
    victims_only_today: int | None
    victims_only_changed: int | None
    truth: TruthView | None


class ChangeDetail(ChangeRow):
    """One change for whoever decides on it. `problem`: why this program cannot read its text; then there is no difference to show."""

    rows: list[RowDifference]
    entries: list[EntryDifference]
    backtest: BacktestView | None
    problem: str | None


class Approval(Shape):
    """Consent to the text and the report that the person has before him."""

    digest: Digest
    backtested_at: datetime
    reason: Words


class Rejection(Shape):
    """Refusal."""

    reason: Words
