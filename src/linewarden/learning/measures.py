"""How well chances find victims among the same people: figures with 95 % intervals."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from linewarden.history.worth import Share
from linewarden.learning.features import Floats

Flags = npt.NDArray[np.bool_]

EDGES = (0.0, 0.0005, 0.002, 0.01, 0.03, 0.1, 0.3, 0.5, 1.0)
"""Of the bins in which chances are held against what happened: the levels' floors and some between."""

DRAWS = 200
"""Times that the people are drawn anew for an interval (bootstrap; Efron 1979)."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with both ends of its interval."""

    value: float
    low: float
    high: float

    def to_json(self) -> list[float]:
        """Value, low, high, to four digits."""
        return [float(f"{part:.4g}") for part in (self.value, self.low, self.high)]


@dataclass(frozen=True, slots=True)
class Measures:
    """Of one scorer."""

    caught: int  # victims among those worked on
    worked_on: int
    precision: Figure  # of those worked on, at true rates
    recall: Figure
    area: Figure  # under precision over recall (average precision), at true rates
    error: Figure  # expected calibration error

    def to_json(self) -> dict[str, Any]:
        """By name."""
        figures = {name: getattr(self, name).to_json() for name in ("precision", "recall", "area", "error")}
        return {"caught": self.caught, "worked_on": self.worked_on, **figures}


def measured(chances: Floats, is_victim: Flags, weights: Floats, capacity: int) -> Measures:
    """Of people with these chances, of whom officers work on the first `capacity`. At least one is a victim.

    `weights`: for how many people each stands; all victims for the same and all others for one.
    """
    order = np.argsort(-chances, kind="stable")[:capacity]
    caught, worked_on = int(is_victim[order].sum()), int(order.size)
    rarity = float(weights[is_victim][0])
    drawn = _drawn(chances, is_victim, weights)
    return Measures(
        caught,
        worked_on,
        _at_true_rates(Share(caught, worked_on), rarity),
        _figure(Share(caught, int(is_victim.sum()))),
        _between(average_precision(chances, is_victim, weights), drawn[:, 0]),
        _between(calibration_error(chances, is_victim, weights), drawn[:, 1]),
    )


def average_precision(chances: Floats, is_victim: Flags, weights: Floats) -> float:
    """The area under precision over recall, people of the same chance taken together."""
    order = np.argsort(-chances, kind="stable")
    hits, people = np.cumsum((weights * is_victim)[order]), np.cumsum(weights[order])
    is_last = np.append(np.diff(chances[order]) != 0, True)
    gained = np.diff(hits[is_last], prepend=0.0)
    return float((gained * hits[is_last] / people[is_last]).sum() / hits[-1])


def calibration_error(chances: Floats, is_victim: Flags, weights: Floats) -> float:
    """The mean distance of chance and share of victims over the bins, by people."""
    place = np.clip(np.searchsorted(EDGES, chances, side="right") - 1, 0, len(EDGES) - 2)
    off = np.bincount(place, weights=weights * (chances - is_victim), minlength=len(EDGES) - 1)
    return float(np.abs(off).sum() / weights.sum())


def _drawn(chances: Floats, is_victim: Flags, weights: Floats) -> Floats:
    """Shape [draws, 2]: area and error; victims and others are drawn apart, so that no draw is without."""
    random, found = np.random.default_rng(0), []
    sides = [np.flatnonzero(is_victim), np.flatnonzero(~is_victim)]
    for _ in range(DRAWS):
        rows = np.concatenate([random.choice(side, side.size) for side in sides])
        told = chances[rows], is_victim[rows], weights[rows]
        found.append((average_precision(*told), calibration_error(*told)))
    return np.array(found)


def _between(value: float, drawn: Floats) -> Figure:
    low, high = np.quantile(drawn, (0.025, 0.975)).tolist()
    return Figure(value, low, high)


def _figure(share: Share) -> Figure:
    low, high = share.interval or (0.0, 1.0)
    return Figure(share.value or 0.0, low, high)


def _at_true_rates(share: Share, rarity: float) -> Figure:
    """A share of victims where each stands for `rarity` of one: its odds shrink by so much."""
    plain = _figure(share)
    return Figure(*(rarity * part / (rarity * part + 1.0 - part) for part in (plain.value, plain.low, plain.high)))
