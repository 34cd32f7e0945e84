"""Trees of `approach` from the calls of several towns, with LightGBM, written as the program reads them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import lightgbm
import numpy as np

from linewarden.learning.calibration import calibrated
from linewarden.warnings.approach.trees import NODE, Floats, Ints, Table, Trees, read_trees
from linewarden.warnings.approach.values import NAMES, OLD_H
from linewarden.warnings.odds import odds_of
from scorecard.approaches import Lesson
from scorecard.baselines.calls import Claims

RISING = ("talk_s",)
"""Values of which more is never better, whatever the towns say: what lasts is looked at by how long it may last. Others held the
trees back (decision 0021)."""

AGE_UNKNOWN_SHARE = 0.15
"""Weight of a second look at all calls as if no number were known to be new, as when steps are fitted: no single value may carry everything."""

NEAR_WEIGHT = 100.0
"""A call of a courier, an office or the like stands for so many while trees grow (signal S31): its needless warnings are the most usual ones, and
those that people mind most. It does not when log-odds are made chances."""

HARD_SHARE, HARD_WEIGHT = 0.0005, 10.0
"""Second look: calls of the near domain that trees which had not seen their town held for worse than all but HARD_SHARE of other people's weigh so
much more again. They are few (decision 0021), but the trees' needless warnings of the near domain are of such calls."""

GATES, SAID, SLACK = (30, 60, 120), odds_of(0.0003), 0.5
"""Most calls are nothing, and show it after few trees. SAID: log-odds of the least chance that is told; SLACK: for calls unlike those of the towns."""

ROUNDS = 160
PARAMETERS = {
    "objective": "binary", "learning_rate": 0.05, "num_leaves": 15, "min_data_in_leaf": 400, "lambda_l2": 40.0, "feature_fraction": 0.3,
    "bagging_fraction": 0.7, "bagging_freq": 1, "monotone_constraints_method": "intermediate", "seed": 1, "deterministic": True,
    "force_row_wise": True, "num_threads": 1, "verbosity": -1,
}  # fmt: skip
"""Much held back: larger trees with less restraint found no more in a town that they had not seen, and more of the near domain there."""


Told = dict[str, Any]
"""The trees' JSON."""


@dataclass(frozen=True, slots=True)
class Grown:
    """`of_all`: the trees of all towns. `of_others`: by town those of all but it, as they would be in a town that they have not seen."""

    of_all: Told
    of_others: tuple[Told, ...]


def grown(lessons: Sequence[Lesson], learned_from: str) -> Grown:
    """Of two towns or more.

    Each town in turn is held back from trees grown from the others: what these say of it shows which of its calls are hard to tell from a gang's,
    and how much log-odds must be stretched to be chances. One town alone would put its oddities into all.
    """
    plain = [np.ones(len(one.weights)) for one in lessons]
    emphasis = [
        np.where(hard(one, _predicted(trees, one)), HARD_WEIGHT, 1.0)
        for one, trees in zip(lessons, _of_others(lessons, plain), strict=True)
    ]
    of_others = _of_others(lessons, emphasis)
    base, slope = _calibration(lessons, [_predicted(trees, one) for trees, one in zip(of_others, lessons, strict=True)])
    values = np.concatenate([one.values for one in lessons])

    def told(trees: lightgbm.Booster, learned_from: str) -> Told:
        plain = _told(trees, base, slope, learned_from)
        return plain | {"gates": _gates(read_trees(plain), values)}

    return Grown(
        told(_booster(lessons, emphasis), learned_from), tuple(told(trees, "all towns but one") for trees in of_others)
    )


def hard(lesson: Lesson, odds: Floats) -> Claims:
    """Calls of the near domain that are held for worse than nearly all of other people's."""
    others = np.flatnonzero(~lesson.is_near & ~lesson.is_believed & (lesson.weights >= 1.0))  # a gang's weigh less
    order = others[np.argsort(-odds[others])]
    above = np.cumsum(lesson.weights[order]) <= HARD_SHARE * lesson.weights[others].sum()
    return lesson.is_near & (odds > odds[order[np.count_nonzero(above)]])


