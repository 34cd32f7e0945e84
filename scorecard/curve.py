"""Tallies over a sweep of thresholds, and the points of them that people ask about."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from scorecard.hits import Hits
from scorecard.tally import Tally, tally
from scorecard.truth import Truth

Curve = list[Tally]
"""By rising threshold, so by falling number of warnings."""

SCORES: tuple[float, ...] = tuple(
    np.unique(
        np.round(np.concatenate([np.linspace(0, 1, 1001), np.geomspace(1e-4, 0.01, 61), 1 - np.geomspace(1e-4, 0.01, 61)]), 4)
    ).tolist()
)  # fmt: skip
"""Thresholds of a score that is a probability: every thousandth, finer at both ends; as many digits as a warning has."""

CAPACITIES = {"1": 1.0, "3": 3.0, "12": 12.0}
"""Warnings a day per 10,000 people that officers can see to: 12 is a prefecture of ten million with 12,000 a day, 1 and 3 are for fewer officers."""

FALSE_POSITIVE_RATES = {"1e-3": 1e-3, "1e-4": 1e-4}
"""Of person-days."""

MOST_A_DAY = 200.0
"""Per 10,000 people: a sweep ends there, nobody could see to more."""


def swept(warned: Callable[[float], Hits], thresholds: Iterable[float], truth: Truth) -> Curve:
    """From the highest threshold down, until there are too many warnings."""
    found: Curve = []
    for threshold in sorted(thresholds, reverse=True):
        found.insert(0, tally(warned(threshold), truth, threshold))
        if found[0].a_day_per_10000 > MOST_A_DAY:
            break
    return found


def added(curves: list[Curve]) -> Curve:
    """Of several towns: at the thresholds that all of them have."""
    first, *more = [{one.threshold: one for one in curve} for curve in curves]
    shared = sorted(first.keys() & set.intersection(*[set(curve) for curve in (first, *more)]))
    return [sum((curve[threshold] for curve in more), first[threshold]) for threshold in shared]


def at_volume(curve: Curve, a_day_per_10000: float) -> Tally | None:
    """The point with most warnings that are no more than asked; None when the highest threshold gives more."""
    return next((one for one in curve if one.a_day_per_10000 <= a_day_per_10000), None)


def at_rate(curve: Curve, false_positive_rate: float) -> Tally | None:
    """The lowest threshold that warns no more of the people without need than asked."""
    return next((one for one in curve if one.false_positive_rate <= false_positive_rate), None)


def point(one: Tally | None) -> dict[str, Any] | None:
    """A tally as figures."""
    if one is None:
        return None
    return {
        "threshold": one.threshold,
        "warned": one.warned,
        "of": len(one.large),
        "share": one.share,
        "interval": one.interval,
        "median_lead_min": one.median_lead_min,
        "lead_interval": one.lead_interval,
        "by_kind": one.by_kind,
        "warnings": one.warnings,
        "a_day_per_10000": one.a_day_per_10000,
        "precision_at_true_rates": one.precision,
        "precision_interval": one.precision_interval,
        "large_precision_at_true_rates": one.large_precision,
        "false_positive_rate": one.false_positive_rate,
        "near_domain_share": one.near_share,
    }


def drawn_points(curve: Curve) -> list[list[float | None]]:
    """For a picture: warnings a day per 10,000, share warned, median lead in minutes; only both ends of each stretch of one share."""
    rows = [[round(t.a_day_per_10000, 4), round(t.share, 4), t.median_lead_min] for t in curve if t.at_true_rates]
    return [
        row
        for before, row, after in zip([None, *rows], rows, [*rows[1:], None], strict=False)
        if before is None or after is None or not before[1] == row[1] == after[1]
    ]
