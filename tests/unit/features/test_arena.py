"""Blocks never overlap, come back as zeros, and small ones that are free side by side become one."""

from itertools import pairwise

import numpy as np
import pytest
from feature_streams import T0
from hypothesis import given, settings
from hypothesis import strategies as st

from linewarden.errors import LinewardenError
from linewarden.features import Engine
from linewarden.features.arena import MARKS, POWERS, Arena, give_back, taken, words_of
from linewarden.features.compact.layout import LIGHT_SIZES, STEP
from linewarden.model.event import event_block

sizes = st.one_of(st.integers(0, LIGHT_SIZES), st.integers(POWERS + 6, POWERS + 8))


def free_units(arena: Arena) -> list[tuple[int, int]]:
    """Free small blocks as (first unit, units), in order of place, from the lists."""
    found = []
    for units in range(1, LIGHT_SIZES + 1):
        place = int(arena.free[units - 1])
        while place:
            found.append((place // STEP, units))
            place = int(arena.words[place])
    return sorted(found)


@given(steps=st.lists(st.tuples(st.booleans(), sizes, st.integers(0, 10**6)), max_size=120))
@settings(max_examples=200, deadline=None)
def test_blocks_are_whole_and_apart_and_marked_where_free(steps: list[tuple[bool, int, int]]) -> None:
    arena, held = Arena(), dict[int, int]()
    for is_taking, size, pick in steps:
        if is_taking or not held:
            place = int(taken(arena.words, arena.free, size))
            block = arena.words[place : place + int(words_of(size))]
            assert not block.any()
            block[:] = -1
            held[place] = size
        else:
            place = sorted(held)[pick % len(held)]
            give_back(arena.words, arena.free, held.pop(place), place)
        ends = sorted((place, place + int(words_of(size))) for place, size in held.items())
        assert all(end <= begin for (_, end), (begin, _) in pairwise(ends))
        assert all((arena.words[begin:end] == -1).all() for begin, end in ends)
    free = free_units(arena)
    for (first, units), (after, _) in pairwise(free):
        assert first + units <= after
    marks = arena.lists[MARKS:].view(np.uint8)
    told = {unit: int(mark) & 0x3F for unit, mark in enumerate(marks) if mark & 0x40}
    assert told == dict(free)


def test_a_crowd_that_grows_leaves_little_behind() -> None:
    """A thousand blocks grow from one unit to eight, all in step: without joining, 28 units would lie unused for each 8 used."""
    arena = Arena()
    places = [int(taken(arena.words, arena.free, 0)) for _ in range(1_000)]
    for size in range(1, 8):
        for i, place in enumerate(places):
            places[i] = int(taken(arena.words, arena.free, size))
            give_back(arena.words, arena.free, size - 1, place)
    assert arena.handed_out.size < 2 * 1_000 * 8 * STEP


def test_an_arena_that_is_nearly_full_is_told_before_anything_is_written_beyond_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("linewarden.features.arena.reserved", lambda: np.zeros(200_000, np.int64))
    engine, calls = Engine(rows=8), np.arange(100)

    def call_on() -> None:
        for number in range(200, 200_000, 200):
            block = event_block(at_us=T0 + calls, kind=calls * 0 + 4, cli=calls + number, called=calls + number + 100)
            engine.push(block)

    with pytest.raises(LinewardenError, match="all that this machine gives; spread them"):
        call_on()
    arena = engine.parts()["arena"]
    assert isinstance(arena, Arena)
    assert 175_000 < arena.handed_out.size < 200_000
