"""What a feed's calls carry, over the last day."""

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linewarden.errors import StoreError
from linewarden.model.event import EventBlock, EventKind, event_block
from linewarden.pipeline.told import TOLD_COLUMNS, Told

HOUR_US = 3_600_000_000
NOON_US = 500_000 * HOUR_US


def records(hours: list[int], **columns: list[int]) -> EventBlock:
    """A record at each hour after noon."""
    return event_block(
        at_us=[NOON_US + hour * HOUR_US for hour in hours], kind=[EventKind.RECORD] * len(hours), **columns
    )


def test_nothing_was_told_before_the_first_call() -> None:
    told = Told()
    told.add(event_block(at_us=[]))
    assert (told.telling().calls, told.telling().shares) == (0, {})


def test_a_record_tells_its_columns_its_answer_and_its_end() -> None:
    told = Told()
    told.add(records([0, 0, 0, 0], cell=[7, 0, 7, 0], answered_us=[1, 0, 0, 0], route=[1, 2, 2, 0], cli=[5, 5, 5, 0]))
    telling = told.telling()
    assert telling.calls == 4
    assert {name: share for name, share in telling.shares.items() if share} == {
        "cli": 0.75, "route": 0.75, "cell": 0.5, "answered_at": 0.25, "ended_at": 1.0,
    }  # fmt: skip


def test_signalling_tells_a_call_once_and_its_answer_and_end_as_they_come() -> None:
    told, kinds = Told(), [EventKind.SETUP, EventKind.SETUP, EventKind.ANSWER, EventKind.RELEASE]
    told.add(event_block(at_us=[NOON_US] * 4, kind=kinds, stack=[9, 0, 9, 9]))
    telling = told.telling()
    assert telling.calls == 2
    assert [telling.shares[name] for name in ("user_agent", "answered_at", "ended_at", "imei")] == [0.5, 0.5, 0.5, 0.0]


def test_an_end_whose_beginning_has_left_the_window_makes_no_share_over_one() -> None:
    told = Told()
    told.add(event_block(at_us=[NOON_US] * 3, kind=[EventKind.SETUP, EventKind.RELEASE, EventKind.RELEASE]))
    assert told.telling().shares["ended_at"] == 1.0


def test_what_is_a_day_old_is_forgotten_and_what_comes_later_than_a_day_is_not_counted() -> None:
    told = Told()
    told.add(records([0, 1], imei=[3, 0]))
    told.add(records([23]))
    assert told.telling().shares["imei"] == pytest.approx(1 / 3)
    told.add(records([24, 0], imei=[0, 3]))
    assert (told.telling().calls, told.telling().shares["imei"]) == (3, 0.0)


@given(
    hours=st.lists(st.integers(0, 60), min_size=1, max_size=60),
    cuts=st.lists(st.integers(0, 60), max_size=4),
    turn=st.randoms(),
)
def test_counts_are_those_of_the_last_day_however_the_events_are_cut_and_ordered(
    hours: list[int], cuts: list[int], turn: random.Random
) -> None:
    told, events = Told(), records(hours, imei=[hour % 2 for hour in hours])
    bounds = [0, *sorted(min(cut, len(hours)) for cut in cuts), len(hours)]
    blocks = [events.take(slice(*pair)) for pair in itertools.pairwise(bounds)]
    turn.shuffle(blocks)
    for block in blocks:
        told.add(block)
    recent = [hour for hour in hours if hour > max(hours) - 24]
    assert told.telling().calls == len(recent)
    assert told.telling().shares["imei"] == sum(hour % 2 for hour in recent) / len(recent)


def test_it_goes_on_from_an_image_and_refuses_one_of_another_shape() -> None:
    told, again = Told(), Told()
    told.add(records([0, 5], imsi=[1, 1]))
    again.restore(told.image())
    again.add(records([6]))
    assert (again.telling().calls, again.telling().shares["imsi"]) == (3, pytest.approx(2 / 3))
    with pytest.raises(StoreError, match="another version"):
        again.restore({"newest_hour": 1, "counts": [[0] * len(TOLD_COLUMNS)]})
    again.restore(None)
    assert again.telling().calls == 0
