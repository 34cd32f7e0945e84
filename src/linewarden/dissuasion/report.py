"""How fast the desk was over a span: time limits kept, times by level and by station, and what became of people. Counts, nobody's number."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from linewarden.dissuasion.act import ActKind, Disposition, LateCause, Step
from linewarden.dissuasion.clocks import LIMITS, Limits, missed
from linewarden.dissuasion.work import Stage, reached, standing, work_of
from linewarden.model.warning import Level

PERCENTILES = (50, 90, 95)


@dataclass(frozen=True, slots=True)
class Worked:
    """One warning and what is on record about it."""

    level: Level
    raised_at: datetime
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Times:
    """Of so many; seconds at PERCENTILES, empty of none."""

    count: int
    at_percentiles: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelReport:
    """Of the warnings of one level."""

    warnings: int
    taken: Times  # from raising to taking
    reached: Times  # from raising to the first contact that reached the person
    in_time: int  # that missed no time limit so far
    dispositions: Mapping[Disposition, int]  # of closed ones


@dataclass(frozen=True, slots=True, kw_only=True)
class StationReport:
    """Of one station: from asking to the visit."""

    asked: int
    waiting: int  # asked, and nobody has gone yet
    late: int  # went after the limit, or has not gone by now and should have
    visited: Times


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskReport:
    """Of all."""

    levels: Mapping[Level, LevelReport]
    stations: Mapping[str, StationReport]
    late_causes: Mapping[LateCause, int]  # as told when closing


def desk_report(
    worked: Iterable[Worked], now: datetime, stations: Sequence[str], limits: Mapping[Level, Limits] = LIMITS
) -> DeskReport:
    """Of these warnings, as known now. Every level and every station is named."""
    all_of_them = list(worked)
    return DeskReport(
        levels={level: _of_level([one for one in all_of_them if one.level is level], now, limits) for level in Level},
        stations={station: _of_station(station, all_of_them, now, limits) for station in stations},
        late_causes=Counter(
            step.act.late_cause
            for one in all_of_them
            for step in standing(one.steps)
            if step.act.late_cause is not None
        ),
    )


def percentile(values: Sequence[float], percent: int) -> float:
    """The smallest value that so many per cent do not exceed (nearest rank). `values`: sorted, not empty."""
    return values[ceil(percent / 100 * len(values)) - 1]


def _times(spans: Iterable[timedelta]) -> Times:
    values = sorted(span.total_seconds() for span in spans)
    return Times(len(values), tuple(percentile(values, each) for each in PERCENTILES) if values else ())


def _of_level(worked: Sequence[Worked], now: datetime, limits: Mapping[Level, Limits]) -> LevelReport:
    closings = [closing for one in worked if (closing := _closing(one)) is not None]
    return LevelReport(
        warnings=len(worked),
        taken=_times(_spans(worked, lambda step: step.act.kind in (ActKind.TAKE, ActKind.HAND_OVER))),
        reached=_times(_spans(worked, lambda step: reached((step,)))),
        in_time=sum(not missed(one.level, one.raised_at, one.steps, now, limits) for one in worked),
        dispositions=Counter(closings),
    )


def _spans(worked: Iterable[Worked], is_meant: Callable[[Step], bool]) -> Iterable[timedelta]:
    """From raising to the first step that counts and is meant."""
    for one in worked:
        first = next((step.at for step in standing(one.steps) if is_meant(step)), None)
        if first is not None:
            yield first - one.raised_at


def _closing(one: Worked) -> Disposition | None:
    if work_of(one.steps).stage is not Stage.CLOSED:
        return None
    return next(step.act.disposition for step in reversed(standing(one.steps)) if step.act.kind is ActKind.CLOSE)


def _of_station(station: str, worked: Sequence[Worked], now: datetime, limits: Mapping[Level, Limits]) -> StationReport:
    asked = waiting = late = 0
    spans = []
    for one in worked:
        limit = limits[one.level].visit
        for asked_at, gone_at in _visits(station, one.steps):
            asked += 1
            waiting += gone_at is None
            late += (gone_at or now) - asked_at > limit
            spans += [] if gone_at is None else [gone_at - asked_at]
    return StationReport(asked=asked, waiting=waiting, late=late, visited=_times(spans))


def _visits(station: str, steps: Sequence[Step]) -> Iterable[tuple[datetime, datetime | None]]:
    """(asked, gone or None) of this station, each asking once."""
    asked_at: datetime | None = None
    for step in standing(steps):
        if step.act.station != station:
            continue
        if step.act.kind is ActKind.ASK_VISIT:
            if asked_at is not None:
                yield asked_at, None
            asked_at = step.at
        elif asked_at is not None:
            yield asked_at, step.at
            asked_at = None
    if asked_at is not None:
        yield asked_at, None
