"""A challenger and a changed table learned from the same people, and both held against today's table on people who came later."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from linewarden.learning.calibration import Calibration, calibrated
from linewarden.learning.features import SHARE, TABLE, Columns, Floats
from linewarden.learning.measures import Measures, measured
from linewarden.learning.people import Witnessed
from linewarden.learning.split import PARTS, Split, split
from linewarden.learning.table import refitted
from linewarden.learning.trees import Trees, trained
from linewarden.warnings.rules import DAY_US, PersonRules

Flags = npt.NDArray[np.bool_]

SCORERS = ("table", "changed_table", "challenger")
"""Who is measured: today's table, the same with learned steps, the trees."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How to learn."""

    until_us: int  # where the records end, µs since 1970 UTC
    capacity: int  # people a day whom officers work on
    times: float = 1.0  # victims are so many times as frequent as true ones: of a simulated town


@dataclass(frozen=True, slots=True)
class Learned:
    """What came of it."""

    trees: Trees
    calibration: Calibration
    table: PersonRules  # today's, whose log-odds the trees see
    changed: PersonRules  # with learned steps
    split: Split
    measures: dict[str, Measures]  # by scorer, on those who validate
    weighs: dict[str, float]  # each row's share of what moves the challenger's log-odds, largest first

    def counts(self) -> dict[str, Any]:
        """People and victims of each part."""
        return {
            name: {"people": len(part), "victims": sum(person.is_victim for person in part)}
            for (name, _), part in zip(PARTS, self.split.parts, strict=True)
        }


@dataclass(frozen=True, slots=True)
class Told:
    """n people, each once."""

    values: Floats  # [n, features]
    is_victim: Flags  # [n]
    weights: Floats  # [n] for how many people each stands

    @property
    def table_odds(self) -> Floats:
        """Log-odds by the table of the features."""
        odds: Floats = self.values[:, -1]
        return odds


def told(people: Sequence[Witnessed], rules: PersonRules, times: float) -> Told:
    """Each person at the moment that is worst by these rules."""
    columns = Columns(rules)
    instances = [columns.instance(person) for person in people]
    is_victim = np.array([one.is_victim for one in instances])
    return Told(columns.matrix([one.facts for one in instances]), is_victim, np.where(is_victim, 1.0 / times, 1.0))


def learn(people: Sequence[Witnessed], today: PersonRules, asked: Asked) -> Learned:
    """Raises ConfigError with too few victims, ModelError without the library."""
    divided = split(people)
    train, calibrate, validate = (told(part, today, asked.times) for part in divided.parts)
    trees = trained(train.values, train.is_victim, train.weights, Columns(today).names)
    calibration = calibrated(trees.odds(calibrate.values), calibrate.is_victim, calibrate.weights)
    changed = refitted(today, [*divided.parts[0], *divided.parts[1]], 1.0 / asked.times)
    anew = told(divided.parts[2], changed, asked.times)
    chances = {
        "table": _chances(validate.table_odds),
        "changed_table": _chances(anew.table_odds),
        "challenger": calibration.chances(trees.odds(validate.values)),
    }
    days = max(asked.until_us - divided.cuts[1], 1) / DAY_US
    most = max(round(asked.capacity * days), 1)
    measures = {name: measured(chances[name], validate.is_victim, validate.weights, most) for name in SCORERS}
    return Learned(
        trees, calibration, today, changed, divided, measures, _weighs(trees, validate, Columns(today).names)
    )


def _chances(odds: Floats) -> Floats:
    return Calibration(0.0, 1.0).chances(odds)


def _weighs(trees: Trees, people: Told, names: Sequence[str]) -> dict[str, float]:
    """Mean size of the SHAP values by row, victims and others alike."""
    size = np.abs(trees.contributions(people.values)[:, :-1])
    mean = (size[people.is_victim].mean(axis=0) + size[~people.is_victim].mean(axis=0)).tolist()
    rows: dict[str, float] = {}
    for name, value in zip(names, mean, strict=True):
        row = name if name == TABLE else name.removesuffix(SHARE)
        rows[row] = rows.get(row, 0.0) + value
    whole = sum(rows.values()) or 1.0
    return {row: value / whole for row, value in sorted(rows.items(), key=lambda item: -item[1]) if value > 0}
