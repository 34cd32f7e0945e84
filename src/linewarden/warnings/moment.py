"""One call event as the called side's rules see it."""

from dataclasses import dataclass

from linewarden.model.event import EventBlock, EventKind


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

    @property
    def is_over(self) -> bool:
        """True when the call has ended."""
        return self.kind in (EventKind.RELEASE, EventKind.RECORD)

    def talk_s(self, now_us: int) -> float:
        """Seconds talked until the end, or until `now_us` while the call lasts."""
        if self.is_over:
            return self.talk_ms / 1000
        return max(now_us - self.answered_us, 0) / 1e6 if self.answered_us else 0.0


def moment_of(events: EventBlock, row: int, *, is_foreign: bool, feed: str, is_synthetic: bool) -> Moment:
    """The event at this position of the block."""
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
        is_foreign=is_foreign,
        is_faulty=bool(events.cli_fault[row]),
        feed=feed,
        is_synthetic=is_synthetic,
    )
