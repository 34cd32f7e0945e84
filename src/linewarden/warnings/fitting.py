"""The steps of the called side's rules from persons of whom it is known what became of them.

Each row's log-odds may only grow from step to step, as a fact gets worse, and never fall below nothing: so the table stays one that people
can argue with, whatever the data. A person counts by the moment at which most was known of him, as an officer sees a warning; which one that is depends
on the steps, so they are fitted again and again (multiple-instance learning, Dietterich 1997).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import minimize

from linewarden.errors import ConfigError
from linewarden.warnings.facts import Fact, Facts
from linewarden.warnings.row import PersonRule
from linewarden.warnings.rules import PersonRules

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Sparse: TypeAlias = Any
"""A scipy.sparse.csr_array, which has no types: of hundreds of thousands of persons hardly a step in twenty counts."""

ROUNDS = 6

AGE_UNKNOWN_SHARE = 0.15
"""Weight of a second look at everybody as if nobody had listened long enough to know which numbers are new: no single mark may carry a warning."""

TREES_UNKNOWN_SHARE = 0.15
"""The same of a third look as if no trees had looked at any call: the rows must do without them, too."""

CALM = 3.0
"""Weight of the squares of what the steps move: those that hardly anybody passed stay near what people expect of them."""


@dataclass(frozen=True, slots=True)
class Known:
    """One person at all moments at which something was known. `weight`: for how many persons he stands.

    `emphasis`: how many times as much he counts while the steps are moved, but not when their sums are made chances.
    """

    moments: Sequence[Facts]
    is_victim: bool
    weight: float = 1.0
    emphasis: float = 1.0


def fitted(
    rules: PersonRules, people: Sequence[Known], *, fixed: frozenset[str] = frozenset(), calm_stretch: float = 0.0
) -> PersonRules:
    """The same rows with the base and steps under which what became of these people is likeliest.

    Steps do not move far from what they are now without reason; `fixed` rows keep theirs. `calm_stretch`: weight of the square of
    the logarithm by which all are stretched at the end; without it a few people whom the table tells apart perfectly stretch it tenfold.
    Raises ConfigError without any victim, from whom alone it could be learned.
    """
    if not any(person.is_victim for person in people):
        raise ConfigError(f"none of the {len(people):,} persons is a victim; steps can be learned from victims only")
    columns = _columns(rules)
    told = _bags(people, rules, columns)
    is_fixed = np.array([False, *(row.name in fixed for row in rules.rows for _ in row.steps)])
    rises = [np.diff([0.0, *(odds for _, odds in row.steps)]) for row in rules.rows]
    values = expected = np.concatenate([[rules.base], *rises])
    for _ in range(ROUNDS):
        worst = told.worst(values)
        values = _likeliest(replace(worst, weights=worst.weights * told.emphasis), values, expected, is_fixed)
    return _with(rules, _calibrated(told.worst(values), values, is_fixed, calm_stretch))


def _columns(rules: PersonRules) -> dict[str, slice]:
    """Where the steps of each row stand among all."""
    found, start = {}, 0
    for row in rules.rows:
        found[row.name] = slice(start, start + len(row.steps))
        start += len(row.steps)
    return found


@dataclass(frozen=True, slots=True)
class Told:
    """n persons, each at one moment."""

    steps: Sparse  # [n, steps] how much of each step counts
    is_victim: Floats  # [n] 1 or 0
    weights: Floats  # [n]

    def loss(self, odds: Floats) -> float:
        """How unlikely what became of them is under these log-odds."""
        return float((self.weights * (np.logaddexp(0.0, odds) - self.is_victim * odds)).sum())


def _with(rules: PersonRules, values: Floats) -> PersonRules:
    """The table with this base and these rises from step to step."""
    rows, start = [], 1
    for row in rules.rows:
        odds = np.cumsum(values[start : start + len(row.steps)]).round(2).tolist()
        rows.append(replace(row, steps=tuple((least, o) for (least, _), o in zip(row.steps, odds, strict=True))))
        start += len(row.steps)
    return replace(rules.changed(rows), base=round(float(values[0]), 2))


@dataclass(frozen=True, slots=True)
class _Bags:
    """n persons, each at all moments, one after the other."""

    steps: Sparse  # [moments, steps]
    first: npt.NDArray[np.int64]  # [n] row of the first moment of each
    is_victim: Floats  # [n]
    weights: Floats  # [n]
    emphasis: Floats  # [n]

    def worst(self, values: Floats) -> Told:
        """Each at the moment of the greatest log-odds."""
        odds = self.steps @ values[1:]
        most = np.repeat(np.maximum.reduceat(odds, self.first), np.diff([*self.first, odds.size]))
        rows = np.flatnonzero(odds == most)
        owner = np.searchsorted(self.first, rows, "right") - 1
        _, at = np.unique(owner, return_index=True)  # the first of equals
        return Told(self.steps[rows[at]], self.is_victim, self.weights)


def _bags(people: Sequence[Known], rules: PersonRules, columns: dict[str, slice]) -> _Bags:
    """Everybody as he was seen, once more as if the age of numbers were not known, and once more as if no trees had looked."""
    seen = [_bag(person, columns) for person in people]
    steps = sparse.csr_array(np.concatenate(seen))
    copies = [steps, _without_age(steps, rules, columns), _without_trees(steps, rules, columns)]
    shares = (1.0, AGE_UNKNOWN_SHARE, TREES_UNKNOWN_SHARE)
    first = np.cumsum([0, *(len(bag) for bag in seen)])[:-1]
    firsts = np.concatenate([first + nth * steps.shape[0] for nth in range(len(copies))])
    is_victim = np.tile([float(person.is_victim) for person in people], len(copies))
    weights = np.concatenate([share * np.array([person.weight for person in people]) for share in shares])
    weights *= is_victim.sum() / (weights * is_victim).sum()  # a victim is 1 against CALM, whomever he stands for
    emphasis = np.tile([person.emphasis for person in people], len(copies))
    return _Bags(sparse.csr_array(sparse.vstack(copies)), firsts, is_victim, weights, emphasis)


def _without_age(steps: Sparse, rules: PersonRules, columns: dict[str, slice]) -> Sparse:
    strange = [columns[row.name] for row in (rules.stranger, rules.listened)]
    is_strange: Flags = np.max([steps[:, place].max(axis=1).toarray() for place in strange], axis=0) > 0
    return _instead(steps, columns[rules.new_number.name], columns[rules.age_unknown.name], is_strange)


def _without_trees(steps: Sparse, rules: PersonRules, columns: dict[str, slice]) -> Sparse:
    everybody = np.ones(steps.shape[0], np.bool_)
    return _instead(steps, columns[rules.approach.name], columns[rules.approach_unknown.name], everybody)


def _instead(steps: Sparse, hidden: slice, unknown: slice, who: Flags) -> Sparse:
    """The same with nothing in the hidden columns, and in those that say so 1 for these rows."""
    kept = np.ones(steps.shape[1])
    kept[hidden] = kept[unknown] = 0.0
    told = np.zeros((1, steps.shape[1]))
    told[:, unknown] = 1.0
    said = sparse.csr_array(who[:, None].astype(np.float64)) @ sparse.csr_array(told)
    return sparse.csr_array(steps @ sparse.diags_array(kept) + said)


def _bag(person: Known, columns: dict[str, slice]) -> Floats:
    """Shape [moments and contacts, steps]: how much of each step counts."""
    told = {
        tuple(_told((*of_contact, *facts.chain), columns)) for facts in person.moments for _, of_contact in facts.contacts
    }  # fmt: skip
    return np.array(sorted(told))


def _told(facts: Sequence[Fact], columns: dict[str, slice]) -> Floats:
    row = np.zeros(max(place.stop for place in columns.values()))
    for fact in facts:
        start = columns[fact.rule.name].start
        row[start : start + _passed(fact.rule, fact.value)] = fact.share
    return row


def _passed(rule: PersonRule, value: float) -> int:
    return sum(value <= least if rule.is_falling else value >= least for least, _ in rule.steps)


def _likeliest(told: Told, start: Floats, expected: Floats, is_fixed: Flags) -> Floats:
    def loss(values: Floats) -> tuple[float, Floats]:
        odds, moved = values[0] + told.steps @ values[1:], values[1:] - expected[1:]
        off = told.weights * (1.0 / (1.0 + np.exp(-odds)) - told.is_victim)
        slope = np.concatenate([[off.sum()], told.steps.T @ off + 2 * CALM * moved])
        return told.loss(odds) + CALM * float((moved**2).sum()), slope

    bounds = [(value, value) if is_kept else (0.0, None) for value, is_kept in zip(start, is_fixed, strict=True)]
    bounds[0] = (None, None)
    found: Floats = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 500}).x
    return found


def _calibrated(told: Told, values: Floats, is_fixed: Flags, calm: float) -> Floats:
    """The same with the base moved and the steps stretched, so that the chances are right (Platt 1999)."""
    kept = np.where(is_fixed, values, 0.0)[1:]
    learned_odds, fixed_odds = told.steps @ (values[1:] - kept), told.steps @ kept

    def loss(pair: Floats) -> float:
        return told.loss(pair[0] + pair[1] * learned_odds + fixed_odds) + calm * float(np.log(pair[1])) ** 2

    base, stretch = minimize(loss, np.array([values[0], 1.0]), method="L-BFGS-B", bounds=[(None, None), (0.1, 10.0)]).x
    return np.concatenate([[base], stretch * (values[1:] - kept) + kept])
