"""What the trees see of a person at one moment: each row's measured value and share, and the table's log-odds."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from linewarden.learning.people import Witnessed
from linewarden.warnings.facts import Fact, Facts
from linewarden.warnings.rules import PersonRules

Floats = npt.NDArray[np.float64]

TABLE = "table"
"""The last feature: log-odds of the whole table, base included."""

SHARE = ".share"
"""Ends the name of a row's second feature."""


@dataclass(frozen=True, slots=True)
class Instance:
    """One person at the moment of which most was known by the table."""

    called: int
    at_us: int  # µs since 1970 UTC
    facts: Facts
    is_victim: bool


class Columns:
    """The features of one table's rows, in order; all of them say more danger as they grow."""

    def __init__(self, rules: PersonRules) -> None:
        """`rules`: whose steps `table_odds` sums."""
        self._base, self._rows = rules.base, {row.name: row for row in rules.rows}
        self._places = {name: 2 * nth for nth, name in enumerate(self._rows)}
        self.names: tuple[str, ...] = (*(part for name in self._rows for part in (name, name + SHARE)), TABLE)

    def table_odds(self, facts: Facts) -> float:
        """Log-odds as `danger` sums them."""
        return self._odds(facts.worst())

    def matrix(self, people: Sequence[Facts]) -> Floats:
        """Shape [people, features].

        The contact is the one that the table weighs.
        A value that falls as things get worse enters as 1 / (1 + value), so that every feature grows with danger and 0 is a fact that is not there.
        """
        told = np.zeros((len(people), len(self.names)))
        for line, facts in zip(told, people, strict=True):
            weighed = facts.worst()
            for fact in weighed:
                place = self._places[fact.rule.name]
                value = 1.0 / (1.0 + max(fact.value, 0.0)) if fact.rule.is_falling else fact.value
                line[place] = max(line[place], value)
                line[place + 1] = max(line[place + 1], fact.share)
            line[-1] = self._odds(weighed)
        return told

    def instance(self, person: Witnessed) -> Instance:
        """The person at his worst moment; of several alike the first."""
        at_us, facts = max(person.moments, key=lambda moment: self.table_odds(moment[1]))
        return Instance(person.called, at_us, facts, person.is_victim)

    def _odds(self, weighed: Sequence[Fact]) -> float:
        return self._base + sum(self._rows[fact.rule.name].odds(fact.value) * fact.share for fact in weighed)
