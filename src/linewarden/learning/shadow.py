"""The challenger in shadow: at each moment the table judges as ever, and what the challenger thinks of the same person is kept beside."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from linewarden.learning.features import Floats
from linewarden.learning.model import Model
from linewarden.model.score import Score
from linewarden.warnings.danger import judged
from linewarden.warnings.facts import Facts, facts_of
from linewarden.warnings.person import Person
from linewarden.warnings.rules import PersonRules

Ints = npt.NDArray[np.int64]

BLOCK = 4_096
"""Moments that the challenger scores at once."""


@dataclass(frozen=True, slots=True)
class Moments:
    """n moments, in the order in which they were judged."""

    called: Ints  # [n]
    at_us: Ints  # [n] µs since 1970 UTC
    table: Floats  # [n] the chance by the table
    challenger: Floats  # [n]


class Shadow:
    """A judge whose judgement is the table's. Keeps 32 bytes a moment."""

    def __init__(self, model: Model, *, explained: frozenset[int] = frozenset()) -> None:
        """`explained`: persons whose facts are kept, so that the challenger can be asked for its reasons."""
        self.worst: dict[int, tuple[float, Facts]] = {}
        self._explained = explained
        self._model, self._columns = model, model.columns
        self._waiting: list[tuple[int, int, float, Facts]] = []
        self._done: list[Moments] = []

    def __call__(self, person: Person, risks: Mapping[int, Score], now_us: int, rules: PersonRules) -> Score:
        """The table's judgement."""
        facts = facts_of(person, risks, now_us, rules)
        score = judged(facts.worst(), rules)
        if facts.contacts:
            self._waiting.append((person.called, now_us, score.value, facts))
            if len(self._waiting) >= BLOCK:
                self._settle()
        return score

    def moments(self) -> Moments:
        """All so far."""
        self._settle()
        parts = self._done or [Moments(*_columns([]), np.zeros(0))]
        names = ("called", "at_us", "table", "challenger")
        return Moments(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))

    def _settle(self) -> None:
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        chances = self._model.chances(self._columns.matrix([facts for *_, facts in waiting]))
        self._done.append(Moments(*_columns(waiting), chances))
        for (called, *_, facts), chance in zip(waiting, chances.tolist(), strict=True):
            if called in self._explained and chance > self.worst.get(called, (-1.0, ()))[0]:
                self.worst[called] = chance, facts


def _columns(waiting: list[tuple[int, int, float, Facts]]) -> tuple[Ints, Ints, Floats]:
    called, at_us, table = zip(*(row[:3] for row in waiting), strict=True) if waiting else ((), (), ())
    return np.array(called, np.int64), np.array(at_us, np.int64), np.array(table, np.float64)
