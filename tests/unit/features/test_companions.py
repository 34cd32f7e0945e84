"""A number, a handset and a card share one state until they are seen apart; nobody can tell from the values."""

from itertools import pairwise

import numpy as np
import pytest
from feature_streams import DAY, HOUR, MINUTE, T0, anywhere, differences, rows, stream
from hypothesis import given, settings
from hypothesis import strategies as st

from linewarden.features import FEATURES, SUBJECTS, Engine, Image, Share, load, owner_of
from linewarden.features.compact.layout import HEAVY
from linewarden.features.layout import BYTE, LONG, SHORT
from linewarden.features.short.layout import BUSY
from linewarden.model.event import EventBlock, event_block

TOGETHER = [(number, 10 + number, 20 + number) for number in range(1, 5)]
APART = [
    (1, 12, 21),
    (1, 11, 0),
    (1, 0, 21),
    (2, 12, 23),
    (0, 11, 21),
    (0, 13, 0),
    (0, 0, 24),
    (3, 0, 0),
    (5, 14, 24),
    (5, 15, 25),
]
kits = st.one_of(st.sampled_from(TOGETHER), st.sampled_from(TOGETHER), st.sampled_from(APART))
"""Number, handset and card of an event: two in three as they belong together."""

OWN_KINDS = ("imei", "imsi")


def dressed(event: dict[str, int], kit: tuple[int, int, int]) -> dict[str, int]:
    """The event with these three."""
    return event | dict(zip(("cli", "imei", "imsi"), kit, strict=True))


def kit_streams(steps: st.SearchStrategy[int], *, max_size: int = 60) -> st.SearchStrategy[EventBlock]:
    """Events of four people who mostly keep to their handsets and cards."""
    return st.lists(st.builds(dressed, rows(steps), kits), max_size=max_size).map(stream)


def columns_of(name: str) -> list[int]:
    """Of the matrix."""
    return [position for position, feature in enumerate(FEATURES) if feature.subject.name == name]


@given(block=kit_streams(anywhere), chunk=st.sampled_from([1, 2, 3, 64]))
@settings(max_examples=150, deadline=None)
def test_values_are_those_of_the_reference(block: EventBlock, chunk: int) -> None:
    assert differences(block, Engine(rows=1, chunk=chunk).push(block).values) == []


@given(block=kit_streams(anywhere), of=st.integers(1, 4), chunk=st.sampled_from([1, 3, 64]))
@settings(max_examples=80, deadline=None)
def test_shares_add_up_to_one_engine_and_know_the_same_calls(block: EventBlock, of: int, chunk: int) -> None:
    whole, parts = Engine(rows=1), [Engine(rows=1, share=Share(number, of), chunk=chunk) for number in range(of)]
    expected = whole.push(block).values
    np.testing.assert_array_equal(sum(part.push(block).values for part in parts), expected)
    for cli in {*block.cli.tolist()} - {0}:
        owner = parts[int(owner_of(np.array([cli], np.int64), of)[0])]
        one, other = (engine.recent(cli, since_us=0, limit=50) for engine in (whole, owner))
        assert one.record_id.tolist() == other.record_id.tolist()
    assert {name: sum(part.known[name] for part in parts) for name in whole.known} == whole.known


