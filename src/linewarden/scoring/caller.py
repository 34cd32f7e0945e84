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
    measured: Floats  # (n, rules) the value it looked at, where it gave points
    chances: Mapping[str, Floats]  # by rule that has one: how likely that is by chance, (n,); 1 where it gave no points


def _holds(condition: When, values: Values, rows: npt.NDArray[np.int64] | slice) -> npt.NDArray[np.bool_]:
    column = values.at(condition.on, rows)
    return (column >= condition.at_least) & (column <= condition.at_most)


def _rows(rule: Rule, values: Values) -> npt.NDArray[np.int64]:
    """Events that the row gives points. Conditions are looked at where the row's own value asks for it, which is rare."""
    rows = np.flatnonzero(values[rule.on] > rule.starts)
    for condition in rule.when:
        if not rows.size:
            break
        rows = rows[_holds(condition, values, rows)]
    return rows


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
    shape = (len(rules), len(events))
    points, measured = np.zeros(shape).T, np.zeros(shape).T  # the values of a rule lie side by side
    is_free = np.ones(len(events), np.bool_)
    for guard in guards:
        is_free &= ~_holds(guard, values, slice(None))
    calm = np.ones(len(events))
    chances = {rule.name: np.ones(len(events)) for rule in rules if rule.chance}

    def look(positions: list[int]) -> None:
        for position in positions:
            rule = rules[position]
            rows = _rows(rule, values)
            rows = rows[is_free[rows]]
            value = values[rule.on][rows]
            measured[rows, position] = value
            points[rows, position] = np.minimum((value - rule.starts) / (rule.full - rule.starts), 1.0) * rule.points
            calm[rows] *= 1.0 - points[rows, position]
            if rule.chance and rows.size:
                chances[rule.name][rows] = values.at(rule.chance, rows)

    last = [position for position, rule in enumerate(rules) if is_of_company(rule)]
    look([position for position in range(len(rules)) if position not in last])
    if company is not None:
        values.add(company(1.0 - calm >= RISKY_FROM))
        look(last)
    return CallerScores(1.0 - calm, points, measured, chances)
