"""What is known of one person who is, or may be, deceived: contacts, calls that are up, and the chain they form."""

import math
from dataclasses import dataclass, field, replace

from linewarden.warnings.approach.approach import Approach
from linewarden.warnings.moment import NOT_KNOWN, Moment
from linewarden.warnings.rules import (
    BANK_WITHIN_US,
    HAND_OVER_WITHIN_US,
    LEAST_TALK_S,
    MOST_CALLS,
    MOST_CONTACTS,
    MOST_NOTED,
    REPEATED_WITHIN_US,
    PersonRules,
)


@dataclass(slots=True)
class Contact:
    """One calling number's calls to one person. Calls are kept while the person is watched, newest last, at most MOST_CALLS."""

    cli: int
    calls: dict[int, Moment] = field(default_factory=dict)
    took_over: bool = False  # became suspicious by following a risky call
    is_risky: bool = False  # the caller's own record is bad
    is_suspect: bool = False  # of a kind of number that gangs rent
    strangeness: float = 0.0  # see `Moment`; of the surest call
    fan_out: int = 0  # people whom the caller rang in 24 h, at most so far
    known_s: int = NOT_KNOWN  # how long ago the caller was first seen, when it first rang
    is_looked_at: bool = False  # see `Moment`; any call

    def approach(self, now_us: int) -> tuple[float, Approach, Moment] | None:
        """Log-odds, and the call of which the trees say most; None while they say nothing."""
        told = [
            (call.approach.odds_at(call.talk_s(now_us)), call.approach, call)
            for call in self.calls.values()
            if call.approach is not None
        ]
        most = max(told, key=lambda one: one[0], default=None)
        return most if most is not None and most[0] > -math.inf else None

    def add(self, moment: Moment) -> None:
        """Note the latest state of a call."""
        self.is_suspect |= moment.is_suspect
        self.strangeness = 0.0 if moment.is_acquainted else max(self.strangeness, moment.strangeness)
        self.fan_out = max(self.fan_out, moment.fan_out)
        self.known_s = min(self.known_s, moment.known_s)
        self.is_looked_at |= moment.is_looked_at
        known = self.calls.pop(moment.record_id, None)
        if moment.approach is None and known is not None:  # told of again by the caller's log, which does not keep it
            moment = replace(moment, approach=known.approach)
        self.calls[moment.record_id] = moment
        if len(self.calls) > MOST_CALLS:
            del self.calls[next(iter(self.calls))]

    def longest_talk(self, now_us: int, *, since_us: int = 0) -> tuple[float, int]:
        """(seconds, record id) of the longest talk of a call set up since then; (0, 0) when there was none."""
        calls = (call for call in self.calls.values() if call.setup_us >= since_us)
        return max(((call.talk_s(now_us), call.record_id) for call in calls), default=(0.0, 0))

    def is_weighty(self, now_us: int) -> bool:
        """True once a talk is long enough to count."""
        return any(call.talk_s(now_us) >= LEAST_TALK_S for call in self.calls.values())

    def answered_within_hour(self, now_us: int) -> list[int]:
        """Record ids of the answered calls set up in the last hour, newest first."""
        kept = [
            call for call in self.calls.values() if call.answered_us and call.setup_us > now_us - REPEATED_WITHIN_US
        ]
        return [call.record_id for call in reversed(kept)]

    @property
    def is_plain(self) -> bool:
        """True of one who is but a stranger, of an ordinary number: no link of a chain."""
        return not (self.is_risky or self.took_over or self.is_suspect)

    def current(self) -> Moment | None:
        """The call that is up and answered; None when there is none."""
        return next((call for call in reversed(self.calls.values()) if call.answered_us and not call.is_over), None)


@dataclass(slots=True)
class Person:
    """State of one called number since its first contact with a risky caller."""

    called: int
    anchor: int  # record that began it
    contacts: dict[int, Contact] = field(default_factory=dict)
    banks: dict[int, int] = field(default_factory=dict)  # record id → at, of bank contacts after a long risky talk
    call_backs: dict[int, int] = field(default_factory=dict)  # record id → at, of calls back to one-ring callers
    refusals: dict[int, int] = field(
        default_factory=dict
    )  # record id → at, of the advisers' latest calls in a row that were not answered
    rung_by: dict[int, int] = field(default_factory=dict)  # one-ring caller → at
    last_us: int = 0  # event clock of the latest evidence
    dwelt_us: int = 0  # end, so far, of the latest long risky talk; 0: none
    feed: str = ""
    is_synthetic: bool = True  # until real data speaks

    def contact(self, cli: int) -> Contact:
        """The contact with this caller, begun when new."""
        if cli not in self.contacts:
            self.contacts[cli] = Contact(cli)
        return self.contacts[cli]

    def weakest(self) -> int | None:
        """The caller whose contact makes room for another's: of those that are over the shortest talk, of equal ones the last; None while there is room."""
        if len(self.contacts) < MOST_CONTACTS:
            return None
        return min(reversed(self.contacts.values()), key=_strength).cli

    def has_contact(self, now_us: int) -> bool:
        """False while nothing could score: no talk of a length that counts, no call back."""
        return bool(self.call_backs) or any(contact.is_weighty(now_us) for contact in self.contacts.values())

    def note(self, moment: Moment) -> None:
        """Where the latest evidence comes from."""
        self.last_us = max(self.last_us, moment.at_us)
        self.feed = moment.feed
        self.is_synthetic = self.is_synthetic and moment.is_synthetic

    def followed(self, moment: Moment, rules: PersonRules) -> int | None:
        """Record of another contact's talk of the length that `hand_over` starts at, that ended, or still ran, within 15 minutes before this call's setup."""
        return next(
            (
                call.record_id
                for contact in self.contacts.values()
                if contact.cli != moment.cli and not contact.is_plain
                for call in contact.calls.values()
                if call.talk_s(moment.setup_us) >= rules.hand_over.starts
                and _ended_us(call) > moment.setup_us - HAND_OVER_WITHIN_US
                and call.setup_us < moment.setup_us
            ),
            None,
        )

    def is_moving_money(self, at_us: int) -> bool:
        """True while a bank contact would belong to the chain."""
        return bool(self.dwelt_us) and at_us <= self.dwelt_us + BANK_WITHIN_US


def note_at(noted: dict[int, int], key: int, at_us: int) -> None:
    """Enter a moment under a record or number, the latest of each; the oldest entry makes room."""
    noted[key] = max(noted.pop(key, 0), at_us)
    if len(noted) > MOST_NOTED:
        del noted[next(iter(noted))]


def _strength(contact: Contact) -> tuple[bool, float]:
    return contact.current() is not None, contact.longest_talk(0)[0]


def _ended_us(call: Moment) -> int:
    """End of the call; far away while it lasts."""
    return (
        call.answered_us + call.talk_ms * 1000
        if call.is_over and call.answered_us
        else (call.at_us if call.is_over else 1 << 62)
    )
