"""What feeds that lack something tell, call by call."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scorecard.lacking import (
    LACKS,
    MISSING,
    without_cells,
    without_devices,
    without_largest_carrier,
    without_signalling,
)

from linewarden.model.event import EVENT_COLUMNS, EventBlock, EventKind, Oddity, event_block
from linewarden.numbering.plan import RANGES

OURS, OURS_TOO, VIRTUAL, UNICOM, TELECOM = 8613861234567, 8619812345678, 8616561234567, 8613061234567, 8613361234567
LANDLINE, BANK, BEIJING, ABROAD, WITHHELD = 8651986661234, 8695588, 861013861234, 14155550123, 0
FORGED = Oddity.BAD_IMEI | Oddity.PRIVATE_SOURCE


def records(*rows: tuple[int, int], source_ip: int = 0) -> EventBlock:
    """Caller and called; every other column says something, calls are numbered from 1."""
    size = len(rows)
    cli, called = zip(*rows, strict=True)
    told = {name: np.full(size, 7) for name in ("cell", "imei", "imsi", "trunk", "stack", "route", "talk_ms")}
    return event_block(
        **told, record_id=np.arange(1, size + 1), at_us=np.arange(size), kind=np.full(size, EventKind.RECORD), cli=cli, called=called,
        source_ip=np.full(size, source_ip), oddity=np.full(size, FORGED),
    )  # fmt: skip


def changed(before: EventBlock, after: EventBlock) -> set[str]:
    """Columns that are not what they were."""
    return {name for name in EVENT_COLUMNS if not np.array_equal(getattr(before, name), getattr(after, name))}


def test_without_cells() -> None:
    whole = records((UNICOM, OURS))
    assert changed(whole, without_cells(whole)) == {"cell"}
    assert without_cells(whole).cell.tolist() == [0]


def test_without_handsets_and_sim_cards_nothing_is_forged_in_them() -> None:
    whole = records((UNICOM, OURS))
    told = without_devices(whole)
    assert changed(whole, told) == {"imei", "imsi", "oddity"}
    assert (told.imei.tolist(), told.imsi.tolist(), told.oddity.tolist()) == ([0], [0], [Oddity.PRIVATE_SOURCE])


def test_without_signalling_a_record_keeps_trunk_route_and_handset() -> None:
    whole = records((LANDLINE, OURS), source_ip=5)
    told = without_signalling(whole)
    assert changed(whole, told) == {"source_ip", "stack", "oddity"}
    assert (told.source_ip.tolist(), told.stack.tolist(), told.oddity.tolist()) == ([0], [0], [Oddity.BAD_IMEI])


@pytest.mark.parametrize(
    ("caller", "called"),
    [
        (OURS, OURS_TOO),
        (OURS, VIRTUAL),
        (LANDLINE, OURS),
        (OURS, BANK),
        (WITHHELD, OURS),
        (ABROAD, OURS),
        (OURS, BEIJING),
    ],
)
def test_what_the_largest_carrier_alone_sees_is_lost(caller: int, called: int) -> None:
    assert len(without_largest_carrier(records((caller, called)))) == 0


@pytest.mark.parametrize("caller", [OURS, VIRTUAL])
def test_what_its_subscribers_ring_at_others_has_no_handset_and_no_cell(caller: int) -> None:
    whole = records((caller, UNICOM))
    told = without_largest_carrier(whole)
    assert changed(whole, told) == {"cell", "imei", "imsi", "oddity"}
    assert (told.cell.tolist(), told.imei.tolist(), told.imsi.tolist()) == ([0], [0], [0])
    assert told.oddity.tolist() == [Oddity.PRIVATE_SOURCE]


@pytest.mark.parametrize(
    ("caller", "called"),
    [(UNICOM, OURS), (UNICOM, TELECOM), (LANDLINE, UNICOM), (TELECOM, BANK), (LANDLINE, BANK), (ABROAD, TELECOM)],
)
def test_what_others_see_is_whole(caller: int, called: int) -> None:
    whole = records((caller, called))
    assert not changed(whole, without_largest_carrier(whole))


def test_the_number_shown_by_signalling_is_nobodys_subscriber() -> None:
    to_others = records((OURS, UNICOM), source_ip=5)
    assert not changed(to_others, without_largest_carrier(to_others))
    assert len(without_largest_carrier(records((UNICOM, OURS), source_ip=5))) == 0


def test_calls_that_are_left_keep_their_order_and_their_own_columns() -> None:
    told = without_largest_carrier(records((UNICOM, TELECOM), (OURS, OURS_TOO), (OURS, UNICOM), (UNICOM, OURS)))
    assert told.record_id.tolist() == [1, 3, 4]
    assert told.imei.tolist() == [7, 0, 7]


NUMBERS = st.sampled_from([OURS, VIRTUAL, UNICOM, TELECOM, LANDLINE, BANK, WITHHELD, -5])


@given(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1), st.sampled_from([0, 5]))
def test_a_poorer_feed_tells_no_more_and_changes_no_call(rows: list[tuple[int, int]], source_ip: int) -> None:
    whole = records(*rows, source_ip=source_ip)
    for lack in LACKS:
        told = lack.of(whole)
        kept = whole.take(told.record_id.astype(np.int64) - 1)
        assert (np.diff(told.record_id.astype(np.int64)) > 0).all()
        assert changed(kept, told) <= {"cell", "imei", "imsi", "stack", "source_ip", "oddity"}
        assert all(
            np.isin(getattr(told, name), [0, 5, 7]).all() for name in ("cell", "imei", "imsi", "stack", "source_ip")
        )
        assert not (told.oddity & ~kept.oddity).any()


def test_the_missing_carrier_has_ranges() -> None:
    assert sum(found.carrier == MISSING for found in RANGES) > 10
