"""By when what must be done about a warning: time limits by level, one table, and which of them were missed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from linewarden.dissuasion.act import ActKind, Step
from linewarden.dissuasion.work import UNTOUCHED, Situation, Work, work_of
from linewarden.model.warning import Level

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Of one level. The centre sets its own (`[dissuasion.limits.urgent]` in the settings)."""

    take: timedelta  # from raising
    call: timedelta  # from taking, or from the gang's being back
    again: timedelta  # from a call in vain, a busy line included (signal S36)
    visit: timedelta  # from asking the station
    follow_up: timedelta  # from dissuading
    close: timedelta  # from the last that there was to do


LIMITS: Mapping[Level, Limits] = {
    Level.URGENT: Limits(take=3 * _MINUTE, call=2 * _MINUTE, again=5 * _MINUTE, visit=_HOUR, follow_up=_DAY, close=_DAY),
    Level.HIGH: Limits(take=15 * _MINUTE, call=10 * _MINUTE, again=5 * _MINUTE, visit=4 * _HOUR, follow_up=_DAY, close=_DAY),
    Level.NORMAL: Limits(take=2 * _HOUR, call=2 * _HOUR, again=_HOUR, visit=_DAY, follow_up=3 * _DAY, close=3 * _DAY),
    Level.NOTICE: Limits(take=_DAY, call=_DAY, again=4 * _HOUR, visit=3 * _DAY, follow_up=7 * _DAY, close=7 * _DAY),
}  # fmt: skip
"""Assumptions, to be set by the centre; but for five minutes until dialling again, which is signal S36's."""

PRESSING = (Level.URGENT, Level.HIGH)
"""Levels that somebody goes there for."""


@dataclass(frozen=True, slots=True)
class Next:
    """What comes next, and the limit that it stands under."""

    kind: ActKind
    limit: str  # field of Limits


_CALL_AGAIN, _CLOSE = Next(ActKind.CALL, "again"), Next(ActKind.CLOSE, "close")
_GO_THERE = Next(ActKind.ASK_VISIT, "call")

NEXT: Mapping[Situation, tuple[Next, Next]] = {  # where somebody goes there, and for the other levels
    Situation.WAITING: (Next(ActKind.TAKE, "take"),) * 2,
    Situation.TAKEN: (Next(ActKind.CALL, "call"),) * 2,
    Situation.TOLD: (Next(ActKind.CALL, "call"), _CLOSE),
    Situation.UNREACHED: (_CALL_AGAIN,) * 2,
    Situation.UNREACHED_OFTEN: (_GO_THERE, _CLOSE),
    Situation.VISIT_ASKED: (Next(ActKind.VISIT, "visit"),) * 2,
    Situation.DISSUADED: (Next(ActKind.FOLLOW_UP, "follow_up"),) * 2,
    Situation.DOUBTS: (_GO_THERE, _CALL_AGAIN),
    Situation.REFUSED: (_GO_THERE, _CLOSE),
    Situation.NOT_DECEIVED: (_CLOSE,) * 2,
    Situation.PAID: (_CLOSE,) * 2,
    Situation.SAFE: (_CLOSE,) * 2,
    Situation.IN_CONTACT: (Next(ActKind.CALL, "call"),) * 2,
    Situation.NOT_CALLED_BACK: (Next(ActKind.FOLLOW_UP, "again"),) * 2,
}
"""A closed one needs nothing."""


@dataclass(frozen=True, slots=True)
class Due:
    """What is due: since when it could be done, and by when it must be."""

    kind: ActKind
    since: datetime
    at: datetime


def due(level: Level, raised_at: datetime, work: Work, limits: Mapping[Level, Limits] = LIMITS) -> Due | None:
    """What must be done next at this level; None when nothing is."""
    if work.situation is Situation.CLOSED:
        return None
    pressing, calm = NEXT[work.situation]
    following = pressing if level in PRESSING else calm
    span: timedelta = getattr(limits[level], following.limit)
    since = work.since or raised_at
    return Due(following.kind, since, since + span)


@dataclass(frozen=True, slots=True)
class Missed:
    """A time limit that passed before anything was done."""

    kind: ActKind
    due_at: datetime
    done_at: datetime | None  # None: nothing has been done since


def missed(
    level: Level, raised_at: datetime, steps: Sequence[Step], now: datetime, limits: Mapping[Level, Limits] = LIMITS
) -> tuple[Missed, ...]:
    """Time limits that were missed, in order; by the level that the warning has now, which may have been lower."""
    found = []
    for place in range(len(steps) + 1):
        before = work_of(steps[:place]) if place else UNTOUCHED
        wanted = due(level, raised_at, before, limits)
        done_at = steps[place].at if place < len(steps) else None
        if wanted is not None and wanted.at < (done_at or now):
            found.append(Missed(wanted.kind, wanted.at, done_at))
    return _once(found)


def _once(found: Sequence[Missed]) -> tuple[Missed, ...]:
    """A limit that went by while something else was done (a hand-over, say) is one, done when it was at last."""
    by_due: dict[tuple[ActKind, datetime], Missed] = {}
    for one in found:
        by_due[one.kind, one.due_at] = one
    return tuple(by_due.values())
