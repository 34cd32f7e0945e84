"""A judge whose judgement is the table's, and who keeps what it was made from while a challenger wants to know."""

from collections.abc import Mapping
from dataclasses import dataclass

from linewarden.model.score import Score
from linewarden.warnings.danger import danger, judged
from linewarden.warnings.facts import Facts, facts_of
from linewarden.warnings.person import Person
from linewarden.warnings.rules import PersonRules


@dataclass(frozen=True, slots=True)
class Weighed:
    """One judgement of a person."""

    called: int
    anchor: int  # record that began what is known of him
    at_us: int  # event clock, µs since 1970
    score: Score  # the table's
    facts: Facts  # what was known


class Watch:
    """Give it to the tracker as its judge. Kept judgements are those since the last `take`: whoever looks on takes them after each block."""

    def __init__(self) -> None:
        self._table: PersonRules | None = None
        self._known: PersonRules | None = None
        self._kept: list[Weighed] = []
        self.is_other_table = False  # the rules in force are not those that were asked for

    def look(self, table: PersonRules | None) -> None:
        """From now on keep judgements by this table; None: keep nothing."""
        if table is not self._table:
            self._table, self._known, self.is_other_table = table, None, False

    def take(self) -> list[Weighed]:
        """Those kept since the last time, in order."""
        kept, self._kept = self._kept, []
        return kept

    def __call__(self, person: Person, risks: Mapping[int, Score], now_us: int, rules: PersonRules) -> Score:
        """The table's judgement, whoever looks on."""
        if self._table is None:
            return danger(person, risks, now_us, rules)
        facts = facts_of(person, risks, now_us, rules)
        score = judged(facts.worst(), rules)
        if rules is not self._known:  # compared once, not at each judgement
            self._known, self.is_other_table = rules, rules != self._table
        if facts.contacts and not self.is_other_table:
            self._kept.append(Weighed(person.called, person.anchor, now_us, score, facts))
        return score
