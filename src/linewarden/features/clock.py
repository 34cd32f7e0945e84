"""What time it is in the stream, and how many events have come."""

_BEFORE_ALL_US = -(2**62)


class Clock:
    """The greatest `at` that has arrived, and two counts."""

    def __init__(self) -> None:
        self.clock_us = _BEFORE_ALL_US
        self.count = 0  # events so far: the running number of the next
        self.late = 0  # of them, those that came with `at` before the clock
