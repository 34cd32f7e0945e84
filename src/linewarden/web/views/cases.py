"""Cases as rows, pages and full text."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from linewarden.cases import entity
from linewarden.cases.deed import (
    RECORD_REF,
    AnyDeed,
    Ask,
    Attach,
    Close,
    Done,
    Entity,
    Grant,
    Open,
    Pin,
    PinKind,
    Revoke,
    Task,
)
from linewarden.cases.state import Case, Member, answered, is_late, open_requests, open_tasks, task_done
from linewarden.model.cdr import Cdr
from linewarden.numbering import masked
from linewarden.store.ledger.cases import Kept
from linewarden.web.desk import Desk
from linewarden.web.shapes.case import (
    CaseDetail,
    CaseRow,
    CaseUnmasked,
    EntityView,
    EntryView,
    FileView,
    MemberView,
    PinView,
    RequestView,
    TaskView,
    WholeText,
)
from linewarden.web.views.names import Names, colleague, names_of
from linewarden.web.views.numbers import masked_digits

_WORDS = ("title", "to", "what", "text", "note", "why", "reason", "name")
"""Fields of deeds that hold words, in the order in which they are read."""

NOTHING_TOLD: dict[str, Any] = dict.fromkeys(("level", "at", "cli_masked", "called_masked", "talk_ms"))
"""By what is pinned and was purged."""


def case_row(kept: Kept, login: str, now: datetime, names: Names) -> CaseRow:
    """The list's row."""
    return CaseRow(**_row_fields(kept, login, now, names))


def case_detail(kept: Kept, login: str, desk: Desk) -> CaseDetail:
    """The case's page."""
    names, now, case = names_of(desk), desk.clock(), kept.case
    views: dict[str, Any] = {"entities": [], "tasks": [], "pins": [], "files": [], "requests": []}
    records = _records(case, desk)
    for one in case.counting:
        match one.deed:
            case Entity():
                views["entities"].append(_entity(one, one.deed, names))
            case Task():
                views["tasks"].append(_task(one, one.deed, case, now, names))
            case Pin():
                views["pins"].append(_pin(one, one.deed, desk, records))
            case Attach():
                views["files"].append(_file(one, one.deed, names))
            case Ask():
                views["requests"].append(_request(one, one.deed, case, now, names))
            case _:
                pass
    timeline = [_entry(one, case, names) for one in case.done]
    return CaseDetail(**_row_fields(kept, login, now, names), **views, timeline=timeline)


def case_unmasked(case: Case) -> CaseUnmasked:
    """Every entry whole. Only behind an audited purpose."""
    return CaseUnmasked(items=[WholeText(nth=one.nth, text=_text(one.deed, is_whole=True)) for one in case.done])


def _row_fields(kept: Kept, login: str, now: datetime, names: Names) -> dict[str, Any]:
    case, first = kept.case, kept.case.done[0]
    assert isinstance(first.deed, Open), "a case begins with being opened"
    access = case.access(login, now)
    return {
        "number": kept.number,
        "title": masked_digits(case.title),
        "kind": first.deed.case_kind,
        "origin": first.deed.origin,
        "is_open": case.is_open,
        "close_reason": case.closing and case.closing.reason,
        "opened_at": first.at,
        "opened_by": colleague(first.actor, names),
        "changed_at": case.done[-1].at,
        "entries": len(case.done),
        "open_tasks": open_tasks(case),
        "open_requests": open_requests(case),
        "members": [_member(one, now, names) for one in case.members.values()],
        "access": None if access is None else _member(access, now, names),
    }


def _member(one: Member, now: datetime, names: Names) -> MemberView:
    is_past = one.until is not None and now >= one.until
    return MemberView(**colleague(one.login, names).model_dump(), role=one.role, until=one.until, is_past=is_past)


def _entity(one: Done, deed: Entity, names: Names) -> EntityView:
    return EntityView(
        nth=one.nth, kind=deed.what, masked=entity.hidden(deed.what, deed.value), source=masked_digits(deed.source),
        note=masked_digits(deed.note), added_by=colleague(one.actor, names), added_at=one.at,
    )  # fmt: skip


def _task(one: Done, deed: Task, case: Case, now: datetime, names: Names) -> TaskView:
    done = task_done(case, one.nth)
    done_at = None if done is None else done.at
    return TaskView(
        nth=one.nth, what=masked_digits(deed.what), assignee=colleague(deed.assignee, names), due_at=deed.due_at,
        done_at=done_at, is_late=is_late(deed.due_at, done_at, now),
    )  # fmt: skip


