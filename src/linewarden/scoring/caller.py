"""The risk of the calling side of every event of a block, all rules at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from linewarden.features.beside import COMPANY_VALUES
from linewarden.model.event import EventBlock
from linewarden.scoring.rule import Rule, When
from linewarden.scoring.rules import GUARDS, RISKY_FROM, RULES
from linewarden.scoring.values import Features, Floats, Values


@dataclass(frozen=True, slots=True)
class CallerScores:
    """Scores of n events."""

    value: Floats  # (n,) 0..1
    points: Floats  # (n, rules) what each rule gave
    measured: Floats  # (n, rules) the value it looked at
    chances: Mapping[str, Floats]  # by rule that has one: how likely that is by chance, (n,)


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


_NOTHING: Mapping[str, Floats] = MappingProxyType({})


def is_of_company(rule: Rule) -> bool:
    """True when the row looks at the company that a caller keeps, and so at how risky others are."""
    return any(name in COMPANY_VALUES for name in (rule.on, *(condition.on for condition in rule.when)))


def score_callers(
    events: EventBlock,
    features: Features,
    rules: tuple[Rule, ...] = RULES,
    guards: tuple[When, ...] = GUARDS,
    *,
    alongside: Mapping[str, Floats] = _NOTHING,
    company: Callable[[npt.NDArray[np.bool_]], Mapping[str, Floats]] | None = None,
) -> CallerScores:
    """Scores of all events of the block; 0 where a guard holds.

    `alongside`: BESIDE_VALUES. `company` is told which callers are risky by their own record, the guards looked at, and gives COMPANY_VALUES.
    Rows whose values are not given are silent.
    """
    values = Values(events, features, alongside)
    points, measured = np.zeros((len(events), len(rules))), np.zeros((len(events), len(rules)))
    is_guarded = np.zeros(len(events), np.bool_)
    for guard in guards:
        is_guarded |= _holds(guard, values)

    def look(positions: list[int], calm: Floats) -> Floats:
        for position in positions:
            points[:, position] = np.where(is_guarded, 0.0, _points(rules[position], values))
            measured[:, position] = values[rules[position].on]
            calm = calm * (1.0 - points[:, position])
        return calm

    last = [position for position, rule in enumerate(rules) if is_of_company(rule)]
    calm = look([position for position in range(len(rules)) if position not in last], np.ones(len(events)))
    if company is not None:
        values.add(company(1.0 - calm >= RISKY_FROM))
        calm = look(last, calm)
    chances = {rule.name: values[rule.chance] for rule in rules if rule.chance}
    return CallerScores(1.0 - calm, points, measured, chances)
