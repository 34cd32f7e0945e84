"""One call as the trees see it: how likely they think that the person called is being deceived, by how long the talk has lasted."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from linewarden.model.event import EventBlock, EventKind
from linewarden.warnings.approach.trees import Floats, Ints, Table, Trees
from linewarden.warnings.approach.values import TALKS_S


@dataclass(frozen=True, slots=True)
class Approach:
    """`odds`: (seconds talked, log-odds from there on), ascending, from where they say anything. `values`: of `NAMES`, the talk aside."""

    odds: tuple[tuple[float, float], ...]
    values: tuple[float, ...]

    def odds_at(self, talk_s: float) -> float:
        """Log-odds after so long a talk; -inf while it says nothing."""
        return next((odds for least_s, odds in reversed(self.odds) if talk_s >= least_s), -np.inf)


DIGITS = 4
"""Of log-odds that are remembered."""

Approaching = Callable[[EventBlock, Ints, Table, float], dict[int, Approach]]
"""(events, rows [n] of answered calls, values [n, NAMES] of these, least log-odds) → by row: of those that reach them, or may while the call lasts."""


def approaches(events: EventBlock, rows: Ints, values: Table, floor: float, *, trees: Trees) -> dict[int, Approach]:
    """What these trees say; see `Approaching`."""
    is_up, values = events.kind[rows] == EventKind.ANSWER, values.copy()
    values[is_up, 0] = TALKS_S[-1]
    most = trees.of_rows(values)  # a longer talk never says less
    found = {}
    for place in np.flatnonzero(most >= floor).tolist():
        rest = tuple(values[place, 1:].tolist())
        odds = (
            _while_it_lasts(trees, values[place], floor)
            if is_up[place]
            else ((0.0, round(float(most[place]), DIGITS)),)
        )
        found[int(rows[place])] = Approach(odds, rest)
    return found


def _while_it_lasts(trees: Trees, values: Floats, floor: float) -> tuple[tuple[float, float], ...]:
    steps = np.repeat(values[None], len(TALKS_S), axis=0)
    steps[:, 0] = TALKS_S
    reached = zip(TALKS_S, trees.of_rows(steps).tolist(), strict=True)
    return tuple((talk_s, round(odds, DIGITS)) for talk_s, odds in reached if odds >= floor)
