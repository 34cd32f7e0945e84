"""Counts over trailing windows, for all events of all numbers at once."""

from dataclasses import dataclass

import numpy as np

from scorecard.baselines.calls import Claims, Floats, Ints

MINUTE_US = 60_000_000
HOUR_US = 60 * MINUTE_US
DAY_US = 24 * HOUR_US

_SPAN_BITS = 44  # µs of half a year


@dataclass(frozen=True, slots=True)
class Window:
    """For each question the events that lie in its window: those in `order` from `low` to before `high`."""

    low: Ints
    high: Ints
    order: Ints

    @property
    def count(self) -> Ints:
        """How many."""
        return self.high - self.low

    def total(self, values: Floats) -> Floats:
        """Their values added up; one for each event, in the order that the trail was given."""
        sums = np.concatenate([[0.0], np.cumsum(values[self.order])])
        return sums[self.high] - sums[self.low]


class Trail:
    """Events of numbers in order of number and time, to count back from any moment."""

    def __init__(self, number: Ints, at_us: Ints) -> None:
        """Columns of one length, any order."""
        self._numbers = np.unique(number)
        self._zero = (int(at_us.min()) if at_us.size else 0) - 2 * DAY_US
        keys, _ = self._keys(number, at_us)
        self._order = np.argsort(keys, kind="stable")
        self._sorted = keys[self._order]

    def window(self, number: Ints, at_us: Ints, span_us: int) -> Window:
        """Events of each number in (at - span, at]; `span_us` is at most a day."""
        keys, is_known = self._keys(number, at_us)
        low, high = (np.searchsorted(self._sorted, k, side="right") for k in (keys - span_us, keys))
        return Window(np.where(is_known, low, 0), np.where(is_known, high, 0), self._order)

    def count(self, number: Ints, at_us: Ints, span_us: int) -> Ints:
        """How many lie in each window."""
        return self.window(number, at_us, span_us).count

    def _keys(self, number: Ints, at_us: Ints) -> tuple[Ints, Claims]:
        if not self._numbers.size:
            return np.zeros(number.size, np.int64), np.zeros(number.size, np.bool_)
        place = np.searchsorted(self._numbers, number)
        is_known = self._numbers[np.minimum(place, self._numbers.size - 1)] == number
        return (place.astype(np.int64) << _SPAN_BITS) + (at_us - self._zero), is_known


def nth_of_run(*columns: Ints) -> Ints:
    """1, 2, 3 … as long as no column changes from row to row."""
    size = columns[0].size
    is_new = np.ones(size, np.bool_)
    is_new[1:] = np.any([np.diff(column) != 0 for column in columns], axis=0)
    starts = np.flatnonzero(is_new)
    return np.arange(size) - np.repeat(starts, np.diff(np.append(starts, size))) + 1


def nth_of_group(order: Ints, *columns: Ints) -> Ints:
    """`nth_of_run` with the rows taken in `order`; given in the order that the rows have."""
    found = np.empty(order.size, np.int64)
    found[order] = nth_of_run(*(column[order] for column in columns))
    return found


def is_new_within(calls_cli: Ints, calls_called: Ints, at_us: Ints, span_us: int) -> Claims:
    """True for a call to somebody whom the caller did not ring in the span before."""
    order = np.lexsort((at_us, calls_called, calls_cli))
    cli, called, at = calls_cli[order], calls_called[order], at_us[order]
    is_again = np.zeros(order.size, np.bool_)
    is_again[1:] = (np.diff(cli) == 0) & (np.diff(called) == 0) & (np.diff(at) < span_us)
    found = np.empty(order.size, np.bool_)
    found[order] = ~is_again
    return found