def _of_others(lessons: Sequence[Lesson], emphasis: Sequence[Floats]) -> list[lightgbm.Booster]:
    """Of each town the trees of all others."""
    return [
        _booster([*lessons[:nth], *lessons[nth + 1 :]], [*emphasis[:nth], *emphasis[nth + 1 :]])
        for nth in range(len(lessons))
    ]


def _booster(lessons: Sequence[Lesson], emphasis: Sequence[Floats]) -> lightgbm.Booster:
    values = np.concatenate([one.values for one in lessons])
    weights = np.concatenate(
        [
            np.where(one.is_near, NEAR_WEIGHT, 1.0) * more * one.weights
            for one, more in zip(lessons, emphasis, strict=True)
        ]
    )
    unknown = values.copy()
    unknown[:, NAMES.index("known_h")] = OLD_H
    weights = np.concatenate([weights, AGE_UNKNOWN_SHARE * weights])
    victims = np.tile(np.concatenate([one.is_believed for one in lessons]), 2)
    weights *= victims.sum() / (weights * victims).sum()  # a victim is about 1, whomever he stands for
    data = lightgbm.Dataset(
        np.concatenate([values, unknown]), victims.astype(np.int8), weight=weights, feature_name=list(NAMES)
    )
    slopes = [int(name in RISING) for name in NAMES]
    return lightgbm.train({**PARAMETERS, "monotone_constraints": slopes}, data, num_boost_round=ROUNDS)


def _predicted(booster: lightgbm.Booster, lesson: Lesson) -> Floats:
    return np.asarray(booster.predict(lesson.values, raw_score=True, num_threads=1))


def _gates(trees: Trees, values: Table) -> list[tuple[int, float]]:
    """(tree, least log-odds before it) of whatever came to SAID in the end: what has less is followed no further."""
    ended = trees.of_rows(values)
    values, gates = values[ended >= SAID], []
    for tree in GATES:
        before = replace(trees, roots=trees.roots[:tree], gates=trees.gates[:tree]).of_rows(values)
        gates.append((tree, round(float(before.min()) - SLACK, 4)))
    return gates


def _calibration(lessons: Sequence[Lesson], raw: Sequence[Floats]) -> tuple[float, float]:
    """Of each person and day the worst call."""
    kept = [_worst(one.person_day, odds) for one, odds in zip(lessons, raw, strict=True)]

    def of_all(columns: Sequence[np.ndarray]) -> np.ndarray:
        return np.concatenate([column[rows] for column, rows in zip(columns, kept, strict=True)])

    found = calibrated(
        of_all(raw), of_all([one.is_believed for one in lessons]), of_all([one.weights for one in lessons])
    )
    return found.base, found.slope


def _worst(person_day: Ints, odds: Floats) -> Ints:
    order = np.lexsort((odds, person_day))
    return order[np.append(np.diff(person_day[order]) != 0, True)]


def _told(booster: lightgbm.Booster, base: float, slope: float, learned_from: str) -> Told:
    nodes: list[tuple[int, float, int, int, float]] = []
    roots = [_add(nodes, tree["tree_structure"], slope) for tree in booster.dump_model()["tree_info"]]
    columns = dict(zip(NODE, map(list, zip(*nodes, strict=True)), strict=True))
    return {
        "learned_from": learned_from,
        "names": NAMES,
        "base": round(base, 4),
        "gates": [],
        "roots": roots,
        **columns,
    }


def _add(nodes: list[tuple[int, float, int, int, float]], told: dict[str, Any], slope: float) -> int:
    """Where the node was put."""
    place = len(nodes)
    if "leaf_value" in told:
        nodes.append((-1, 0.0, 0, 0, round(slope * told["leaf_value"], 5)))
        return place
    nodes.append((0, 0.0, 0, 0, 0.0))
    below, above = _add(nodes, told["left_child"], slope), _add(nodes, told["right_child"], slope)
    threshold = float(f"{told['threshold']:.6g}")
    nodes[place] = (told["split_feature"], threshold, below, above, round(slope * told["internal_value"], 5))
    return place
