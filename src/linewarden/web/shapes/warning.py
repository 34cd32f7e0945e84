"""Warnings as the board, the side panel and the stream carry them. Numbers are masked unless a field says otherwise."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from linewarden.model.score import Unit
from linewarden.model.warning import FraudKind, Level, State
from linewarden.web.shapes.base import Shape
from linewarden.web.shapes.dissuasion import LineView, MissedView, StepView, TextView, WorkView
from linewarden.web.shapes.words import Purpose

Score = Annotated[float, Field(ge=0, le=1)]
RecordId = Annotated[str, Field(pattern="^[0-9a-f]{16}$")]


class Place(Shape):
    """Where a number belongs, as far as its digits tell; null is unknown. Mainland names are Chinese."""

    country: str | None
    province: str | None
    city: str | None


class TopReason(Shape):
    """The strongest reason in one line."""

    signal: str
    text_zh: str
    text_en: str


class WarningRow(Shape):
    """One row of the board."""

    warning_id: str
    seq: int
    revision: int
    raised_at: datetime
    changed_at: datetime
    expires_at: datetime
    level: Level
    state: State
    called_masked: str
    called_place: Place
    caller_count: int
    callers_masked: Annotated[list[str], Field(max_length=5)]
    kind: FraudKind
    score: Score
    top_reason: TopReason | None
    is_in_contact: bool
    contact_since: datetime | None
    source: str
    is_synthetic: bool
    work: WorkView


class ReasonView(TopReason):
    """One reason with its figures and the records behind it. `unit` says what value and threshold count."""

    rule: str
    unit: Unit
    value: float
    threshold: float
    points: float
    record_ids: list[RecordId]
    record_count: int


class NumberUse(StrEnum):
    """What a number is for."""

    UNKNOWN = "unknown"
    MOBILE = "mobile"
    LANDLINE = "landline"
    SERVICE = "service"
    ENTERPRISE = "enterprise"
    VIRTUAL = "virtual"
    M2M = "m2m"
    SATELLITE = "satellite"
    FOREIGN = "foreign"
    INVALID = "invalid"


class CallerView(Shape):
    """One caller of a warning."""

    masked: str
    place: Place
    kind: NumberUse


class WarningDetail(WarningRow):
    """One warning with all that it stands on."""

    reasons: list[ReasonView]
    versions: dict[str, str]
    callers: list[CallerView]
    acts: list[StepView]
    script: list[LineView]
    texts: list[TextView]
    missed: list[MissedView]


class LevelCounts(Shape):
    """Warnings by level that are open and that nobody has closed."""

    urgent: int = 0
    high: int = 0
    normal: int = 0
    notice: int = 0


class WarningList(Shape):
    """A page of the board, latest change first. `next_before_seq` is null on the last page."""

    items: list[WarningRow]
    next_before_seq: int | None
    counts: LevelCounts
    last_seq: int
    as_of: datetime


class Unmask(Shape):
    """Why full numbers are needed; goes into the audit. `break_glass`: of a warning that somebody else has, or nobody; the auditor hears of it."""

    purpose: Purpose
    break_glass: bool = False


class Unmasked(Shape):
    """Full numbers of one warning, as people write them."""

    called: str
    callers: list[str]


class RouteWord(StrEnum):
    """Where a call entered the network."""

    UNKNOWN = "unknown"
    DOMESTIC = "domestic"
    INTERNATIONAL = "international"


class RecordRow(Shape):
    """One call record behind a warning."""

    record_id: RecordId
    setup_at: datetime
    talk_ms: int
    cli_masked: str
    called_masked: str
    route: RouteWord
    source: str
    trunk_in: str | None
    source_ip: str | None


class RecordList(Shape):
    """The records behind a warning, newest first."""

    items: list[RecordRow]


class WarningsEvent(Shape):
    """Data of `event: warnings` on the stream: what changed, in order of `seq`."""

    items: list[WarningRow]
    counts: LevelCounts
    last_seq: int
