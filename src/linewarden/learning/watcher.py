"""A judge that keeps what was known of everybody."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from linewarden.model.score import Score
from linewarden.warnings.danger import danger
from linewarden.warnings.facts import Facts, facts_of
from linewarden.warnings.person import Person
from linewarden.warnings.rules import PersonRules

Seen = Mapping[int, Sequence[tuple[int, Facts]]]
"""By person: moments (µs since 1970 UTC, ascending) at which something was known, and what."""


class Watcher:
    """Judges as ever. Keeps every moment of every person with a contact: some hundred bytes each, in memory."""

    def __init__(self, rows: PersonRules) -> None:
        """`rows`: the table whose facts are kept; it may have rows that the judging one has not."""
        self.seen: dict[int, list[tuple[int, Facts]]] = defaultdict(list)
        self._rows = rows

    def __call__(self, person: Person, risks: Mapping[int, Score], now_us: int, rules: PersonRules) -> Score:
        """The judgement."""
        facts = facts_of(person, risks, now_us, self._rows)
        if facts.contacts:
            self.seen[person.called].append((now_us, facts))
        return danger(person, risks, now_us, rules)
