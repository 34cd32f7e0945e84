"""Boosted trees as arrays, and the walk through them. They are learned with LightGBM, which nothing here needs."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from linewarden.errors import ConfigError
from linewarden.features.compiled import compiled
from linewarden.warnings.approach.values import NAMES

Floats = npt.NDArray[np.float64]
Table = npt.NDArray[np.float64]  # [rows, columns]
Ints = npt.NDArray[np.int64]

NODE = ("feature", "threshold", "below", "above", "odds")
"""Of each node: the column that it looks at (-1: a leaf), where it parts, the nodes of values up to there and beyond, the mean log-odds there."""


@dataclass(frozen=True, slots=True)
class Trees:
    """All trees, their nodes one after another. The log-odds of a row are `base` and those of the leaves that it comes to."""

    base: float
    roots: Ints
    gates: Floats  # [trees]: below so much before this tree, no row of the towns came to anything: -inf of it
    feature: Ints
    threshold: Floats
    below: Ints
    above: Ints
    odds: Floats
    learned_from: str

    def of_rows(self, values: Table) -> Floats:
        """Log-odds of each row of `NAMES`; -inf of those that are as good as nothing."""
        found = np.full(len(values), self.base)
        rows = np.ascontiguousarray(values)
        walk(
            rows, self.roots, self.gates, self.feature, self.threshold, self.below, self.above, self.odds, found
        )  # fmt: skip
        return found

    def shares(self, values: Floats) -> Floats:
        """What each value of one row adds to the log-odds: the change of the mean at each node that looks at it (Saabas 2014).

        They, the base and the means at the roots sum to the log-odds of the row.
        """
        found = np.zeros(len(NAMES))
        share_out(
            values, self.roots, self.feature, self.threshold, self.below, self.above, self.odds, found
        )  # fmt: skip
        return found


@compiled
def walk(
    values: Table,
    roots: Ints,
    gates: Floats,
    feature: Ints,
    threshold: Floats,
    below: Ints,
    above: Ints,
    odds: Floats,
    found: Floats,
) -> None:
    """Adds the leaves' log-odds of all trees to `found` [rows]; -inf to those that a gate stops."""
    for row in range(values.shape[0]):
        total = found[row]
        for tree in range(roots.size):
            if total < gates[tree]:
                total = -np.inf
                break
            node = np.uintp(roots[tree])
            while feature[node] >= 0:
                node = np.uintp(below[node] if values[row, np.uintp(feature[node])] <= threshold[node] else above[node])
            total += odds[node]
        found[row] = total


@compiled
def share_out(
    values: Floats, roots: Ints, feature: Ints, threshold: Floats, below: Ints, above: Ints, odds: Floats, found: Floats
) -> None:
    """Adds what each value of one row changes to `found`, by column."""
    for root in roots:
        node = np.uintp(root)
        while feature[node] >= 0:
            column = np.uintp(feature[node])
            to = np.uintp(below[node] if values[column] <= threshold[node] else above[node])
            found[column] += odds[to] - odds[node]
            node = to


@cache
def shipped() -> Trees:
    """The trees beside this file; `learned_from` tells of whom."""
    return read_trees(json.loads(files(__package__).joinpath("trees.json").read_text("utf-8")))


def warm_up() -> None:
    """Nothing; afterwards the walk is compiled."""
    blank = np.zeros((1, len(NAMES)))
    shipped().of_rows(blank)
    shipped().shares(blank[0])


def read_trees(told: dict[str, Any]) -> Trees:
    """Trees of their JSON. Raises ConfigError when they are of other values than `NAMES`."""
    if tuple(told["names"]) != NAMES:
        raise ConfigError(f"trees of {told['names']} do not fit the values {NAMES}; learn them again with `make fit`")
    gates = np.full(len(told["roots"]), -np.inf)
    for tree, least in told["gates"]:
        gates[tree] = least
    feature, threshold, below, above, odds = (np.array(told[name]) for name in NODE)
    return Trees(
        float(told["base"]), np.array(told["roots"], np.int64), gates, feature.astype(np.int64), threshold.astype(np.float64),
        below.astype(np.int64), above.astype(np.int64), odds.astype(np.float64), told["learned_from"],
    )  # fmt: skip
