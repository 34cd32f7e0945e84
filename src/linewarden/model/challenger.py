"""The challenger in shadow on the live platform: which one was set when and by whom, what became of it, and what it would have said (decision 0020)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from linewarden.model.warning import LEVEL_RANK, Level

Reached = Mapping[Level, datetime]
"""When each level was reached first, on the event clock; a more pressing level reaches the lesser ones too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengerSetting:
    """Which challenger is to run from then on. Never changed or removed; the one with the highest serial holds. Times are UTC.

    What scores is kept as text, so that the folder that it was read from may go.
    """

    serial: int  # from 1
    version: str | None  # "2026.11.3+model.1a2b3c4d"; None: cleared, none runs
    trees: str
    about: str  # what it was learned from, JSON
    digest: str  # hex SHA-256 of both
    source: str  # the folder that it was read from
    reason: str
    set_by: str  # login, or console:USER
    set_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengerRun:
    """What the live platform made of a setting so far."""

    serial: int
    offset: int  # the first block that it followed it for
    followed_at: datetime  # event clock of that moment
    through_offset: int  # the latest block whose judgements are counted
    through_us: int = 0  # event clock of the latest judgement counted, µs since 1970
    judged: int = 0  # judgements of persons
    cost_us: int = 0  # what they took in all
    errors: int = 0
    problem: str = ""  # why it was switched off; empty while it runs


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What champion and challenger thought of one person's danger, at its highest, while the challenger ran."""

    warning_id: str  # of the warning that there is, or would be
    called: int
    first_at: datetime  # event clock: either first thought it worth a warning
    champion_score: float  # 0..1, the highest
    champion: Reached  # empty: would not warn
    challenger_score: float
    challenger: Reached

    def joined(self, other: "Said") -> "Said":
        """Both together, whichever came first; the same once more changes nothing."""
        return replace(
            self,
            first_at=min(self.first_at, other.first_at),
            champion_score=max(self.champion_score, other.champion_score),
            champion=_joined(self.champion, other.champion),
            challenger_score=max(self.challenger_score, other.challenger_score),
            challenger=_joined(self.challenger, other.challenger),
        )

    @property
    def levels(self) -> tuple[Level | None, Level | None]:
        """The most pressing one of champion and challenger; None: would not warn."""
        return most_pressing(self.champion), most_pressing(self.challenger)


def reached(level: Level | None, at: datetime) -> Reached:
    """What somebody who is at this level now has reached."""
    return {} if level is None else {less: at for less, rank in LEVEL_RANK.items() if rank >= LEVEL_RANK[level]}


def most_pressing(levels: Reached) -> Level | None:
    """The most pressing level of those reached; None without any."""
    return min(levels, key=LEVEL_RANK.__getitem__, default=None)


def _joined(one: Reached, other: Reached) -> Reached:
    return {level: min(one.get(level, at), other.get(level, at)) for level, at in (*one.items(), *other.items())}
