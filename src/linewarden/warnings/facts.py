"""What is known of one person, each fact by the row that weighs it, with the records that show it.

A person's contacts are weighed one by one, and the worst counts; what links several of them, or follows them, counts besides.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from linewarden.model.score import Reason, Score
from linewarden.warnings.approach.approach import Approach
from linewarden.warnings.odds import chance
from linewarden.warnings.person import Contact, Person
from linewarden.warnings.row import PersonRule
from linewarden.warnings.rules import AGAIN_WITHIN_US, DAY_US, HIGH_RISK, LEAST_TALK_S, SECOND_STRANGER_S, PersonRules


@dataclass(frozen=True, slots=True)
class Fact:
    """One measured value. `share`: of the row's log-odds that count, as sure as it is that a stranger is one."""

    rule: PersonRule
    value: float
    records: tuple[int, ...]  # that show it, newest first
    share: float = 1.0
    said: Reason | None = None  # of the calling side's rules: in their words
    approach: tuple[Approach, float] | None = None  # of the trees: what they looked at, and the seconds talked

    @property
    def odds(self) -> float:
        """Log-odds that it adds."""
        return self.rule.odds(self.value) * self.share


@dataclass(frozen=True, slots=True)
class Facts:
    """All of one person at one moment."""

    contacts: tuple[tuple[int, tuple[Fact, ...]], ...]  # (calling number, what is known of the contact with it)
    chain: tuple[Fact, ...]

    def worst(self) -> tuple[Fact, ...]:
        """What is weighed: of the contact of which most is known, and of the chain."""
        _, worst = max(self.contacts, key=lambda contact: sum(fact.odds for fact in contact[1]), default=(0, ()))
        return (*worst, *self.chain)


def facts_of(person: Person, risks: Mapping[int, Score], now_us: int, rules: PersonRules) -> Facts:
    """What is known at `now_us`. `risks`: score of each risky caller."""
    contacts = []
    for contact in person.contacts.values():
        has_rung = contact.cli in person.rung_by and bool(person.call_backs)
        if has_rung or contact.longest_talk(now_us)[0] >= LEAST_TALK_S:
            found = [*_of_contact(contact, risks.get(contact.cli), now_us, rules), *_approach(contact, now_us, rules)]
            contacts.append((contact.cli, tuple(fact for fact in found if fact.rule.counts(fact.value))))
    chain = _of_chain(person, risks, now_us, rules) if contacts else []
    return Facts(tuple(contacts), tuple(fact for fact in chain if fact.rule.counts(fact.value)))


def _of_contact(contact: Contact, risk: Score | None, now_us: int, rules: PersonRules) -> list[Fact]:
    talk_s, longest = contact.longest_talk(now_us)
    counts = risk is not None or contact.took_over
    sureness = contact.strangeness
    is_high = risk is not None and risk.value >= HIGH_RISK
    found = []
    if risk is not None:
        found += [
            Fact(rules.of_caller(reason.rule), reason.points, reason.record_ids, said=reason) for reason in risk.reasons
        ]
    if counts:
        found.append(Fact(rules.held if is_high else rules.dwell, talk_s, (longest,)))
    if counts or sureness > 0:
        calls = contact.answered_within_hour(now_us)
        found.append(
            Fact(rules.pressed if is_high else rules.repeated, len(calls), tuple(calls), 1.0 if counts else sureness)
        )
    if sureness > 0:
        found.append(Fact(rules.stranger if contact.is_suspect else rules.listened, talk_s, (longest,), sureness))
        newness = max(2.0 * sureness - 1.0, 0.0)  # on the first day everybody seems new
        found.append(Fact(rules.new_number, contact.known_s, (longest,), newness))
        found.append(Fact(rules.age_unknown, 1.0, (), 1.0 - newness))
        found.append(Fact(rules.stranger_seat, contact.fan_out, (longest,), sureness))
        found += _again(contact, now_us, rules)
    return found


def _approach(contact: Contact, now_us: int, rules: PersonRules) -> list[Fact]:
    """What the trees say. That they looked and say nothing counts too: it is where all begin. By a rule book whose row is silent none have looked."""
    if rules.approach.speaks_from == math.inf or not contact.is_looked_at:
        return [Fact(rules.approach_unknown, 1.0, ())]
    told = contact.approach(now_us)
    if told is None:
        return []
    odds, approach, call = told
    return [Fact(rules.approach, chance(odds), (call.record_id,), approach=(approach, call.talk_s(now_us)))]


def _again(contact: Contact, now_us: int, rules: PersonRules) -> list[Fact]:
    since_us = now_us - AGAIN_WITHIN_US
    late = [call for call in reversed(contact.calls.values()) if call.answered_us and call.setup_us > since_us]
    if len(late) < 2:
        return []
    total_s, records = sum(call.talk_s(now_us) for call in late), tuple(call.record_id for call in late)
    return [Fact(rules.stranger_again, total_s, records, contact.strangeness)]


def _of_chain(person: Person, risks: Mapping[int, Score], now_us: int, rules: PersonRules) -> list[Fact]:
    strangers = [
        longest[1]
        for contact in person.contacts.values()
        if (longest := contact.longest_talk(now_us, since_us=now_us - DAY_US))[0] >= SECOND_STRANGER_S
        and (contact.cli in risks or (contact.is_suspect and contact.strangeness > 0))
    ]
    return [
        _hand_over(person, now_us, rules),
        Fact(rules.second_stranger, len(strangers), tuple(reversed(strangers))),
        Fact(rules.bank, len(person.banks), tuple(reversed(person.banks))),
        Fact(rules.call_back, len(person.call_backs), tuple(reversed(person.call_backs))),
        Fact(rules.refused, len(person.refusals), tuple(reversed(person.refusals))),
    ]


def _hand_over(person: Person, now_us: int, rules: PersonRules) -> Fact:
    """The longest talk of somebody who took over, with the talk that it followed."""
    taken = max(
        (c for c in person.contacts.values() if c.took_over), key=lambda c: c.longest_talk(now_us), default=None
    )
    if taken is None:
        return Fact(rules.hand_over, 0.0, ())
    talk_s, longest = taken.longest_talk(now_us)
    followed = dict.fromkeys(person.followed(call, rules) for call in taken.calls.values())
    return Fact(rules.hand_over, talk_s, (longest, *(record for record in followed if record is not None)))
