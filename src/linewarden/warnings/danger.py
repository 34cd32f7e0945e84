"""The chance that a person is being deceived, from what is known of him, with the reasons in words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from linewarden.model.score import Reason, Score
from linewarden.warnings.approach.words import said_of
from linewarden.warnings.facts import Fact, facts_of
from linewarden.warnings.grade import NOTICE_FLOOR
from linewarden.warnings.odds import chance, odds_of
from linewarden.warnings.person import Person
from linewarden.warnings.rules import MOST_CITED, MOST_REASONS, PersonRules

DEEDS = frozenset({"S26", "S27"})
"""Signals of what the person did."""

Judge = Callable[[Person, Mapping[int, Score], int, PersonRules], Score]
"""(person, score of each risky caller, now in µs, rules) → the chance, with its reasons."""


def danger(person: Person, risks: Mapping[int, Score], now_us: int, rules: PersonRules) -> Score:
    """The chance 0..1 at `now_us` that the person believes a gang; 0 without any contact that counts.

    A reason's points are what the chance would lose without it. Reasons come strongest first, those of what the person did before those of
    what the number is: an officer reads out the former. The worst caller's own are told even where they say nothing of the person, so that
    the officer knows whom he has to do with.
    """
    return judged(facts_of(person, risks, now_us, rules).worst(), rules)


def named_callers(person: Person, risks: Mapping[int, Score], now_us: int, rules: PersonRules) -> tuple[int, ...]:
    """Whom a warning names, in order of appearance: who alone would be worth a notice, the worst in any case, and those whose calls are links of the chain.

    Others with whom the person talks may be risky too, an office that rings many, say; a warning that names them accuses them.
    """
    facts = facts_of(person, risks, now_us, rules)
    cited = {record for fact in facts.chain if fact.odds > 0 for record in fact.records}
    alone = {cli: sum(fact.odds for fact in found) for cli, found in facts.contacts}
    least = min(odds_of(NOTICE_FLOOR) - rules.base, max(alone.values(), default=0.0))
    return tuple(
        cli for cli, odds in alone.items() if odds >= least or not cited.isdisjoint(person.contacts[cli].calls)
    )


def judged(worst: Sequence[Fact], rules: PersonRules) -> Score:
    """The same of what is weighed of him (`Facts.worst`) by these rules."""
    found = [fact for fact in worst if fact.odds > 0 or fact.said is not None]
    if not found:
        return Score(0.0, ())
    odds = rules.base + sum(fact.odds for fact in found)
    value = chance(odds)
    told = sorted(found, key=lambda fact: (fact.rule.signal not in DEEDS, -fact.odds))
    reasons = (reason for fact in told for reason in _reasons(fact, value - chance(odds - fact.odds)))
    return Score(value, tuple(islice(reasons, MOST_REASONS)))


def _reasons(fact: Fact, points: float) -> tuple[Reason, ...]:
    if fact.said is not None:
        return (replace(fact.said, points=points),)
    if fact.approach is not None:
        return said_of(*fact.approach, fact.records, points)
    rule = fact.rule
    if not rule.says_en:
        return ()
    says_zh, says_en = rule.words(fact.value)
    return (Reason(
        rule.signal, says_zh, says_en, float(fact.value), rule.starts, points, fact.records[:MOST_CITED], len(fact.records), rule.name, rule.unit
    ),)  # fmt: skip
