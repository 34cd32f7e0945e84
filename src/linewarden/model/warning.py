"""A warning: one person in danger, how urgent it is, and why."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from linewarden.model.number import E164
from linewarden.model.score import Reason


class Level(StrEnum):
    """How pressing a warning is (signal S35), most pressing first."""

    URGENT = "urgent"  # in contact with the caller now: call and visit
    HIGH = "high"  # contact today: 96110 call
    NORMAL = "normal"  # exposed: AI call, SMS
    NOTICE = "notice"  # worth telling: SMS


LEVEL_RANK: dict[Level, int] = {Level.URGENT: 0, Level.HIGH: 1, Level.NORMAL: 2, Level.NOTICE: 3}


class FraudKind(StrEnum):
    """What the pattern looks like. A hint for the first words on the phone, not a finding."""

    FAKE_POLICE = "fake_police"
    SPOOFED_CALL = "spoofed_call"
    BURST = "burst"
    WANGIRI = "wangiri"
    GOIP = "goip"
    UNKNOWN = "unknown"


class State(StrEnum):
    """Life of a warning."""

    OPEN = "open"
    EXPIRED = "expired"  # nothing new for its term


@dataclass(frozen=True, slots=True, kw_only=True)
class Warning:  # noqa: A001  the field's word; the built-in class is not used here
    """One person's danger, growing as evidence comes in. Times are UTC.

    `warning_id` is derived from the called number and the record that began it, so a replay raises the same warning again and not a
    second one; `revision` grows by one with every change.
    """

    warning_id: str
    revision: int
    raised_at: datetime  # event clock: when the live system knew enough
    changed_at: datetime  # event clock of the latest change
    expires_at: datetime
    level: Level
    state: State
    called: E164
    callers: tuple[E164, ...]  # who give reason to warn, in order of appearance
    kind: FraudKind
    score: float  # 0..1
    reasons: tuple[Reason, ...]  # strongest first
    is_in_contact: bool  # a call with one of the callers is up, as far as is known
    contact_since: datetime | None  # setup of that call
    source: str  # feed that brought the latest evidence
    is_synthetic: bool  # under a training basis: marked 演示 DEMO wherever it shows
    versions: tuple[tuple[str, str], ...]  # ("rules", "2026.11.1"), ("linewarden", "0.1.0")
