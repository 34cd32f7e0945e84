"""All persons in danger and all risky callers: takes call events in stream order, gives the warnings that changed.

Time is the event clock: the same events in the same order give the same warnings, live, in a replay or after a restart, however the events
were cut into blocks. Bounded: whoever has had no evidence for a day is forgotten.
"""

import heapq
import math
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from linewarden.model.score import Score
from linewarden.model.warning import State, Warning
from linewarden.warnings.danger import Judge, danger
from linewarden.warnings.issue import issue, worth_telling
from linewarden.warnings.memory import Caller, Memory
from linewarden.warnings.moment import Moment
from linewarden.warnings.person import Contact, Person, note_at
from linewarden.warnings.rules import (
    CALLER_FLOOR,
    CALLER_RISES,
    DWELT_S,
    EXPIRES_AFTER_US,
    HIGH_RISK,
    HOUR_US,
    LISTENED_S,
    PERSON_RULES,
    RUNG_WITHIN_US,
    PersonRules,
)


class Tracker:
    """State of the called side. One thread uses it."""

    def __init__(
        self,
        *,
        banks: frozenset[int],
        versions: tuple[tuple[str, str], ...],
        advisers: frozenset[int] = frozenset(),
        rules: PersonRules = PERSON_RULES,
        judge: Judge = danger,
    ) -> None:
        """`banks`: canonical numbers of bank lines. `advisers`: of lines that warn people. `versions`: written into every warning. `rules`: the called side's. `judge`: who weighs them."""
        self._banks, self._advisers = banks, advisers
        self._versions = versions
        self._rules, self._judge = rules, judge
        self._lengths_s = rules.talk_steps
        self._callers: dict[int, Caller] = {}
        self._risks: dict[int, Score] = {}
        self._people: dict[int, Person] = {}
        self._warnings: dict[int, Warning] = {}
        self._changed: list[Warning] = []
        self._timers: list[tuple[int, int]] = []  # (due µs, called): look again, nothing else
        self._ends: list[tuple[int, int]] = []  # (due µs, number): forget the caller or person unless there was news
        self._talks: dict[int, list[Moment]] = {}  # see `Memory`
        self._talk_timers: list[tuple[int, int]] = []
        self._now_us = 0

    def follow(self, rules: PersonRules, versions: tuple[tuple[str, str], ...]) -> None:
        """From the next event on by these rules. Calls that are up are looked at again at the lengths that count now."""
        self._rules, self._versions, self._lengths_s = rules, versions, rules.talk_steps
        for person in self._people.values():
            current = _current(person)
            if current is not None:
                self._watch(current)

    @property
    def rules(self) -> PersonRules:
        """Those of the called side in force."""
        return self._rules

    def of_interest(
        self,
        callers: list[int],
        called: list[int],
        values: list[float],
        strangers: AbstractSet[int] = frozenset(),
        records: Sequence[int] = (),
    ) -> Iterator[int]:
        """Rows that may matter, of events given by caller, called, the caller's score and record; `strangers`: rows of talks of strangers.

        Looks only when asked for the next row, so what the rows before it changed is seen.
        """
        known, people, talks = self._callers, self._people, self._talks
        for row, (cli, to, value) in enumerate(zip(callers, called, values, strict=True)):
            if (
                value >= CALLER_FLOOR
                or cli in known
                or to in people
                or cli in people
                or row in strangers
                or (talks and records[row] in talks)
            ):
                yield row

    def risk_of(self, cli: int) -> float:
        """The caller's score as last marked; 0 when it is not risky."""
        risk = self._risks.get(cli)
        return risk.value if risk else 0.0

    def is_known(self, cli: int) -> bool:
        """True once a caller was marked: from then on its calls are observed one by one."""
        return cli in self._callers

    def is_news(self, cli: int, value: float) -> bool:
        """True when a caller's score of `value` should be marked: risky, and clearly more than was known, or a high risk now."""
        known = self.risk_of(cli)
        has_risen = value >= known + CALLER_RISES or known < HIGH_RISK <= value
        return cli != 0 and value >= CALLER_FLOOR and has_risen

    def mark(self, cli: int, score: Score, at_us: int, past: Iterable[Moment]) -> None:
        """A caller turned out risky, or riskier. `past`: of a caller not yet known its calls so far, oldest first, as they stand at `at_us`."""
        caller = self._callers.get(cli)
        if caller is None:
            caller = self._callers[cli] = Caller(score, at_us)
            heapq.heappush(self._ends, (at_us + EXPIRES_AFTER_US, cli))
        caller.score, caller.last_us = score, max(caller.last_us, at_us)
        caller.is_ringing = caller.is_ringing or any(reason.rule == "wangiri" for reason in score.reasons)
        self._risks[cli] = score
        for moment in past:
            self._expose(moment, caller)
        for called in caller.people:
            if called in self._people:
                self._assess(called, at_us)

    def is_new_stranger(self, moment: Moment) -> bool:
        """True when `observe` would like to know of a stranger's earlier calls to this person."""
        person = self._people.get(moment.called)
        return (
            moment.heeded_s < math.inf
            and bool(moment.answered_us)
            and (person is None or moment.cli not in person.contacts)
        )

    def observe(self, moment: Moment, before: Sequence[Moment] = (), *, is_cleared: bool = False) -> None:
        """One event in stream order; timers that were due before it go first. `before`: a new stranger's earlier calls, oldest first.

        `is_cleared`: the call is from the honest owner of its number, whatever others did who showed the same.
        """
        self.advance(moment.at_us)
        caller = None if is_cleared else self._callers.get(moment.cli)
        person = self._people.get(moment.called)
        if moment.is_over:  # whatever becomes of it: it must not count as up any more
            before = self._talks.pop(moment.record_id, [*before, moment])[:-1]
        if caller is not None:
            caller.last_us = max(caller.last_us, moment.at_us)
            is_touched = self._expose(moment, caller)
        else:
            is_touched = (person is not None and self._follow(person, moment)) or self._listen(moment, before)
        if is_touched:
            self._assess(moment.called, self._now_us)
        if moment.cli in self._people and self._outgoing(self._people[moment.cli], moment):
            self._assess(moment.cli, self._now_us)

    def advance(self, now_us: int) -> None:
        """Let the event clock reach `now_us`: calls that last grow, old warnings end."""
        while self._talk_timers and self._talk_timers[0][0] <= now_us:
            due_us, record_id = heapq.heappop(self._talk_timers)
            calls = self._talks.pop(record_id, None)
            if calls:  # it has lasted
                self._now_us = max(self._now_us, due_us)
                self._meet(calls)
                self._assess(calls[-1].called, self._now_us)
        while self._timers and self._timers[0][0] <= now_us:
            due_us, called = heapq.heappop(self._timers)
            self._now_us = max(self._now_us, due_us)
            if called in self._people:
                self._assess(called, self._now_us)
        self._now_us = max(self._now_us, now_us)
        while self._ends and self._ends[0][0] <= self._now_us:
            self._end(heapq.heappop(self._ends)[1])

    def revisions(self) -> list[Warning]:
        """Every revision since the last call, in order."""
        changed, self._changed = self._changed, []
        return changed

    def drain(self) -> list[Warning]:
        """Warnings that changed since the last call, in order of first change, each in its latest revision."""
        return list({warning.warning_id: warning for warning in self.revisions()}.values())

    def adopt(self, stored: Iterable[Warning]) -> None:
        """After a recovery: go on from the revisions that were stored, so that a change made now is newer than they are.

        A warning that is not stored as it is known here is new again: `drain` gives it.
        """
        latest = {warning.warning_id: warning for warning in (*self._warnings.values(), *self.revisions())}
        for old in stored:
            warning = self._warnings.get(old.called)
            if warning is None or warning.warning_id != old.warning_id:
                continue
            is_same = replace(warning, revision=old.revision) == old
            self._warnings[old.called] = replace(warning, revision=old.revision if is_same else old.revision + 1)
            if is_same:
                latest.pop(old.warning_id, None)
            else:
                latest[old.warning_id] = self._warnings[old.called]
        self._changed = list(latest.values())

    @property
    def memory(self) -> Memory:
        """What it remembers, the living objects: to be written down before the next event."""
        return Memory(
            self._callers, self._people, self._warnings, self._timers, self._ends, self._now_us, self._talks, self._talk_timers
        )  # fmt: skip

    def restore(self, memory: Memory) -> None:
        """Go on from there, as if it had never stopped; what it remembered until now is gone."""
        self._callers, self._people, self._warnings = memory.callers, memory.people, memory.warnings
        self._risks = {cli: caller.score for cli, caller in memory.callers.items()}
        self._timers, self._ends, self._now_us = memory.timers, memory.ends, memory.now_us
        self._talks, self._talk_timers = memory.talks, memory.talk_timers
        self._changed = []

    def __len__(self) -> int:
        """Persons watched now."""
        return len(self._people)

    def _person(self, moment: Moment) -> Person:
        if moment.called not in self._people:
            self._people[moment.called] = Person(moment.called, moment.record_id, last_us=moment.at_us)
            heapq.heappush(self._ends, (moment.at_us + EXPIRES_AFTER_US, moment.called))
        return self._people[moment.called]

    def _contact(self, person: Person, cli: int) -> Contact:
        """The contact with this caller; a new one takes the place of the weakest when there are many."""
        if cli not in person.contacts and (weakest := person.weakest()) is not None:
            del person.contacts[weakest]
            self._part(weakest, person.called)
        return person.contact(cli)

    def _part(self, cli: int, called: int) -> None:
        """The caller has no contact with this person any more."""
        caller = self._callers.get(cli)
        if caller is not None:
            caller.people.pop(called, None)

    def _expose(self, moment: Moment, caller: Caller) -> bool:
        """A risky caller's call: an answered one is contact, a one-ring one a temptation. True when the person's state changed."""
        if moment.called <= 0 or moment.called == moment.cli:
            return False
        if moment.answered_us:
            person = self._person(moment)
            self._note_hand_over(person, moment)
            self._touch(person, moment)
            caller.people[moment.called] = None
            return True
        if caller.is_ringing and moment.is_over:
            note_at(self._person(moment).rung_by, moment.cli, moment.at_us)
        return False

    def _follow(self, person: Person, moment: Moment) -> bool:
        """A call from a number that is not risky to a person in contact: an adviser, a bank, a hand-over, or nothing."""
        if moment.cli in self._advisers and moment.is_over:
            return _by_adviser(person, moment)
        if not moment.answered_us:
            return False
        if moment.cli in self._banks:
            return self._at_bank(person, moment)
        if not self._note_hand_over(person, moment) and moment.cli not in person.contacts:
            return False
        self._touch(person, moment)
        return True

    def _note_hand_over(self, person: Person, moment: Moment) -> bool:
        """True when the call takes over from another caller's talk; whoever calls, known as risky or not, is a link of a chain then."""
        is_link = moment.is_suspect and not moment.is_acquainted and person.followed(moment, self._rules) is not None
        if is_link:
            self._contact(person, moment.cli).took_over = True
        return is_link

    def _listen(self, moment: Moment, before: Sequence[Moment]) -> bool:
        """A call of a stranger with whom nothing has begun yet: it counts once it has lasted. True when it has."""
        if moment.is_over:
            if moment.called <= 0 or moment.talk_s(moment.at_us) < moment.heeded_s:
                return False
            self._meet([*before, moment])
            return True
        if moment.heeded_s < math.inf and moment.answered_us and moment.called > 0:
            self._talks[moment.record_id] = [*before, moment]
            heapq.heappush(self._talk_timers, (moment.answered_us + int(moment.heeded_s * 1e6), moment.record_id))
        return False

    def _meet(self, calls: Sequence[Moment]) -> None:
        """The calls of a stranger, the last of which lasts, are remembered."""
        person = self._person(calls[-1])
        for call in calls:
            self._touch(person, call)

    def _outgoing(self, person: Person, moment: Moment) -> bool:
        """A call that the watched person makes: to a bank, or back to a one-ring caller."""
        if moment.called in self._banks:
            return self._at_bank(person, moment)
        if person.rung_by.get(moment.called, 0) <= moment.at_us - RUNG_WITHIN_US:
            return False
        note_at(person.call_backs, moment.record_id, moment.at_us)
        self._contact(person, moment.called).add(moment)
        person.note(moment)
        caller = self._callers.get(moment.called)
        if caller is not None:  # a late record may come when it has been forgotten
            caller.people[person.called] = None
        return True

    def _at_bank(self, person: Person, moment: Moment) -> bool:
        if not person.is_moving_money(moment.at_us):
            return False
        note_at(person.banks, moment.record_id, moment.at_us)
        person.note(moment)
        return True

    def _touch(self, person: Person, moment: Moment) -> None:
        """A call with a caller that counts."""
        contact = self._contact(person, moment.cli)
        contact.add(moment)
        contact.is_risky = contact.is_risky or moment.cli in self._callers
        person.note(moment)
        self._watch(moment)
        self._note_dwell(person, moment)

    def _note_dwell(self, person: Person, moment: Moment) -> None:
        contact = person.contacts[moment.cli]
        least_s = LISTENED_S if contact.is_suspect and contact.strangeness > 0 else DWELT_S
        if not contact.is_plain and moment.talk_s(self._now_us) >= least_s:
            person.dwelt_us = max(person.dwelt_us, moment.at_us, self._now_us if not moment.is_over else 0)

    def _watch(self, moment: Moment) -> None:
        """Look again when a call that is up reaches the lengths that count."""
        if not moment.is_over:
            for talk_s in self._lengths_s:
                heapq.heappush(self._timers, (moment.answered_us + int(talk_s * 1e6), moment.called))

    def _assess(self, called: int, now_us: int) -> None:
        """Score the person again and change the warning when that is worth telling."""
        person, old = self._people[called], self._warnings.get(called)
        current = _current(person)
        if current is not None:
            self._note_dwell(person, current)
        score = self._judge(person, self._risks, now_us, self._rules) if old or person.has_contact(now_us) else None
        new = issue(person, score, self._risks, now_us, old, self._rules, self._versions) if score is not None else None
        if new is None or (old is not None and not worth_telling(old, new)):
            return
        self._warnings[called] = new
        self._changed.append(new)

    def _end(self, number: int) -> None:
        """Forget a caller or person without news for a day; look again later when there was some, or while a call is up."""
        caller, person = self._callers.get(number), self._people.get(number)
        if caller is not None and caller.last_us + EXPIRES_AFTER_US <= self._now_us:
            del self._callers[number], self._risks[number]
            caller = None
        if person is not None and person.last_us + EXPIRES_AFTER_US <= self._now_us and _current(person) is None:
            self._expire(number)
            person = None
        last_us = max((known.last_us for known in (caller, person) if known is not None), default=None)
        if last_us is not None:
            heapq.heappush(self._ends, (max(last_us + EXPIRES_AFTER_US, self._now_us + HOUR_US), number))

    def _expire(self, called: int) -> None:
        """The person is no longer watched; an open warning ends."""
        for cli in self._people.pop(called).contacts:
            self._part(cli, called)
        old = self._warnings.pop(called, None)
        if old is not None:
            ended = replace(old, revision=old.revision + 1, state=State.EXPIRED, changed_at=old.expires_at)
            self._changed.append(replace(ended, is_in_contact=False, contact_since=None))


def _by_adviser(person: Person, moment: Moment) -> bool:
    """A call of those who warn people: who answers has refused nothing. True when the person's state changed."""
    if not moment.answered_us:
        note_at(person.refusals, moment.record_id, moment.at_us)
        person.note(moment)
        return True
    was_refused, person.refusals = bool(person.refusals), {}
    return was_refused


def _current(person: Person) -> Moment | None:
    return next((call for call in map(Contact.current, person.contacts.values()) if call), None)
