"""Events from records, latency, meters: small parts of the live half."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linewarden.features.records import record_events
from linewarden.model.cdr import Cdr, cdr_batch
from linewarden.model.event import EventKind
from linewarden.pipeline.latency import Latency
from linewarden.pipeline.meter import Meter
from linewarden.store.kept import Kept

NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)


def cdr(number: int, *, setup_s: float = 0, ring_s: float = 5, talk_s: float = 0, **more: object) -> Cdr:
    setup = NOON + timedelta(seconds=setup_s)
    answered = setup + timedelta(seconds=ring_s) if talk_s else None
    plain: dict[str, object] = {
        "record_id": number, "feed": "f", "basis_id": "b", "source_id": "s", "source_row": number, "setup_at": setup, "answered_at": answered,
        "ended_at": setup + timedelta(seconds=ring_s + talk_s), "talk_ms": int(talk_s * 1000), "cli": 8613900000001, "called": 8613861234567,
    }  # fmt: skip
    return Cdr(**(plain | more))


def test_a_record_is_an_event_at_its_end_and_ringing_is_not_talk() -> None:
    events = record_events(cdr_batch([cdr(1, ring_s=7, talk_s=60), cdr(2, ring_s=2)]))
    assert events.record_id.tolist() == [2, 1]  # the second ended first
    assert events.kind.tolist() == [EventKind.RECORD] * 2
    assert events.ring_ms.tolist() == [2000, 7000]
    assert events.talk_ms.tolist() == [0, 60_000]
    assert events.answered_us.tolist() == [0, int((NOON + timedelta(seconds=7)).timestamp() * 1e6)]


def test_an_empty_batch_gives_no_events() -> None:
    assert len(record_events(cdr_batch([]))) == 0


@given(st.lists(st.integers(1_000, 10**12), min_size=1, max_size=200))
def test_latency_is_within_one_percent(durations_ns: list[int]) -> None:
    latency = Latency()
    for duration in durations_ns:
        latency.add(duration)
    assert len(latency) == len(durations_ns)
    assert latency.quantile_ms(1.0) == pytest.approx(max(durations_ns) / 1e6, rel=0.02, abs=0.002)


def test_no_latency_without_a_warning() -> None:
    assert Latency().quantile_ms(0.5) is None


def kept(*rows: Cdr) -> Kept:
    return Kept(
        offset=0, feed="f", basis_id="b", source_id="s", cdrs=cdr_batch(rows), sip=None, rejects=(), duplicates=0, is_calls=False, arrived_ns=1_000_000,
    )  # fmt: skip


def test_a_meter_tells_pace_and_lag() -> None:
    meter = Meter()
    meter.add(kept(cdr(1), cdr(2)), now_ns=4_000_000)
    meter.add(kept(cdr(3), cdr(4)), now_ns=2_000_000_000)
    assert meter.rate_per_s(2_000_000_000) == pytest.approx(2.0, rel=0.01)
    assert meter.lag_ms == 1999
    assert meter.rate_per_s(200_000_000_000) == 0.0
