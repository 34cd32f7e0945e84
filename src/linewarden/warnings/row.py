"""One row of the table of the called side's rules."""

import math
from dataclasses import dataclass

from linewarden.model.score import Unit


@dataclass(frozen=True, slots=True)
class PersonRule:
    """One row. `steps`: (measured value, log-odds that the fact adds in all from there on), each worse than the one before."""

    name: str
    signal: str
    steps: tuple[tuple[float, float], ...]
    says_zh: str
    says_en: str
    source: str
    unit: Unit = Unit.COUNT
    is_falling: bool = False  # the smaller the value the worse: a step counts up to its value

    @property
    def starts(self) -> float:
        """Where the measured value begins to count."""
        return self.steps[0][0]

    @property
    def speaks_from(self) -> float:
        """The first measured value that adds log-odds; inf of a row that never does."""
        return next((least for least, odds in self.steps if odds > 0), math.inf)

    def counts(self, value: float) -> bool:
        """True of a value that says anything."""
        return self._passes(value, self.starts)

    def odds(self, value: float) -> float:
        """The log-odds that a value adds."""
        return next((odds for least, odds in reversed(self.steps) if self._passes(value, least)), 0.0)

    def _passes(self, value: float, step: float) -> bool:
        return value <= step if self.is_falling else value >= step

    def words(self, value: float) -> tuple[str, str]:
        """What it says of a value, in Chinese and English; seconds are told in minutes."""
        told = value / 60 if self.unit is Unit.SECONDS else value
        return self.says_zh.format(value=told), self.says_en.format(value=told)
