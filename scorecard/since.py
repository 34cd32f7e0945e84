"""A judge that is shown only what happened from some moment on."""

from collections.abc import Mapping
from dataclasses import replace

from linewarden.model.score import Score
from linewarden.warnings.danger import Judge
from linewarden.warnings.person import Contact, Person
from linewarden.warnings.rules import PersonRules


def judging_since(since_us: int, judge: Judge) -> Judge:
    """The same judge, for whom nobody had calls set up before `since_us` (µs since 1970 UTC).

    A feed's first calls are all of strangers; a person who is still watched when the days that count begin would carry them along.
    """

    def judged(person: Person, risks: Mapping[int, Score], now_us: int, rules: PersonRules) -> Score:
        return judge(person_since(person, since_us), risks, now_us, rules)

    return judged


def person_since(person: Person, since_us: int) -> Person:
    """What is known of somebody who had no calls before."""
    contacts = {cli: late for cli, contact in person.contacts.items() if (late := _contact(contact, since_us)).calls}
    return replace(
        person,
        contacts=contacts,
        banks=_late(person.banks, since_us),
        call_backs=_late(person.call_backs, since_us),
        refusals=_late(person.refusals, since_us),
        rung_by=_late(person.rung_by, since_us),
    )


def _contact(contact: Contact, since_us: int) -> Contact:
    """Of its later calls alone; that it took over or that the caller is risky is no call's."""
    if all(call.setup_us >= since_us for call in contact.calls.values()):
        return contact
    late = Contact(contact.cli, took_over=contact.took_over, is_risky=contact.is_risky)
    for call in contact.calls.values():
        if call.setup_us >= since_us:
            late.add(call)
    return late


def _late(noted: dict[int, int], since_us: int) -> dict[int, int]:
    return {key: at_us for key, at_us in noted.items() if at_us >= since_us}
