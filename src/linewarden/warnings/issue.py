"""One person's state as the warning that an officer sees, and whether a change of it is worth telling."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from linewarden.model.number import E164
from linewarden.model.score import Score
from linewarden.model.warning import LEVEL_RANK, State, Warning
from linewarden.warnings.danger import named_callers
from linewarden.warnings.grade import grade, kind_of
from linewarden.warnings.person import Contact, Person
from linewarden.warnings.rules import COOL_DOWN_US, EXPIRES_AFTER_US, MOST_CALLERS, PersonRules

_START = datetime(1970, 1, 1, tzinfo=UTC)


def instant(at_us: int) -> datetime:
    """UTC instant of microseconds since 1970."""
    return _START + timedelta(microseconds=at_us)


def warning_id(called: int, anchor: int) -> str:
    """The id of the warning that this record began for this person; the same in every replay."""
    return "W" + blake2b(f"{called}:{anchor}".encode(), digest_size=8).hexdigest().upper()


def issue(
    person: Person,
    score: Score,
    risks: Mapping[int, Score],
    now_us: int,
    old: Warning | None,
    rules: PersonRules,
    versions: tuple[tuple[str, str], ...],
) -> Warning | None:
    """The person's warning at `now_us` as the next revision of `old`; None when the danger is below the floor.

    A level never falls while a warning lives, and no caller is taken back: what was urgent has to be looked at.
    """
    kind = kind_of(frozenset(reason.rule for reason in score.reasons))
    level = grade(score.value, kind)
    if level is None:
        return None
    if old is not None and LEVEL_RANK[old.level] < LEVEL_RANK[level]:
        level = old.level
    named = map(E164, named_callers(person, risks, now_us, rules))
    callers = tuple(dict.fromkeys((*(old.callers if old else ()), *named)))[:MOST_CALLERS]
    contacts = [person.contacts[caller] for caller in callers if caller in person.contacts]
    current = next((call for call in map(Contact.current, contacts) if call), None)
    return Warning(
        warning_id=old.warning_id if old else warning_id(person.called, person.anchor),
        revision=old.revision + 1 if old else 1,
        raised_at=old.raised_at if old else instant(now_us),
        changed_at=instant(now_us),
        expires_at=instant(person.last_us + EXPIRES_AFTER_US),
        level=level,
        state=State.OPEN,
        called=E164(person.called),
        callers=callers,
        kind=kind,
        score=round(score.value, 6),
        reasons=score.reasons,
        is_in_contact=current is not None,
        contact_since=instant(current.setup_us) if current else None,
        source=person.feed,
        is_synthetic=person.is_synthetic,
        versions=versions,
    )


def worth_telling(old: Warning, new: Warning) -> bool:
    """True for a new level, signal, caller or state of contact at once; for mere growth only after the cool-down."""
    if _facts(old) != _facts(new):
        return True
    has_grown = [(r.rule, r.record_count) for r in old.reasons] != [(r.rule, r.record_count) for r in new.reasons]
    return has_grown and (new.changed_at - old.changed_at).total_seconds() * 1e6 >= COOL_DOWN_US


def _facts(warning: Warning) -> tuple[object, ...]:
    return (
        warning.level,
        warning.kind,
        warning.callers,
        warning.is_in_contact,
        warning.state,
        frozenset(r.signal for r in warning.reasons),
    )
