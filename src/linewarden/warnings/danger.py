"""The chance that a person is being deceived, from what is known of him, with the reasons in words."""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace

from linewarden.model.score import Reason, Score
from linewarden.warnings.facts import Fact, facts_of
from linewarden.warnings.person import Person
from linewarden.warnings.rules import MOST_CITED, MOST_REASONS, PersonRules

Judge = Callable[[Person, Mapping[int, Score], int, PersonRules], Score]
"""(person, score of each risky caller, now in µs, rules) → the chance, with its reasons."""


def danger(person: Person, risks: Mapping[int, Score], now_us: int, rules: PersonRules) -> Score:
    """The chance 0..1 at `now_us` that the person believes a gang; 0 without any contact that counts.

    A reason's points are what the chance would lose without it; reasons come strongest first. The caller's own reasons stand for what his
    record says, each with its part of it.
    """
    facts = facts_of(person, risks, now_us, rules)
    cli, of_contact = facts.worst()
    found = [fact for fact in (*of_contact, *facts.chain) if fact.odds > 0]
    if not found:
        return Score(0.0, ())
    odds = rules.base + sum(fact.odds for fact in found)
    value = chance(odds)
    reasons: list[Reason] = []
    for fact in sorted(found, key=lambda fact: -fact.odds):
        points = value - chance(odds - fact.odds)
        reasons += _of_caller(risks[cli], points) if fact.rule is rules.caller else [_reason(fact, points)]
    return Score(value, tuple(reasons[:MOST_REASONS]))


def chance(odds: float) -> float:
    """Probability of log-odds."""
    return 1.0 / (1.0 + math.exp(-odds))


def _of_caller(risk: Score, points: float) -> list[Reason]:
    whole = sum(reason.points for reason in risk.reasons) or 1.0
    return [replace(reason, points=points * reason.points / whole) for reason in risk.reasons]


def _reason(fact: Fact, points: float) -> Reason:
    rule = fact.rule
    says_zh, says_en = rule.words(fact.value)
    return Reason(
        rule.signal, says_zh, says_en, float(fact.value), rule.starts, points, fact.records[:MOST_CITED], len(fact.records), rule.name, rule.unit
    )  # fmt: skip
