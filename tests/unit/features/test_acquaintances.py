"""Who has spoken with whom on an earlier day."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linewarden.errors import StoreError
from linewarden.features.acquaintances import DAY_US, DAYS, LOCAL_US, Acquaintances, by_day, day_of, spoke_before
from linewarden.model.event import event_block

NOON = 20_000 * DAY_US - LOCAL_US + DAY_US // 2

pairs = st.tuples(st.integers(-3, 3), st.integers(-3, 3))
steps = st.lists(st.tuples(st.integers(0, 3), st.lists(pairs, max_size=6)), max_size=12)


def columns(rows: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    """Two columns of numbers."""
    table = np.array(rows, np.int64).reshape(-1, 2)
    return table[:, 0].copy(), table[:, 1].copy()


def spoke(on: dict[int, set[frozenset[int]]], pair: tuple[int, int], day: int) -> bool:
    """The same, told by a plain set."""
    return 0 not in pair and any(frozenset(pair) in on.get(day - back, ()) for back in range(1, DAYS + 1))


@given(steps=steps, seed=st.integers(-(2**62), 2**62))
@settings(max_examples=150, deadline=None)
def test_whoever_spoke_on_one_of_the_days_before_is_known_and_nobody_else(
    steps: list[tuple[int, list[tuple[int, int]]]], seed: int
) -> None:
    known, day = Acquaintances(seed=seed), 0
    on: dict[int, set[frozenset[int]]] = {}
    for days, rows in steps:
        day += days
        known.reach(NOON + day * DAY_US)
        one, other = columns(rows)
        present = day_of(NOON) + day
        assert known.are_acquainted(one, other, present).tolist() == [spoke(on, row, day) for row in rows]
        known.note(one, other, present)
        on.setdefault(day, set()).update(frozenset(row) for row in rows)


@given(at=st.lists(st.integers(-30, 30), max_size=30))
@settings(max_examples=100, deadline=None)
def test_events_are_cut_where_their_day_becomes_another_and_nowhere_else(at: list[int]) -> None:
    events = event_block(
        at_us=[NOON + hour * DAY_US // 24 for hour in at], kind=[4] * len(at), record_id=range(len(at))
    )
    parts, clock = list(by_day(events, -1)), -1
    assert [number for _, part in parts for number in part.record_id.tolist()] == list(range(len(at)))
    assert all(one != other for (one, _), (other, _) in pairwise(parts))
    for day, part in parts:
        for at_us in part.at_us.tolist():
            clock = max(clock, day_of(at_us))
            assert day == max(day_of(at_us), clock - 1)


def test_a_day_begins_at_midnight_in_the_city() -> None:
    known, pair, today = Acquaintances(), (np.array([1]), np.array([2])), day_of(NOON)
    known.reach(NOON)
    known.note(*pair, today)
    assert day_of(NOON + DAY_US // 2 - 1) == today
    assert day_of(NOON + DAY_US // 2) == today + 1
    known.reach(NOON + DAY_US // 2)
    assert known.are_acquainted(*pair, today + 1)[0]
    assert not known.are_acquainted(*pair, today)[0]  # a record of the evening, come after midnight


def test_what_comes_after_midnight_belongs_to_the_evening() -> None:
    known, pair, today = Acquaintances(), (np.array([1]), np.array([2])), day_of(NOON)
    known.reach(NOON + 5 * DAY_US)
    known.note(*pair, today + 4)
    assert not known.are_acquainted(*pair, today + 4)[0]
    assert known.are_acquainted(*pair, today + 5)[0]


def test_it_says_how_long_it_has_listened() -> None:
    known = Acquaintances()
    assert known.listened == 0
    for day, expected in ((0, 0), (1, 1), (3, 3), (30, DAYS)):
        known.reach(NOON + day * DAY_US)
        assert known.listened == expected


def test_a_million_pairs_are_all_known_and_strangers_hardly_ever() -> None:
    known, draw = Acquaintances(seed=3), np.random.default_rng(3)
    one, other = draw.integers(1, 2**40, (2, 1_000_000))
    known.reach(NOON)
    for start in range(0, one.size, 10_000):
        known.note(one[start : start + 10_000], other[start : start + 10_000], day_of(NOON))
    known.reach(NOON + DAY_US)
    assert known.are_acquainted(other, one, day_of(NOON) + 1).all()
    strangers = known.are_acquainted(one, np.roll(other, 1), day_of(NOON) + 1).mean()
    assert strangers < 0.0015  # 1 in 4,000 of each of four full pieces
    assert known.nbytes < 12_000_000


def test_an_image_goes_on_where_it_was_taken(tmp_path: Path) -> None:
    known, later = Acquaintances(seed=5), (np.arange(1, 9_000), np.arange(2, 9_001))
    for day in range(3):
        known.reach(NOON + day * DAY_US)
        known.note(np.arange(1, 5_000) + day, np.arange(7_000, 11_999), day_of(NOON) + day)
    image = known.image()
    for late in (1, 2):
        known.note(*later, day_of(NOON) + late)  # is not in the image
    image.save(tmp_path / "known")
    again = Acquaintances.load(tmp_path / "known")
    assert (again.listened, again.day) == (known.listened, known.day)
    for late in (1, 2):
        again.note(*later, day_of(NOON) + late)
    ask = np.random.default_rng(1).integers(1, 12_000, (2, 20_000))
    for day in range(4):
        found = [one.are_acquainted(*ask, day_of(NOON) + day) for one in (known, again)]
        np.testing.assert_array_equal(*found)


def test_a_damaged_image_is_refused(tmp_path: Path) -> None:
    (tmp_path / "known").write_bytes(b"nothing")
    with pytest.raises(StoreError, match="replay the last days"):
        Acquaintances.load(tmp_path / "known")


def test_who_has_spoken_today_is_known_from_the_note_on_and_forgotten_tomorrow() -> None:
    known, day = Acquaintances(), day_of(NOON)
    known.reach(NOON)
    pair = columns([(1, 2)])
    assert not known.have_spoken(*pair, day).any()
    known.note(*pair, day)
    assert known.have_spoken(*columns([(1, 2), (2, 1), (1, 3), (0, 2)]), day).tolist() == [True, True, False, False]
    assert not known.are_acquainted(*pair, day).any()
    known.reach(NOON + DAY_US)
    assert not known.have_spoken(*pair, day + 1).any()
    assert known.have_spoken(*pair, day).all()


@given(st.lists(st.tuples(pairs, st.booleans()), max_size=20))
def test_who_spoke_before_in_the_same_block(rows: list[tuple[tuple[int, int], bool]]) -> None:
    is_end = np.array([ended for _, ended in rows], np.bool_)
    found = spoke_before(*columns([pair for pair, _ in rows]), is_end)
    told = [any(ended and {*pair} == {*now} for pair, ended in rows[:nth]) for nth, (now, _) in enumerate(rows)]
    assert found.tolist() == told
