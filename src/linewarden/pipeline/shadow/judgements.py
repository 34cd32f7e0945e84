"""Judgements that wait to be scored, and what they come to by warning until it is written."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from linewarden.model.challenger import Said
from linewarden.pipeline.shadow.said import said_of
from linewarden.pipeline.shadow.watch import Weighed
from linewarden.warnings.facts import Facts
from linewarden.warnings.rules import PersonRules


class Challenger(Protocol):
    """What scores."""

    @property
    def table(self) -> PersonRules:
        """The rules whose facts it knows."""
        ...

    def chances_of(self, people: Sequence[Facts]) -> npt.NDArray[np.float64]:
        """The chance 0..1 of each person of whom this is known."""
        ...


@dataclass(frozen=True, slots=True)
class Scored:
    """What was scored at once."""

    count: int
    last_us: int  # event clock of the latest
    cost_us: int


class Judgements:
    """Used by the pipeline's thread."""

    def __init__(self) -> None:
        self.waiting: list[Weighed] = []
        self.said: dict[str, Said] = {}  # by warning

    def clear(self) -> None:
        """Forget all."""
        self.waiting.clear()
        self.said.clear()

    def score(self, challenger: Challenger) -> Scored:
        """Score what waits. Raises whatever the challenger does; then nothing of it is said."""
        waiting, self.waiting = self.waiting, []
        if not waiting:
            return Scored(0, 0, 0)
        began = time.monotonic_ns()
        chances = challenger.chances_of([one.facts for one in waiting])
        for key, said in said_of(waiting, chances.tolist()).items():
            known = self.said.get(key)
            self.said[key] = said if known is None else known.joined(said)
        return Scored(len(waiting), max(one.at_us for one in waiting), (time.monotonic_ns() - began) // 1000)
