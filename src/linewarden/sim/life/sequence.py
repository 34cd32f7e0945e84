"""Calls that follow from other calls: one at a time per caller, and call-backs."""

import numpy as np

from linewarden.sim.calls import MINUTE, SECOND, Calls, Ints
from linewarden.sim.manners import lognormal
from linewarden.sim.people import Index

_FAR = 1 << 50  # µs, more than any slice


def one_at_a_time(calls: Calls, gap_s: float) -> Calls:
    """The calls with those moved back that would begin before their caller's last one ended, plus a gap.

    Sorted by caller, then setup. A chain of waiting calls is a maximum of prefix sums, so no loop is needed.
    """
    ordered: Calls = calls[np.lexsort((calls["setup_us"], calls["cli"]))]
    if not ordered.size:
        return ordered
    length = ordered["end_us"] - ordered["setup_us"] + round(gap_s * SECOND)
    lane = np.cumsum(np.concatenate([[0], np.diff(ordered["cli"]) != 0]))
    before = np.cumsum(length) - length
    base = ordered["setup_us"].min()
    start = ordered["setup_us"] - base + lane * _FAR - before
    shift = np.maximum.accumulate(start) + before - lane * _FAR + base - ordered["setup_us"]
    return later(ordered, shift)


def later(calls: Calls, shift_us: Ints) -> Calls:
    """The calls moved by so many microseconds each. Changes them in place."""
    calls["answer_us"] += np.where(calls["answer_us"] > 0, shift_us, 0)
    calls["setup_us"] += shift_us
    calls["end_us"] += shift_us
    return calls


def missed(rng: np.random.Generator, calls: Calls, ratio: float) -> Index:
    """Rows of the unanswered calls that will be returned, picked at random."""
    rows = np.flatnonzero(calls["answer_us"] == 0)
    return rows[rng.random(rows.size) < ratio].astype(np.int32)


def return_times(rng: np.random.Generator, calls: Calls, median_min: float) -> Ints:
    """When each of these missed calls is returned, µs: within the hour, log-normal."""
    wait_min = np.clip(lognormal(rng, calls.size, median_min, 0.9), 0.3, 59.0)
    return calls["end_us"] + (wait_min * MINUTE).astype(np.int64)
