"""An iterator run ahead by a thread gives what it gives alone."""

import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linewarden.ahead import ahead, mapped_ahead


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


@given(st.lists(st.integers()), st.integers(0, 4))
def test_mapping_ahead_gives_the_results_in_order(items: list[int], threads: int) -> None:
    assert list(mapped_ahead(lambda item: 2 * item, iter(items), threads)) == [2 * item for item in items]


@pytest.mark.parametrize("threads", [0, 1, 3])
def test_what_the_items_raise_comes_after_all_results_before_it(threads: int) -> None:
    results = mapped_ahead(lambda item: -item, counting([], end=5), threads)
    assert [next(results) for _ in range(5)] == [0, -1, -2, -3, -4]
    with pytest.raises(ValueError, match="no more"):
        next(results)


@pytest.mark.parametrize("threads", [0, 1, 3])
def test_what_the_mapping_raises_comes_in_the_place_of_its_result(threads: int) -> None:
    results = mapped_ahead(lambda item: 6 // item, iter([3, 2, 0, 1]), threads)
    assert [next(results), next(results)] == [2, 3]
    with pytest.raises(ZeroDivisionError):
        next(results)


def test_mapping_ahead_takes_a_bounded_number_of_items_and_ends_with_its_taker() -> None:
    made: list[int] = []
    before = threading.active_count()
    results = mapped_ahead(lambda item: item, counting(made), 2)
    assert next(results) == 0
    assert len(made) == 3
    results.close()  # type: ignore[attr-defined]
    assert threading.active_count() == before
