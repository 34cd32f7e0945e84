"""An iterator run ahead by a thread gives what it gives alone."""

import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linewarden.ahead import ahead


@given(st.lists(st.integers()), st.integers(0, 5))
def test_the_items_are_the_same_in_the_same_order(items: list[int], depth: int) -> None:
    assert list(ahead(iter(items), depth)) == items


def counting(made: list[int], end: int | None = None) -> Iterator[int]:
    number = 0
    while end is None or number < end:
        made.append(number)
        yield number
        number += 1
    raise ValueError("no more")


def test_what_the_iterator_raises_comes_after_its_items() -> None:
    items = ahead(counting([], end=3), 2)
    assert [next(items) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(ValueError, match="no more"):
        next(items)


def test_it_never_runs_further_ahead_than_told_and_ends_with_its_taker() -> None:
    made: list[int] = []
    items = ahead(counting(made), 3)
    assert next(items) == 0
    before = threading.active_count()
    items.close()  # type: ignore[attr-defined]
    assert threading.active_count() < before
    assert len(made) <= 6
