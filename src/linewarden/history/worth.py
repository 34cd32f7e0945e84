"""What a run's warnings are worth to a duty room: how many, whom they reached in time, how right they are within its capacity, how much work."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from linewarden.history.dispositions import Dispositions, Outcome
from linewarden.history.raised import Raised
from linewarden.model.warning import LEVEL_RANK, Level

MINUTES: dict[Level, float] = {Level.URGENT: 60.0, Level.HIGH: 15.0, Level.NORMAL: 2.0, Level.NOTICE: 0.0}
"""An officer's work on one warning (min): call and visit; a call; a look at what the AI call brought; a message goes by itself (practice)."""

CAPACITY = 50
"""Warnings a day that a duty room works on, unless it says how many."""

Z = 1.959964
"""Standard normal quantile of a two-sided 95 % interval."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What a run is measured against."""

    since: datetime  # from when
    until: datetime  # to when, not including, there were records that count
    capacity: int  # warnings a day that officers can work on
    zone: ZoneInfo  # of the days
    truth: Dispositions | None = None

    @property
    def days(self) -> int:
        """Local days, a part of one counts as one."""
        return (self._day(self.until - timedelta(microseconds=1)) - self._day(self.since)).days + 1

    def day_of(self, raised: Raised) -> date:
        """The local day on which it was raised."""
        return self._day(raised.raised_at)

    def _day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its 95 % interval (Wilson 1927); None of nothing."""

    hits: int
    of: int

    @property
    def value(self) -> float | None:
        """0..1."""
        return self.hits / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Lower and upper end."""
        if not self.of:
            return None
        p, n = self.hits / self.of, self.of
        middle, half = p + Z * Z / (2 * n), Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
        return (middle - half) / (1 + Z * Z / n), (middle + half) / (1 + Z * Z / n)

    def to_json(self) -> dict[str, Any]:
        """Counts, share and interval, rounded to 0.0001."""
        ends = [round(end, 4) for end in self.interval] if self.interval else None
        return {
            "hits": self.hits,
            "of": self.of,
            "share": None if self.value is None else round(self.value, 4),
            "interval_95": ends,
        }


@dataclass(frozen=True, slots=True)
class Caught:
    """Victims of the span, by the warnings of one level and all more pressing ones."""

    in_time: frozenset[int]  # warned before the loss, or warned when no loss is known
    of: int
    median_lead_s: float | None  # from the warning to the loss, of those whose loss is known


@dataclass(frozen=True, slots=True)
class Worth:
    """One run, measured."""

    version: str
    warnings: dict[Level, int]  # by the most pressing level that each reached
    persons: dict[Level, int]
    people: frozenset[int]
    a_day: float
    hours: float  # officers' work in all
    precision: Share  # persons known to be victims among those with a known outcome
    within_capacity: int  # warnings that fit
    precision_within: Share  # the same of these
    caught: dict[Level, Caught] = field(default_factory=dict)  # empty without truth
    silenced: dict[str, int] = field(default_factory=dict)  # calls by entry of the whitelist


def worth_of(version: str, raised: Sequence[Raised], silenced: dict[str, int], frame: Frame) -> Worth:
    """A run measured against the frame. `silenced`: calls that each entry of the whitelist kept quiet."""
    by_level = Counter(warning.level for warning in raised)
    persons = {level: len({warning.called for warning in raised if warning.level is level}) for level in Level}
    worked_on = _most_pressing(raised, frame)
    return Worth(
        version=version,
        warnings={level: by_level[level] for level in Level},
        persons=persons,
        people=frozenset(warning.called for warning in raised),
        a_day=len(raised) / frame.days,
        hours=sum(MINUTES[level] * count for level, count in by_level.items()) / 60,
        precision=_precision(raised, frame.truth),
        within_capacity=len(worked_on),
        precision_within=_precision(worked_on, frame.truth),
        caught={level: _caught(raised, level, frame) for level in Level} if frame.truth is not None else {},
        silenced=silenced,
    )


def victims_of(frame: Frame) -> dict[int, datetime | None]:
    """Victims whose loss lies in the span, or is not known, with that loss."""
    people = frame.truth.people.items() if frame.truth is not None else ()
    return {
        number: found.lost_at
        for number, found in people
        if found.outcome is Outcome.VICTIM and (found.lost_at is None or frame.since <= found.lost_at < frame.until)
    }


def _most_pressing(raised: Iterable[Raised], frame: Frame) -> list[Raised]:
    """Each day's most pressing warnings, highest scores first, as many as there is capacity for."""
    days: dict[date, list[Raised]] = defaultdict(list)
    for warning in raised:
        days[frame.day_of(warning)].append(warning)
    for day in days.values():
        day.sort(key=lambda warning: (LEVEL_RANK[warning.level], -warning.score, warning.warning_id))
    return [warning for day in days.values() for warning in day[: frame.capacity]]


def _precision(raised: Iterable[Raised], truth: Dispositions | None) -> Share:
    people = truth.people if truth is not None else {}
    outcomes = [people[number].outcome for number in {warning.called for warning in raised} if number in people]
    known = [outcome for outcome in outcomes if outcome is not Outcome.UNKNOWN]
    return Share(sum(outcome is Outcome.VICTIM for outcome in known), len(known))


def _caught(raised: Iterable[Raised], level: Level, frame: Frame) -> Caught:
    victims = victims_of(frame)
    first: dict[int, datetime] = {}
    for warning in raised:
        at = warning.reached.get(level)
        if at is not None and warning.called in victims:
            first[warning.called] = min(at, first.get(warning.called, at))
    in_time, leads = set(), []
    for number, at in first.items():
        lost_at = victims[number]
        if lost_at is None or at < lost_at:
            in_time.add(number)
        if lost_at is not None and at < lost_at:
            leads.append((lost_at - at).total_seconds())
    return Caught(frozenset(in_time), len(victims), median(leads) if leads else None)
