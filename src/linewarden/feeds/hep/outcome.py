"""What the dialogs tell: call events as they happen, and whole calls once they have ended."""

from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from linewarden.columns import int_keys, oddities
from linewarden.feeds.hep.call import Call
from linewarden.model.cdr import CDR_SCHEMA
from linewarden.model.event import EventBlock, EventKind, event_block


class _Event(NamedTuple):
    at_us: int
    kind: int
    record_id: int
    setup_us: int
    answered_us: int
    talk_ms: int
    ring_ms: int
    cli: int
    called: int
    trunk: str
    source_ip: str
    stack: str
    user_agent: str | None
    cli_kind: int
    cli_fault: int
    called_kind: int
    route: int
    oddity: int
    attestation: str | None


class _Ended(NamedTuple):
    call: Call
    ended_us: int
    cause: int | None


class Outcome:
    """Collects events and ended calls in the order in which they become known."""

    __slots__ = ("_ended", "_events", "_feed")

    def __init__(self, feed: str) -> None:
        self._feed = feed
        self._events: list[_Event] = []
        self._ended: list[_Ended] = []

    def setup(self, call: Call) -> None:
        """The call begins."""
        self._event(call, EventKind.SETUP, call.setup_us, 0, 0)

    def answer(self, call: Call, at_us: int) -> None:
        """The call is answered, as is known at `at_us`."""
        self._event(call, EventKind.ANSWER, at_us, 0, _ms(call.setup_us, call.answered_us))

    def release(self, call: Call, at_us: int, ended_us: int, cause: int | None) -> None:
        """The call is over since `ended_us`, as is known at `at_us`."""
        ended_us = max(ended_us, call.answered_us, call.setup_us)
        talk_ms = _ms(call.answered_us, ended_us) if call.answered_us else 0
        self._event(call, EventKind.RELEASE, at_us, talk_ms, _ms(call.setup_us, call.answered_us or ended_us))
        self._ended.append(_Ended(call, ended_us, cause))

    def _event(self, call: Call, kind: EventKind, at_us: int, talk_ms: int, ring_ms: int) -> None:
        self._events.append(
            _Event(
                at_us,
                kind,
                call.record_id,
                call.setup_us,
                call.answered_us,
                talk_ms,
                ring_ms,
                call.cli,
                call.called,
                call.trunk_in,
                call.invite.src_ip,
                call.invite.stack,
                call.invite.user_agent,
                call.cli_kind,
                call.cli_fault,
                call.called_kind,
                call.route,
                call.oddity,
                call.invite.attestation,
            )
        )

    def take(self) -> tuple[EventBlock, pa.RecordBatch]:
        """Events and ended calls (CDR_SCHEMA) collected so far."""
        events, self._events = self._events, []
        ended, self._ended = self._ended, []
        return _events(events), _calls(self._feed, ended)


def _ms(start_us: int, end_us: int) -> int:
    return max(end_us - start_us, 0) // 1000


def _events(events: list[_Event]) -> EventBlock:
    if not events:
        return event_block(at_us=[])
    columns: dict[str, Any] = dict(zip(_Event._fields, zip(*events, strict=True), strict=True))
    columns["record_id"] = np.array(columns["record_id"], np.uint64)
    texts = {name: pa.array(columns[name], pa.utf8()) for name in ("user_agent", "source_ip", "attestation")}
    texts["sip_oddity"] = pa.array(columns["oddity"], pa.uint16())
    columns["oddity"] = oddities(texts, len(events))
    del columns["user_agent"], columns["attestation"]
    for name in ("trunk", "source_ip", "stack"):
        columns[name] = int_keys(pa.array(columns[name], pa.utf8()))
    return event_block(**columns)


def _calls(feed: str, ended: list[_Ended]) -> pa.RecordBatch:
    columns: dict[str, list[Any]] = {name: [None] * len(ended) for name in CDR_SCHEMA.names}
    columns |= {
        "record_id": [end.call.record_id for end in ended],
        "feed": [feed] * len(ended),
        "basis_id": [end.call.invite.basis_id for end in ended],
        "source_id": [end.call.invite.sender for end in ended],
        "source_row": [end.call.invite.sender_row for end in ended],
        "call_id": [end.call.invite.call_id for end in ended],
        "service": [str(end.call.service) for end in ended],
        "setup_at": [end.call.setup_us for end in ended],
        "answered_at": [end.call.answered_us or None for end in ended],
        "ended_at": [end.ended_us for end in ended],
        "talk_ms": [_ms(end.call.answered_us, end.ended_us) if end.call.answered_us else 0 for end in ended],
        "release_cause": [end.cause for end in ended],
        "source_ip": [end.call.invite.src_ip for end in ended],
        "user_agent": [end.call.invite.user_agent for end in ended],
        "attestation": [end.call.invite.attestation for end in ended],
        "sip_oddity": [int(end.call.oddity) for end in ended],
    }
    for name in (
        "cli",
        "cli_raw",
        "cli_kind",
        "cli_fault",
        "called",
        "called_raw",
        "called_kind",
        "called_fault",
        "route",
        "trunk_in",
        "codec",
    ):
        columns[name] = [getattr(end.call, name) for end in ended]
    return pa.record_batch(
        [pa.array(columns[name], CDR_SCHEMA.field(name).type) for name in CDR_SCHEMA.names], schema=CDR_SCHEMA
    )
