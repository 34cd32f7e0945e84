"""How many calls a slice has and when in it they begin."""

import numpy as np

from linewarden.sim.calls import Calls, Ints, new_calls
from linewarden.sim.rhythm import SLICE, Slice


def begin(rng: np.random.Generator, when: Slice, mean: float) -> Calls:
    """A Poisson number of calls that begin at random instants of the slice."""
    calls = new_calls(int(rng.poisson(mean)))
    calls["setup_us"] = instants(rng, when, calls.size)
    return calls


def instants(rng: np.random.Generator, when: Slice, count: int) -> Ints:
    """`count` random instants of the slice, µs, on whole milliseconds."""
    return when.since_us + rng.integers(0, SLICE // 1000, count) * 1000
