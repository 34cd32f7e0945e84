"""The live state of one feed as screens show it: what came in, what became of it, and what is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from linewarden.model.legal_basis import LegalBasis
from linewarden.model.voice import FeedVoices


class FeedKind(StrEnum):
    """How records arrive."""

    FILES = "files"
    HEP = "hep"


class FeedState(StrEnum):
    """Whether a feed does its work."""

    OK = "ok"
    QUIET = "quiet"  # nothing arrived for longer than usual
    ATTENTION = "attention"  # works, but something wants looking at
    STALLED = "stalled"  # nothing can be written, or the state is made anew: takes nothing in until that is over
    REFUSED = "refused"  # no valid legal basis
    FAILED = "failed"  # cannot be read


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedCard:
    """One feed now. Counts are since the store was made: received = stored + rejected + duplicates. Times are UTC."""

    name: str
    kind: FeedKind
    basis: LegalBasis | None
    received: int
    stored: int
    rejected: int
    duplicates: int
    calls: int = 0  # calls assembled from signalling
    waiting: int = 0  # rows or messages taken off the wire or the disk and not yet stored
    late: int = 0  # events of it behind the clock of its lane
    active_calls: int = 0  # calls up now, as signalling tells
    rate_per_s: float = 0.0  # rows a second over the last minute or so
    last_arrival_at: datetime | None = None
    lag_ms: int | None = None  # from arrival to commit, latest; None when nothing arrived
    warned_p50_ms: float | None = (
        None  # from arrival to the warning committed, since the start; None before the first warning
    )
    warned_p99_ms: float | None = None
    told_calls: int = 0  # calls of the last 24 hours of its own clock
    coverage: Mapping[str, float] = field(
        default_factory=dict
    )  # record column → share of those calls that carry it, 0..1
    voices: FeedVoices | None = None  # None: too few calls to say which rows of the calling side can fire
    state: FeedState = FeedState.OK
    problem: str | None = None  # English sentence; None when all is well
