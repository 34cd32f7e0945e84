"""A person's score: the callers' risk weighed by the contact, and the rules of the chain, each with its words and records."""

import math
from collections.abc import Mapping
from dataclasses import replace

from linewarden.model.score import Reason, Score
from linewarden.warnings.person import Contact, Person
from linewarden.warnings.rules import CONTACT_WEIGHTS, MOST_CITED, MOST_REASONS, PersonRule, PersonRules
from linewarden.warnings.strangers import stranger_reasons


def weight(talk_s: float) -> float:
    """Share of the caller's score that a talk of this length makes the person's own."""
    return max((share for least, share in CONTACT_WEIGHTS if talk_s >= least), default=0.0)


def danger(person: Person, risks: Mapping[int, Score], now_us: int, rules: PersonRules) -> Score:
    """The person's score at `now_us`, reasons strongest first; value 0 without any contact that counts.

    `risks`: score of each risky caller; callers that took over a risky call but are not risky themselves count by the chain only.
    """
    found: list[Reason] = []
    for contact in person.contacts.values():
        found += _contact_reasons(
            contact,
            risks.get(contact.cli),
            now_us,
            rules,
            has_rung=contact.cli in person.rung_by and bool(person.call_backs),
        )
    found += _chain_reasons(person, rules)
    strongest = _one_a_rule(sorted(found, key=lambda reason: -reason.points))
    calm = math.prod(1.0 - reason.points for reason in strongest)
    return Score(1.0 - calm, tuple(strongest[:MOST_REASONS]))


def _one_a_rule(reasons: list[Reason]) -> list[Reason]:
    """The strongest reason of each rule, in order."""
    return list({reason.rule: reason for reason in reversed(reasons)}.values())[::-1]


def _contact_reasons(
    contact: Contact, risk: Score | None, now_us: int, rules: PersonRules, *, has_rung: bool
) -> list[Reason]:
    talk_s, record_id = contact.longest_talk(now_us)
    share = 1.0 if has_rung else weight(talk_s)
    if share == 0.0:
        return []
    found = stranger_reasons(contact, now_us, rules)
    if risk is None and not contact.took_over:
        return found
    reasons = found + ([_weighed(reason, share) for reason in risk.reasons] if risk else [])
    if talk_s >= rules.dwell.starts and (risk or contact.took_over):
        reasons.append(_reason(rules.dwell, talk_s, (record_id,)))
    repeated = contact.answered_within_hour(now_us)
    if len(repeated) >= rules.repeated.starts:
        reasons.append(_reason(rules.repeated, len(repeated), tuple(repeated)))
    if contact.took_over and talk_s >= rules.hand_over.starts:
        reasons.append(_reason(rules.hand_over, talk_s, (record_id,)))
    return reasons


def _chain_reasons(person: Person, rules: PersonRules) -> list[Reason]:
    noted = ((rules.bank, person.banks), (rules.call_back, person.call_backs))
    return [
        _reason(rule, len(records), tuple(reversed(records)))
        for rule, records in noted
        if records and len(records) >= rule.starts
    ]


def _reason(rule: PersonRule, value: float, records: tuple[int, ...]) -> Reason:
    says_zh, says_en = rule.words(value)
    return Reason(
        rule.signal,
        says_zh,
        says_en,
        float(value),
        rule.starts,
        rule.points,
        records[:MOST_CITED],
        len(records),
        rule.name,
        rule.unit,
    )


def _weighed(reason: Reason, share: float) -> Reason:
    return replace(reason, points=reason.points * share)
