"""Chances and their log-odds."""

import math


def chance(odds: float) -> float:
    """Probability of log-odds."""
    return 1.0 / (1.0 + math.exp(-odds))


def odds_of(chance: float) -> float:
    """Log-odds of a probability above 0; inf from 1 on."""
    return math.log(chance / (1.0 - chance)) if chance < 1.0 else math.inf
