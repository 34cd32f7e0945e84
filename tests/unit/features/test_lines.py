"""Calls in a row to one prefix, and calls at once."""

import numpy as np

from linewarden.features.beside.lines import LEAST_ATTEMPTS, Lines
from linewarden.model.event import EventKind, event_block

BLOCK = 8613861230000


def meet(
    lines: Lines, calls: list[tuple[int, int, int]], kind: EventKind = EventKind.RECORD, attempts: int = LEAST_ATTEMPTS, cli: int = 7
) -> tuple[list[int], list[int]]:  # fmt: skip
    """Of calls given by called number, setup and end in seconds: the run, and the calls at once."""
    called, since_s, until_s = (np.array(column, np.int64) for column in zip(*calls, strict=True))
    count = len(calls)
    events = event_block(
        at_us=until_s * 1_000_000, setup_us=since_s * 1_000_000, called=called, cli=[cli] * count, kind=[kind] * count
    )
    run, at_once = lines.meet(events, until_s, np.full(count, attempts))
    return run.tolist(), at_once.tolist()


def test_a_run_grows_within_one_block_of_ten_thousand_numbers_and_begins_anew_in_another() -> None:
    calls = [(BLOCK + 5, 10, 20), (BLOCK + 9_999, 30, 40), (BLOCK + 10_000, 50, 60), (BLOCK + 7, 70, 80)]
    assert meet(Lines(), calls)[0] == [1, 2, 1, 1]


def test_calls_at_once_are_those_that_were_up_when_this_one_was_set_up() -> None:
    calls = [(1, 100, 200), (2, 150, 210), (3, 160, 220), (4, 230, 240)]
    assert meet(Lines(), calls)[1] == [1, 2, 3, 1]


def test_a_call_that_ends_as_the_next_begins_is_not_at_once() -> None:
    assert meet(Lines(), [(1, 100, 200), (2, 199, 260)])[1] == [1, 1]  # times are rounded to seconds
    assert meet(Lines(), [(1, 100, 200), (2, 197, 260)])[1] == [1, 2]


def test_live_calls_count_in_a_run_when_they_begin_and_at_once_when_they_end() -> None:
    lines = Lines()
    assert meet(lines, [(BLOCK, 100, 100), (BLOCK, 110, 110)], EventKind.SETUP) == ([1, 2], [0, 0])
    assert meet(lines, [(BLOCK, 100, 200), (BLOCK, 110, 210)], EventKind.RELEASE) == ([0, 0], [1, 2])


def test_nobody_is_looked_at_who_rang_hardly_anybody_or_is_not_told() -> None:
    calls = [(BLOCK, 100, 200)] * 3
    assert meet(Lines(), calls, attempts=LEAST_ATTEMPTS - 1) == ([0] * 3, [0] * 3)
    assert meet(Lines(), calls, cli=0) == ([0] * 3, [0] * 3)
