"""When a message that was not taken is tried again."""

from datetime import timedelta

from linewarden.channels.pace import LONGEST, MOST_ATTEMPTS, wait_after


def test_waits_double_up_to_an_hour_and_end() -> None:
    waits = [wait_after(attempt) for attempt in range(1, MOST_ATTEMPTS + 1)]
    assert waits[:3] == [timedelta(seconds=10), timedelta(seconds=20), timedelta(seconds=40)]
    assert waits[-2] == LONGEST
    assert waits[-1] is None
