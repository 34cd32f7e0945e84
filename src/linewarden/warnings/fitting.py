"""The steps of the called side's rules from persons of whom it is known what became of them.

Each row's log-odds may only grow from step to step, as a fact gets worse, and never fall below nothing: so the table stays one that people
can argue with, whatever the data. A person counts by the moment at which most was known of him, as an officer sees a warning; which one that is depends
on the steps, so they are fitted again until it stays (multiple-instance learning, Dietterich 1997).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from linewarden.errors import ConfigError
from linewarden.warnings.facts import Fact, Facts
from linewarden.warnings.row import PersonRule
from linewarden.warnings.rules import PersonRules

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

ROUNDS = 4

HIDDEN = 0.3
"""Share of persons of whom a row is hidden while the others are fitted: gangs elsewhere lack one mark or another, and no row may carry all."""

COPIES = 3
"""Times that everybody is taken, each time with other rows hidden."""

CALM = 3.0
"""Weight of the squares of what the steps move: those that hardly anybody passed stay near what people expect of them."""


@dataclass(frozen=True, slots=True)
class Known:
    """One person at all moments at which something was known. `weight`: for how many persons he stands."""

    moments: Sequence[Facts]
    is_victim: bool
    weight: float = 1.0


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
    steps = [(row, nth) for row in rules.rows for nth in range(len(row.steps))]
    place = {row.name: steps.index((row, 0)) for row in rules.rows}
    owner = np.array([list(place).index(row.name) for row, _ in steps])
    is_fixed = np.array([False, *(row.name in fixed for row, _ in steps)])
    bags = [_bag(person, place, len(steps)) for person in people]
    is_victim = np.array([person.is_victim for person in people], np.float64)
    weights = np.array([person.weight for person in people])
    weights *= is_victim.sum() / (weights * is_victim).sum()  # a victim is 1 against CALM, whomever he stands for
    rises = [np.diff([0.0, *(odds for _, odds in row.steps)]) for row in rules.rows]
    values = expected = np.concatenate([[rules.base], *rises])
    hiding = np.random.default_rng(0)
    for _ in range(ROUNDS):
        chosen = np.array([bag[int(np.argmax(bag @ values[1:]))] for bag in bags])
        is_shown = hiding.random((COPIES * len(bags), len(place))) >= HIDDEN
        shown = Told(
            np.tile(chosen, (COPIES, 1)) * is_shown[:, owner], np.tile(is_victim, COPIES), np.tile(weights, COPIES)
        )
        values = _likeliest(shown, values, expected, is_fixed)
    values = _calibrated(Told(chosen, is_victim, weights), values, is_fixed, calm_stretch)
    return _with(rules, values)


@dataclass(frozen=True, slots=True)
class Told:
    """n persons, each at one moment."""

    steps: Floats  # [n, steps] how much of each step counts
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


def _bag(person: Known, place: dict[str, int], size: int) -> Floats:
    """Shape [moments and contacts, steps]: how much of each step counts."""
    told = {
        tuple(_told((*of_contact, *facts.chain), place, size)) for facts in person.moments for _, of_contact in facts.contacts
    }  # fmt: skip
    return np.array(sorted(told))


def _told(facts: Sequence[Fact], place: dict[str, int], size: int) -> Floats:
    row = np.zeros(size)
    for fact in facts:
        start = place[fact.rule.name]
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
    """The same with the base moved and the steps stretched, so that the chances are right when nothing is hidden (Platt 1999)."""
    kept = np.where(is_fixed, values, 0.0)[1:]
    learned_odds, fixed_odds = told.steps @ (values[1:] - kept), told.steps @ kept

    def loss(pair: Floats) -> float:
        return told.loss(pair[0] + pair[1] * learned_odds + fixed_odds) + calm * float(np.log(pair[1])) ** 2

    base, stretch = minimize(loss, np.array([values[0], 1.0]), method="L-BFGS-B", bounds=[(None, None), (0.1, 10.0)]).x
    return np.concatenate([[base], stretch * (values[1:] - kept) + kept])