@given(
    block=kit_streams(anywhere),
    cut=st.integers(0, 60),
    kinds=st.sets(st.sampled_from(["caller", *OWN_KINDS]), min_size=1),
)
@settings(max_examples=60, deadline=None)
def test_a_snapshot_and_fewer_kinds_change_nothing(
    block: EventBlock, cut: int, kinds: set[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    engine, path = Engine(rows=1, kinds=kinds), tmp_path_factory.mktemp("snapshot") / "features"
    before = engine.push(block.take(slice(cut))).values
    Image(engine).save(path)
    values = np.concatenate([before, load(path).push(block.take(slice(cut, None))).values])
    is_kept = np.array([feature.subject.name in kinds for feature in FEATURES])
    np.testing.assert_array_equal(values, np.where(is_kept, Engine().push(block).values, 0))


def street(events: int, *, seed: int, is_narrow: bool) -> EventBlock:
    """Ten days of calls of people of whom some call all the time, with a handset and a card each; later on one call in fifty with another's."""
    draw = np.random.default_rng(seed)
    people = 12 if is_narrow else 300
    at = (
        T0
        + np.sort(draw.integers(0, 10 * DAY, events))
        - (draw.random(events) < 0.05) * draw.integers(0, 2 * DAY, events)
    )
    who = np.minimum(draw.geometric(0.3 if is_narrow else 0.02, events), people)
    is_later = np.arange(events) > 0.6 * events
    swapped = np.where(is_later & (draw.random(events) < 0.02), draw.integers(0, people, events), who)
    card = np.where(is_later & (draw.random(events) < 0.005), 0, who)
    return event_block(
        at_us=at,
        kind=draw.integers(1, 5, events),
        record_id=np.arange(events) + 1,
        answered_us=draw.integers(0, 2, events),
        talk_ms=draw.integers(0, 60_000, events),
        cli=1000 + who,
        called=draw.integers(1, 1_500, events),
        imei=2000 + swapped,
        imsi=(card > 0) * (3000 + card),
    )


@pytest.mark.parametrize("is_narrow", [True, False])
@pytest.mark.parametrize("seed", [1, 2])
def test_busy_and_heavy_states_are_parted_whole(seed: int, *, is_narrow: bool) -> None:
    block = street(30_000, seed=seed, is_narrow=is_narrow)
    engine, cuts = Engine(rows=1, chunk=777), [0, 10, 5_000, 5_001, 18_000, 30_000]
    alone = {name: Engine(kinds=(name,)) for name in OWN_KINDS}  # without callers nothing is shared
    kinds = set()
    for a, b in pairwise(cuts):
        part = block.take(slice(a, b))
        values = engine.push(part).values
        for name, other in alone.items():
            columns = columns_of(name)
            np.testing.assert_array_equal(values[:, columns], other.push(part).values[:, columns])
            assert engine.known[name] == other.known[name]
        kinds |= states(engine)
    assert kinds == ({"busy and heavy", "everyday and light"} if is_narrow else {"everyday and light"})


def states(engine: Engine) -> set[str]:
    """What the callers are that still share their state."""
    callers, words = engine._subjects["caller"], engine._arena.words
    found = set()
    for row in callers.slots[callers.mates[:, 0] != 0]:
        is_busy, is_heavy = row[SHORT] & BYTE == BUSY, words[row[LONG] >> 8] & BYTE == HEAVY
        if is_busy == is_heavy:
            found.add("busy and heavy" if is_busy else "everyday and light")
    return found


def test_three_who_stay_together_take_the_room_of_one() -> None:
    sizes = []
    for kinds in (("caller",), ("caller", "imei", "imsi")):
        engine, number = Engine(kinds=kinds, keeps_trail=False), np.arange(5_000) + 1
        for call in range(5):
            at = T0 + call * HOUR + number
            engine.push(
                event_block(at_us=at, kind=np.full(5_000, 4), cli=number, called=-number, imei=number, imsi=number)
            )
        sizes.append(engine._arena.nbytes)
    assert sizes[0] == sizes[1]


def test_they_are_forgotten_together() -> None:
    engine = Engine(rows=16)
    for day in range(40):
        number = day * 100 + np.arange(100) + 1
        at = T0 + day * DAY + np.arange(100) * MINUTE
        engine.push(event_block(at_us=at, kind=np.full(100, 4), cli=number, called=number, imei=number, imsi=number))
        assert engine.known["imei"] == engine.known["imsi"] == engine.known["caller"]
    held = engine.remembered
    assert held["caller"] <= held["imei"] == held["imsi"] <= 1_100
    assert {subject.name for subject in SUBJECTS if held.get(subject.name)} == {"caller", "called", "imei", "imsi"}
