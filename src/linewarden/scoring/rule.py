"""What a row of the caller's rule table says."""

from dataclasses import dataclass
from enum import StrEnum

from linewarden.model.score import Unit


class Evidence(StrEnum):
    """Which records stand behind a reason."""

    CALLER = "caller"  # the caller's latest calls in the rule's window
    CALL = "call"  # this call alone


@dataclass(frozen=True, slots=True)
class When:
    """A condition on a named value; both ends included."""

    on: str
    at_least: float = float("-inf")
    at_most: float = float("inf")


@dataclass(frozen=True, slots=True)
class Rule:
    """One row."""

    name: str
    signal: str  # key of the signal catalogue
    on: str  # the named value that is measured; see `values`
    starts: float
    full: float
    points: float
    says_zh: str  # `{value}` is the measured value
    says_en: str
    source: str
    when: tuple[When, ...] = ()
    evidence: Evidence = Evidence.CALLER
    window_s: int = 3600  # of the evidence
    unit: Unit = Unit.COUNT
    chance: str = ""  # named value that tells how likely this is by chance; said with the reason
    needs: tuple[str, ...] = ()  # of `needs.NEEDS`: what a feed must tell besides who calls whom and when; all of it
