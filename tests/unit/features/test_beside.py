"""The memories beside the engine as one: stored, read back, and the same however the stream is cut."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linewarden.errors import StoreError
from linewarden.features import Engine
from linewarden.features.acquaintances import by_day
from linewarden.features.beside import BESIDE_VALUES, COMPANY_VALUES, Beside
from linewarden.features.beside.habits import HABITS
from linewarden.model.event import EventBlock, EventKind, Oddity, event_block
from linewarden.model.number import NumberKind

HOUR_US = 3_600_000_000
ABROAD = (14155550100, 81312345678, 442079460000, 33140000000, 2348012345678, 61291234567, 551131234567)
START_US = 1_790_000_000_000_000


def stream(seed: int, events: int) -> EventBlock:
    """Calls among few numbers, handsets, cards, cells and programs, over some days; some come late."""
    draw = np.random.default_rng(seed)
    steps = draw.integers(0, HOUR_US // 6, events) + 16 * HOUR_US * (draw.random(events) < 0.05)
    steps[1::2] = 0  # two at a time
    at_us = START_US + np.cumsum(steps) - draw.choice([0, HOUR_US], events, p=[0.95, 0.05])
    cli = draw.choice([1, 2, 442079460000, 442079460001], events)
    home = draw.integers(8651986660000, 8651986660080, events)
    called = np.where(draw.random(events) < 0.1, draw.choice(ABROAD, events), home)
    few = {name: draw.integers(0, 3, events) for name in ("imei", "imsi", "cell", "stack", "source_ip")}
    few["imei"] += 3 * (np.arange(events) > 300) * (few["imei"] > 0)  # new handsets
    few["route"] = draw.integers(0, 3, events)
    return event_block(
        at_us=at_us, kind=np.full(events, EventKind.RECORD), record_id=np.arange(1, events + 1), setup_us=at_us - HOUR_US // 6,
        cli=cli, cli_kind=np.where(cli > 9, NumberKind.FOREIGN, NumberKind.MOBILE), called=called, called_kind=np.where(called < 10**12, NumberKind.FOREIGN, NumberKind.LANDLINE), **few,
    )  # fmt: skip


class Run:
    """An engine and what lies beside it."""

    def __init__(self) -> None:
        self.engine, self.beside, self.day = Engine(), Beside(), -1

    def feed(self, events: EventBlock) -> dict[str, list[float]]:
        found: dict[str, list[float]] = {name: [] for name in (*BESIDE_VALUES, *COMPANY_VALUES)}
        for day, part in by_day(events, self.day):
            self.day = day
            told = self.beside.note(day, part, self.engine.push(part), "f")
            told |= self.beside.meet(part, part.record_id % 3 == 0)
            for name, values in told.items():
                found[name] += values.tolist()
        return found


@given(seed=st.integers(0, 10_000), cuts=st.lists(st.integers(1, 119), max_size=4))
@settings(max_examples=25, deadline=None)
def test_the_values_do_not_depend_on_where_blocks_are_cut(seed: int, cuts: list[int]) -> None:
    events, run = stream(seed, 120), Run()
    whole, edges = Run().feed(events), [0, *sorted(set(cuts)), len(events)]
    parts = [run.feed(events.take(slice(start, end))) for start, end in pairwise(edges)]
    assert {name: [value for part in parts for value in part[name]] for name in whole} == whole
    assert set(whole) == {*BESIDE_VALUES, *COMPANY_VALUES}


def test_it_goes_on_from_what_was_stored(tmp_path: Path) -> None:
    events, one, other = stream(3, 400), Run(), Run()
    for run in (one, other):
        run.feed(events.take(slice(0, 250)))
    other.beside.image().save(tmp_path / "beside.npz")
    other.beside = Beside.load(tmp_path / "beside.npz")
    rest = events.take(slice(250, 400))
    expected = one.feed(rest)
    assert other.feed(rest) == expected
    quiet = {name for name, values in expected.items() if len(set(values)) < 2}
    assert quiet <= {*(habit.name for habit in HABITS), "cohort_chance", "silent_chance", "move_chance"}


def test_the_habits_of_a_feed_are_stored_too(tmp_path: Path) -> None:
    run, odd = Run(), Oddity.SIGNALLED | Oddity.ODD_TAG
    events = event_block(at_us=np.arange(START_US, START_US + 1_000), kind=[1] * 1_000, oddity=[odd] * 1_000)
    run.feed(events)
    run.beside.image().save(tmp_path / "beside.npz")
    run.beside = Beside.load(tmp_path / "beside.npz")
    one = event_block(at_us=[START_US + 1_000], kind=[1], oddity=[Oddity.SIGNALLED])
    assert run.feed(one)["odd_tag_share"] == [1_000 / 1_001]


def test_a_feed_that_is_added_later_has_not_been_listened_to_before() -> None:
    run, two_days_s = Run(), 2 * 86_400
    for feed, at_us, expected in (
        ("a", START_US, 0),
        ("a", START_US + two_days_s * 10**6, two_days_s),
        ("b", START_US + two_days_s * 10**6, 0),
    ):
        events = event_block(at_us=[at_us], kind=[4], cli=[5], called=[6])
        assert run.beside.note(1, events, run.engine.push(events), feed)["heard_s"].tolist() == [expected]


def test_snapshots_of_older_programs_have_none_and_it_begins_empty(tmp_path: Path) -> None:
    assert Beside.load(tmp_path / "beside.npz").nbytes == Beside().nbytes


def test_what_is_damaged_is_named(tmp_path: Path) -> None:
    (tmp_path / "beside.npz").write_bytes(b"PK")
    with pytest.raises(StoreError, match=r"beside.npz cannot be read"):
        Beside.load(tmp_path / "beside.npz")
