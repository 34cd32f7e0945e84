"""A score and the reasons it stands on."""

from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """What a reason's value and threshold count."""

    COUNT = "count"
    SECONDS = "seconds"
    SHARE = "share"  # 0..1
    FLAG = "flag"  # 1: it is so


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a score is what it is, in words that an officer can read out."""

    signal: str  # key of signals: "S1", "S26"
    text_zh: str
    text_en: str
    value: float  # what was measured
    threshold: float  # where the signal starts to count
    points: float  # what it adds to the score, 0..1
    record_ids: tuple[int, ...]  # the records behind it, newest first, at most 20
    record_count: int  # how many there are in all
    rule: str = ""  # name of the row in the rule table that gave it
    unit: Unit = Unit.COUNT


@dataclass(frozen=True, slots=True)
class Score:
    """How likely a call or person is in a fraud, 0..1, with its reasons, strongest first."""

    value: float
    reasons: tuple[Reason, ...]