def _records(case: Case, desk: Desk) -> dict[str, Cdr]:
    """The call records that are pinned and still kept, by how they are named."""
    pins = [one.deed for one in case.counting if isinstance(one.deed, Pin)]
    named = {int(pin.ref, 16) for pin in pins if pin.what is PinKind.RECORD and RECORD_REF.fullmatch(pin.ref)}
    return {f"{cdr.record_id:016x}": cdr for cdr in desk.records.by_ids(sorted(named))} if named else {}


def _pin(one: Done, deed: Pin, desk: Desk, records: Mapping[str, Cdr]) -> PinView:
    told = _told_by_record(records.get(deed.ref)) if deed.what is PinKind.RECORD else _told_by_warning(deed.ref, desk)
    return PinView(nth=one.nth, kind=deed.what, ref=deed.ref, note=masked_digits(deed.note), **told)


def _told_by_warning(warning_id: str, desk: Desk) -> dict[str, Any]:
    change = desk.ledger.warning(warning_id)
    if change is None:
        return NOTHING_TOLD
    warning = change.warning
    return NOTHING_TOLD | {"level": warning.level, "at": warning.raised_at, "called_masked": masked(warning.called)}


def _told_by_record(cdr: Cdr | None) -> dict[str, Any]:
    if cdr is None:
        return NOTHING_TOLD
    numbers = {"cli_masked": masked(cdr.cli), "called_masked": masked(cdr.called)}
    return NOTHING_TOLD | numbers | {"at": cdr.setup_at, "talk_ms": cdr.talk_ms}


def _file(one: Done, deed: Attach, names: Names) -> FileView:
    return FileView(
        nth=one.nth, name=masked_digits(deed.name), sha256=deed.sha256, bytes=deed.bytes,
        added_by=colleague(one.actor, names), added_at=one.at,
    )  # fmt: skip


def _request(one: Done, deed: Ask, case: Case, now: datetime, names: Names) -> RequestView:
    came = answered(case, one.nth)
    answered_at = None if came is None else came.at
    return RequestView(
        nth=one.nth, to=masked_digits(deed.to), what=masked_digits(deed.what), asked_by=colleague(one.actor, names), asked_at=one.at,
        wanted_by=deed.wanted_by, answered_at=answered_at, answer=None if came is None else masked_digits(getattr(came.deed, "text", "")),
        answer_s=None if came is None else (came.at - one.at).total_seconds(), is_late=is_late(deed.wanted_by, answered_at, now),
    )  # fmt: skip


def _entry(one: Done, case: Case, names: Names) -> EntryView:
    deed = one.deed
    who = getattr(deed, "login", None) or getattr(deed, "assignee", None)
    refers = next((getattr(deed, name) for name in ("task", "request", "nth") if hasattr(deed, name)), None)
    return EntryView(
        nth=one.nth, at=one.at, actor=colleague(one.actor, names), kind=deed.kind, text=_text(deed, is_whole=False),
        who=None if who is None else colleague(who, names), word=_word(deed), refers=refers, is_struck=one.nth in case.struck,
    )  # fmt: skip


def _word(deed: AnyDeed) -> str | None:
    """Which of its kind, for the screen to translate."""
    match deed:
        case Entity(what=what) | Pin(what=what):
            return str(what)
        case Grant(role=role):
            return str(role)
        case Close(reason=reason):
            return str(reason)
        case _:
            return None


def _text(deed: AnyDeed, *, is_whole: bool) -> str:
    if isinstance(deed, Entity):
        value = entity.shown(deed.what, deed.value) if is_whole else entity.hidden(deed.what, deed.value)
        rest = " · ".join(part for part in (deed.source, deed.note) if part)
        return value if is_whole else f"{value} · {masked_digits(rest)}"
    if isinstance(deed, Pin):
        return deed.ref
    if isinstance(deed, Grant | Revoke):
        return ""
    told = {each.name for each in fields(deed)}
    skipped = {"reason"} if isinstance(deed, Close) else set[str]()
    words = [getattr(deed, name) for name in _WORDS if name in told - skipped]
    text = " · ".join(word for word in words if word)
    return text if is_whole else masked_digits(text)
