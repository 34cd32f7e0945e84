"""All figures of one way of being warned, of one town or of several."""

from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

from scorecard.alarms import LEVELS, Alarm
from scorecard.calibration import Bins, bins, calibration
from scorecard.cost import cost
from scorecard.curve import (
    CAPACITIES,
    FALSE_POSITIVE_RATES,
    SCORES,
    Curve,
    added,
    at_rate,
    at_volume,
    point,
    swept,
)
from scorecard.hits import by_level, by_score
from scorecard.near_domain import NEAR_LEVELS, Needless, near_figures, needless
from scorecard.near_domain import added as all_needless
from scorecard.tally import Tally, tally
from scorecard.truth import Truth


@dataclass(frozen=True, slots=True)
class Counts:
    """Everything counted; adds up over towns."""

    levels: dict[str, Tally]  # level or above
    curve: Curve
    bins: Bins
    needless: dict[str, dict[str, Needless]]  # level or above, group


def counts(alarms: list[Alarm], truth: Truth) -> Counts:
    """Of one town."""
    graded, scored = by_level(alarms), by_score(alarms)
    levels = {level: tally(graded.at(nth), truth, nth) for nth, level in enumerate(LEVELS)}
    near = {level: needless(graded.at(LEVELS.index(level)), truth) for level in NEAR_LEVELS}
    return Counts(levels, swept(scored.at, SCORES, truth), bins(scored, truth), near)


def together(towns: list[Counts]) -> Counts:
    """Of all towns as if they were one, at the same thresholds."""
    levels = {level: reduce(add, [town.levels[level] for town in towns]) for level in LEVELS}
    near = {level: all_needless([town.needless[level] for town in towns]) for level in NEAR_LEVELS}
    return Counts(levels, added([town.curve for town in towns]), reduce(add, [town.bins for town in towns]), near)


def card(found: Counts) -> dict[str, Any]:
    """As figures."""
    return {
        "victims": sum(len(leads) for leads in found.levels[LEVELS[0]].leads.values()),
        "levels": {level: point(one) for level, one in found.levels.items()},
        "capacities": {name: point(at_volume(found.curve, most)) for name, most in CAPACITIES.items()},
        "false_positive_rates": {
            name: point(at_rate(found.curve, rate)) for name, rate in FALSE_POSITIVE_RATES.items()
        },
        "calibration": calibration(found.bins),
        "cost": cost(found.levels),
        "near_domain": {level: near_figures(found.needless[level], found.levels[level]) for level in NEAR_LEVELS},
    }
