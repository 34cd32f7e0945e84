"""One call event as the called side's rules see it."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from linewarden.model.event import EventBlock, EventKind, Ints
from linewarden.warnings.approach.approach import Approach
from linewarden.warnings.rules import HEEDED_S, LISTENED_S

Flags = npt.NDArray[np.bool_]

NOT_KNOWN = 1 << 40
"""Seconds since a number was first seen of which nothing is known: no young one."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A row of an `EventBlock`, with what only its feed knows. Times are µs since 1970 UTC."""

    at_us: int
    kind: EventKind
    record_id: int
    setup_us: int
    answered_us: int  # 0: not answered so far
    talk_ms: int  # 0 while the call lasts
    ring_ms: int
    cli: int
    called: int
    is_foreign: bool  # from abroad by number or route
    is_faulty: bool  # the calling number breaks its plan
    feed: str
    is_synthetic: bool
    is_suspect: bool = False  # from abroad, faulty, by IP, or of a virtual operator: numbers that gangs rent
    is_acquainted: bool = False  # the two spoke on an earlier day, or the caller is one whom others ring
    strangeness: float = 0.0  # 0 of acquaintances; else how sure it is that they are none, 0..1
    fan_out: int = 0  # different people whom the caller rang in the last 24 h
    has_spoken: bool = False  # the two have already ended a talk today
    known_s: int = NOT_KNOWN  # seconds since the caller was first seen, in the last 7 days
    is_looked_at: bool = False  # by the trees, as soon as it has lasted: not a line that everybody knows
    approach: Approach | None = None  # what the trees say; None while they say nothing

    @property
    def is_over(self) -> bool:
        """True when the call has ended."""
        return self.kind in (EventKind.RELEASE, EventKind.RECORD)

    @property
    def heeded_s(self) -> float:
        """Length of a talk (s) from which on it is remembered; inf of one of acquaintances of which the trees say nothing either."""
        from_s = math.inf if self.approach is None else self.approach.odds[0][0]
        if self.strangeness <= 0:
            return from_s
        return min(from_s, HEEDED_S if self.is_suspect or self.has_spoken else LISTENED_S)

    def talk_s(self, now_us: int) -> float:
        """Seconds talked until the end, or until `now_us` while the call lasts."""
        if self.is_over:
            return self.talk_ms / 1000
        return max(now_us - self.answered_us, 0) / 1e6 if self.answered_us else 0.0


@dataclass(frozen=True, slots=True)
class Seen:
    """What the feed and the stream know of the events of a block besides, one value an event."""

    is_foreign: Flags
    is_suspect: Flags
    is_acquainted: Flags
    fan_out: Ints
    known_s: Ints
    has_spoken: Flags
    is_looked_at: Flags
    sureness: float  # that two who are not known to be acquainted are strangers


def moment_of(
    events: EventBlock, row: int, seen: Seen, *, feed: str, is_synthetic: bool, approach: Approach | None = None
) -> Moment:
    """The event at this position of the block."""
    is_acquainted = bool(seen.is_acquainted[row])
    return Moment(
        at_us=int(events.at_us[row]),
        kind=EventKind(int(events.kind[row])),
        record_id=int(events.record_id[row]),
        setup_us=int(events.setup_us[row]),
        answered_us=int(events.answered_us[row]),
        talk_ms=int(events.talk_ms[row]),
        ring_ms=int(events.ring_ms[row]),
        cli=int(events.cli[row]),
        called=int(events.called[row]),
        is_foreign=bool(seen.is_foreign[row]),
        is_faulty=bool(events.cli_fault[row]),
        feed=feed,
        is_synthetic=is_synthetic,
        is_suspect=bool(seen.is_suspect[row]),
        is_acquainted=is_acquainted,
        strangeness=0.0 if is_acquainted else seen.sureness,
        fan_out=int(seen.fan_out[row]),
        has_spoken=bool(seen.has_spoken[row]),
        known_s=int(seen.known_s[row]),
        is_looked_at=bool(seen.is_looked_at[row]),
        approach=approach,
    )
