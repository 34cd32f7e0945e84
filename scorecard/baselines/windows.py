"""Counts over trailing windows, for all events of all numbers at once."""

import numpy as np

from scorecard.baselines.calls import Claims, Floats, Ints

MINUTE_US = 60_000_000
HOUR_US = 60 * MINUTE_US
DAY_US = 24 * HOUR_US

_SPAN_BITS = 44  # µs of half a year


class Trail:
    """Events of numbers in order of number and time, to count back from any moment."""

    def __init__(self, number: Ints, at_us: Ints, values: Floats | None = None) -> None:
        """`values`: what `total` adds up, one for each event."""
        self._numbers = np.unique(number)
        self._zero = (int(at_us.min()) if at_us.size else 0) - 2 * DAY_US
        keys = self._keys(number, at_us)
        order = np.argsort(keys, kind="stable")
        self._sorted = keys[order]
        self._sums = np.concatenate([[0.0], np.cumsum(values[order])]) if values is not None else None

    def count(self, number: Ints, at_us: Ints, span_us: int) -> Ints:
        """Events of each number in (at - span, at]; `span_us` is at most a day."""
        low, high = self._reach(number, at_us, span_us)
        return high - low

    def total(self, number: Ints, at_us: Ints, span_us: int) -> Floats:
        """Their values added up."""
        assert self._sums is not None
        low, high = self._reach(number, at_us, span_us)
        return self._sums[high] - self._sums[low]

    def _reach(self, number: Ints, at_us: Ints, span_us: int) -> tuple[Ints, Ints]:
        keys, is_known = self._keys(number, at_us), np.isin(number, self._numbers)
        low, high = (np.searchsorted(self._sorted, k, side="right") for k in (keys - span_us, keys))
        return np.where(is_known, low, 0), np.where(is_known, high, 0)

    def _keys(self, number: Ints, at_us: Ints) -> Ints:
        return (np.searchsorted(self._numbers, number).astype(np.int64) << _SPAN_BITS) + (at_us - self._zero)


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
