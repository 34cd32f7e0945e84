"""How unlikely it is that numbers dialled in random order step to a neighbour so often (signal S8)."""

import numpy as np
import numpy.typing as npt
from scipy.special import betainc

STEP = 10
"""Largest difference of two neighbours."""


def near_steps(called: npt.NDArray[np.int64]) -> int:
    """Successive numbers that differ by 1 to `STEP`."""
    steps = np.abs(np.diff(called))
    return int(((steps >= 1) & (steps <= STEP)).sum())


def chance_of_walk(called: npt.NDArray[np.int64]) -> float:
    """Probability of at least as many near steps, were the same numbers dialled in random order.

    `called`: numbers in dialling order. Each of the n - 1 steps of a random order joins a random pair, so it is near with the share of near
    pairs among all pairs; the count is taken as binomial. 1.0 for fewer than two numbers.
    """
    n = called.size
    if n < 2:
        return 1.0
    ordered = np.sort(called)
    within = np.searchsorted(ordered, ordered + STEP, "right") - np.searchsorted(ordered, ordered, "right")
    share = min(float(within.sum()) / (n * (n - 1) / 2), 1.0)
    seen = near_steps(called)
    if seen == 0 or share >= 1.0:
        return 1.0
    return float(betainc(seen, n - 1 - seen + 1, share))
