"""A learned model: trees, their calibration, and what they were learned by."""

from collections.abc import Sequence
from dataclasses import dataclass

from linewarden.learning.calibration import Calibration
from linewarden.learning.features import Columns, Floats
from linewarden.learning.trees import Trees
from linewarden.warnings.facts import Facts
from linewarden.warnings.rules import PersonRules


@dataclass(frozen=True, slots=True)
class Model:
    """Scores people. `table`: the rules by which it was learned, whose log-odds are one of its features."""

    version: str  # "2026.11.3+model.1a2b3c4d": rules and the beginning of the manifest's digest
    trees: Trees
    calibration: Calibration
    table: PersonRules
    learned_until_us: int = 0  # µs since 1970 UTC: what came from then on it has not seen

    @property
    def columns(self) -> Columns:
        """Its features."""
        return Columns(self.table)

    def chances(self, values: Floats) -> Floats:
        """The chance of each row of [people, features]."""
        return self.calibration.chances(self.trees.odds(values))

    def chances_of(self, people: Sequence[Facts]) -> Floats:
        """The chance of each person of whom this is known."""
        return self.chances(self.columns.matrix(people))
