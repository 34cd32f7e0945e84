"""One caller's attempts to one number within a quarter of an hour."""

import numpy as np

from linewarden.features.beside.lines import LEAST_ATTEMPTS
from linewarden.features.beside.repeats import LATEST, WINDOW_S, Repeats
from linewarden.model.event import EventKind, event_block


def meet(
    repeats: Repeats, calls: list[tuple[int, int]], attempts: int = LEAST_ATTEMPTS, kind: EventKind = EventKind.SETUP
) -> list[int]:
    """Of calls given by called number and second."""
    called, at_s = (np.array(column, np.int64) for column in zip(*calls, strict=True))
    events = event_block(
        at_us=at_s * 1_000_000, setup_us=at_s * 1_000_000, called=called, cli=[7] * len(calls), kind=[kind] * len(calls)
    )
    return repeats.meet(events, at_s, np.full(len(calls), attempts)).tolist()


def test_calls_to_one_number_count_whatever_lies_between() -> None:
    assert meet(Repeats(), [(5, 1_000), (6, 1_010), (5, 1_020), (8, 1_030), (5, 1_040)]) == [1, 1, 2, 1, 3]


def test_what_is_a_quarter_of_an_hour_old_does_not_count() -> None:
    assert meet(Repeats(), [(5, 1_000), (5, 1_000 + WINDOW_S - 1), (5, 1_000 + WINDOW_S)]) == [1, 2, 2]


def test_no_more_than_the_latest_are_told() -> None:
    assert meet(Repeats(), [(5, 1_000 + n) for n in range(LATEST + 3)])[-3:] == [LATEST] * 3


def test_only_attempts_of_callers_of_several_count() -> None:
    assert meet(Repeats(), [(5, 1_000)] * 3, attempts=LEAST_ATTEMPTS - 1) == [0] * 3
    assert meet(Repeats(), [(5, 1_000)] * 3, kind=EventKind.RELEASE) == [0] * 3
    assert meet(Repeats(), [(0, 1_000)] * 3) == [0] * 3
