"""What warnings cost the people who act on them."""

from dataclasses import dataclass
from typing import Any

from scorecard.alarms import LEVELS
from scorecard.tally import Tally


@dataclass(frozen=True, slots=True)
class Deed:
    """What is done about a warning."""

    minutes: float  # of an officer
    what: str


DEEDS = {
    "urgent": Deed(68.0, "96110 call 8 min + visit 60 min"),
    "high": Deed(8.0, "96110 call 8 min"),
    "normal": Deed(1.0, "AI call; an officer reads its outcome, 1 min"),
    "notice": Deed(0.1, "SMS; 6 s of an officer"),
}
"""Assumed. A warning is dealt with once, at the highest level that it reaches."""


def cost(levels: dict[str, Tally]) -> dict[str, Any]:
    """Officer's time at true rates; `levels`: the tally of each level and all above."""
    ordered = [levels[level].at_true_rates for level in LEVELS]
    own = dict(zip(LEVELS, (a - b for a, b in zip(ordered, [*ordered[1:], 0.0], strict=True)), strict=True))
    everyone = levels[LEVELS[0]]
    minutes = {level: own[level] * DEEDS[level].minutes for level in LEVELS}
    hours, in_time = sum(minutes.values()) / 60, everyone.warned / everyone.factor
    return {
        "minutes_a_warning": sum(minutes.values()) / everyone.at_true_rates if everyone.warnings else None,
        "hours_a_day_per_10000": 1e4 * hours / everyone.person_days,
        "hours_a_day_per_10000_by_level": {level: 1e4 * m / 60 / everyone.person_days for level, m in minutes.items()},
        "hours_a_victim_in_time": hours / in_time if in_time else None,
    }
