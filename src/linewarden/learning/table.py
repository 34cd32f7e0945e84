"""The table's own steps from the same people, as a change of the rules that goes the way of every other: draft, back-test, approval."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from linewarden.learning.people import Witnessed
from linewarden.rulebook.rows import MOST_ODDS
from linewarden.rulebook.text import persons_change
from linewarden.warnings.fitting import CALM, Known, fitted
from linewarden.warnings.rules import CALLERS_MARK, PersonRules

FORGED = frozenset(
    CALLERS_MARK + rule for rule in (
        "fixed_line_from_abroad", "roams_at_home", "foreign_service_tail", "area_service", "calling_itself", "look_alike", "spoofed_number",
    )
)  # fmt: skip
"""Rows on rules of the calling side that say that the number shown is not the caller's own, or imitates a line that people trust. Whoever is deceived by one is rung from
other numbers too, of which the trees say more; steps are fitted by each person's worst moment, so these rows would learn to say nothing."""

BY_HAND = frozenset({"call_back", "refused", *FORGED})
"""Rows that are set, not fitted: of kinds that cost a call and not the savings, what follows from our own calls (S28), which no town has, and forged numbers (S10 to S12, S23)."""

LEAST_SHOWN = 5
"""People of whom a row must have said something before its steps are learned."""


def refitted(today: PersonRules, people: Sequence[Witnessed], victim_weight: float) -> PersonRules:
    """Today's rows with the base and steps under which what became of these people is likeliest; rows that hardly anybody showed stay."""
    known = [
        Known(
            [facts for _, facts in person.moments],
            person.is_victim,
            victim_weight if person.is_victim else 1.0,
        )
        for person in people
    ]
    return _bounded(fitted(today, known, fixed=BY_HAND | _hardly_shown(today, people), calm_stretch=CALM))


def _hardly_shown(rules: PersonRules, people: Sequence[Witnessed]) -> frozenset[str]:
    """Rows that nothing can be learned of: the stretch that is right for the others says nothing of them."""
    showed = Counter(name for person in people for name in _rows_of(person))
    return frozenset(row.name for row in rules.rows if showed[row.name] < LEAST_SHOWN)


def _rows_of(person: Witnessed) -> set[str]:
    contacts = (contact for _, facts in person.moments for _, contact in facts.contacts)
    chains = (facts.chain for _, facts in person.moments)
    return {fact.rule.name for known in (*contacts, *chains) for fact in known}


def _bounded(rules: PersonRules) -> PersonRules:
    """The same within what the rule book takes."""
    rows = [replace(row, steps=tuple((least, min(odds, MOST_ODDS)) for least, odds in row.steps)) for row in rules.rows]
    return replace(rules.changed(rows), base=max(rules.base, -MOST_ODDS))


def change_text(today: PersonRules, changed: PersonRules, learned_from: str) -> str:
    """CHANGE.toml as `linewarden rules draft` reads it."""
    return f"# Steps learned from {learned_from}.\n# See decision 0017; {', '.join(sorted(BY_HAND))} and rows that hardly anybody showed stay as they were.\n{persons_change(changed, today)}"
