"""How champion and challenger stand after a stretch of time: counts and shares, nobody's number."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from linewarden.model.challenger import ChallengerRun, ChallengerSetting
from linewarden.model.warning import Level

Pairs = Mapping[tuple[Level | None, Level | None], int]
"""How many warnings champion and challenger have at these levels, the most pressing that each reached; None: not warned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """What became of those whom one of both warned, as far as it is known."""

    warned: int  # people with a known outcome whom this one warned in time
    victims: int  # of them
    low: float | None  # 95 % interval of the precision; None of nobody
    high: float | None
    brier: float | None  # mean squared distance of the highest chance and what happened, over the people of both

    @property
    def precision(self) -> float | None:
        """Victims among the warned."""
        return self.victims / self.warned if self.warned else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Of the warnings that either would first have raised within a span, event clock."""

    since: datetime  # the later of what was asked for and when the challenger began
    until: datetime
    pairs: Pairs
    people: int | None = None  # with a known outcome; None: no outcomes were given
    champion: Outcomes | None = None
    challenger: Outcomes | None = None

    @property
    def days(self) -> float:
        """Length of the span."""
        return max((self.until - self.since) / timedelta(days=1), 0.0)

    def count(self, level: Level) -> tuple[int, int]:
        """Warnings of champion and challenger that reached this level and none more pressing."""
        ours = sum(count for (one, _), count in self.pairs.items() if one is level)
        theirs = sum(count for (_, other), count in self.pairs.items() if other is level)
        return ours, theirs

    def a_day(self, count: int) -> float | None:
        """Of so many in the span; None when the span is empty."""
        return count / self.days if self.days else None

    @property
    def both(self) -> int:
        """Warnings of both, at whatever level."""
        return sum(count for (one, other), count in self.pairs.items() if one and other)

    @property
    def only_champion(self) -> int:
        """Of the champion alone."""
        return sum(count for (one, other), count in self.pairs.items() if one and not other)

    @property
    def only_challenger(self) -> int:
        """Of the challenger alone."""
        return sum(count for (one, other), count in self.pairs.items() if other and not one)

    @property
    def agreement(self) -> float | None:
        """Share of all that are of both; None without any."""
        either = self.both + self.only_champion + self.only_challenger
        return self.both / either if either else None


class ShadowState(StrEnum):
    """What the live platform does with a challenger that is set."""

    WAITING = "waiting"  # not followed yet
    RUNNING = "running"
    STOPPED = "stopped"  # switched off; its run says why


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadowCard:
    """The challenger as the screens show it. `setting` is None where none is set; then there are no spans."""

    as_of: datetime  # event clock
    setting: ChallengerSetting | None = None
    learned_until: datetime | None = None  # what came later it has not learned from
    run: ChallengerRun | None = None  # None: not followed yet
    pause_p99_ms: float | None = None  # how long the pipeline was held between two blocks, since the process began
    spans: tuple[tuple[int, Standing], ...] = ()  # (hours before `as_of`, how both stand)

    @property
    def state(self) -> ShadowState:
        """Of the setting."""
        if self.run is None:
            return ShadowState.WAITING
        return ShadowState.STOPPED if self.run.problem else ShadowState.RUNNING
