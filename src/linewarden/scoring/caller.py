"""The risk of the calling side of every event of a block, all rules at once."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from linewarden.model.event import EventBlock
from linewarden.scoring.rules import GUARDS, RULES, Rule, When
from linewarden.scoring.values import Features, Floats, Values


@dataclass(frozen=True, slots=True)
class CallerScores:
    """Scores of n events."""

    value: Floats  # (n,) 0..1
    points: Floats  # (n, rules) what each rule gave
    measured: Floats  # (n, rules) the value it looked at


def _holds(condition: When, values: Values) -> npt.NDArray[np.bool_]:
    column = values[condition.on]
    return (column >= condition.at_least) & (column <= condition.at_most)


def _points(rule: Rule, values: Values) -> Floats:
    ramp = np.clip((values[rule.on] - rule.starts) / (rule.full - rule.starts), 0.0, 1.0) * rule.points
    for condition in rule.when:
        if not ramp.any():
            break
        ramp = np.where(_holds(condition, values), ramp, 0.0)
    return ramp


def score_callers(
    events: EventBlock, features: Features, rules: tuple[Rule, ...] = RULES, guards: tuple[When, ...] = GUARDS
) -> CallerScores:
    """Scores of all events of the block; 0 where a guard holds."""
    values = Values(events, features)
    points = np.empty((len(events), len(rules)))
    measured = np.empty_like(points)
    for position, rule in enumerate(rules):
        points[:, position] = _points(rule, values)
        measured[:, position] = values[rule.on]
    for guard in guards:
        points[_holds(guard, values)] = 0.0
    return CallerScores(1.0 - np.prod(1.0 - points, axis=1), points, measured)
