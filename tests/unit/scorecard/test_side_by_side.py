"""Towns at a time, in processes of their own."""

import os

import pytest
from scorecard.side_by_side import side_by_side


def own_process(number: int) -> tuple[int, int]:
    return number, os.getpid()


def test_what_tasks_give_comes_in_their_order_from_other_processes() -> None:
    found = list(side_by_side(own_process, [3, 1, 2]))
    assert [number for number, _ in found] == [3, 1, 2]
    assert os.getpid() not in {process for _, process in found}


def test_an_error_in_one_ends_all() -> None:
    with pytest.raises(ValueError, match=r"invalid literal for int.*'x'"):
        list(side_by_side(int, ["1", "x", "2"]))
