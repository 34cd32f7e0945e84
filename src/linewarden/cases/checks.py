"""Who may put what on record in a case now. Each refusal names the thing and what to do."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from linewarden.cases.deed import (
    STRUCK_OUT,
    Answer,
    AnyDeed,
    Ask,
    Attach,
    BreakGlass,
    Close,
    CloseReason,
    Entity,
    Grant,
    MemberRole,
    Pin,
    Reopen,
    Retitle,
    Revoke,
    Strike,
    Task,
    TaskDone,
)
from linewarden.cases.state import Case, stored_bytes, task_done
from linewarden.errors import CaseError, CaseFullError, NoCaseError, NotMemberError, UnfitDeedError
from linewarden.model.account import WORKERS, Role

LONGEST_ACCESS = timedelta(days=366)
GLASS_FOR = timedelta(hours=1)
MOST_DEEDS = 5000
"""Of one case: its page shows them all."""

WRITES = frozenset({MemberRole.LEAD, MemberRole.MEMBER})
UNMASKS = frozenset({MemberRole.LEAD, MemberRole.MEMBER, MemberRole.GLASS})
"""Full numbers, and files, which may hold them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who wants to put something on record, when, and who else works here."""

    login: str
    role: Role
    at: datetime
    workers: Collection[str]
    most_bytes: int  # of all files of a case


def check(deed: AnyDeed, case: Case, asker: Asker) -> None:
    """Nothing when it may be put on record. Raises a `CaseError` otherwise; `NoCaseError` when he may not even know of the case."""
    if len(case.done) >= MOST_DEEDS:
        raise CaseFullError(
            f"this case has {MOST_DEEDS} entries: open another one and say in both that they belong together"
        )
    if isinstance(deed, BreakGlass):
        _break_glass(case, asker)
        return
    if isinstance(deed, Grant | Revoke):
        _require_gate(case, asker)
    else:
        _require_writer(case, asker)
    if not case.is_open and not isinstance(deed, Reopen | Grant | Revoke):
        raise CaseError("this case is closed: open it again first")
    _CHECKS.get(type(deed), _anything)(deed, case, asker)


def knows(case: Case, login: str, role: Role, at: datetime) -> bool:
    """Whether somebody may know that the case is there."""
    return role in WORKERS and (role is Role.COMMANDER or case.access(login, at) is not None)


def _require_known(case: Case, asker: Asker) -> None:
    if not knows(case, asker.login, asker.role, asker.at):
        raise NoCaseError("there is no such case")


def _require_writer(case: Case, asker: Asker) -> None:
    _require_known(case, asker)
    access = case.access(asker.login, asker.at)
    if access is None:
        raise NotMemberError("you are no member of this case: ask its lead, or break the glass with a reason")
    if access.role not in WRITES:
        raise NotMemberError(f"you read this case as {access.role}: its lead can make you a member")


def _require_gate(case: Case, asker: Asker) -> None:
    _require_known(case, asker)
    access = case.access(asker.login, asker.at)
    if asker.role is not Role.COMMANDER and (access is None or access.role is not MemberRole.LEAD):
        raise NotMemberError("only the lead of this case or a commander lets people in and out")


def _break_glass(case: Case, asker: Asker) -> None:
    access = case.access(asker.login, asker.at)
    if access is not None and access.role in UNMASKS:
        raise CaseError("you may read this case already: the glass stays whole")


def _grant(deed: Grant, case: Case, asker: Asker) -> None:
    if deed.login not in asker.workers:
        raise UnfitDeedError(f"{deed.login} works on no cases: name one of {', '.join(sorted(asker.workers))}")
    access = case.access(asker.login, asker.at)
    if deed.login == asker.login and (access is None or access.role is not MemberRole.LEAD):
        raise NotMemberError(
            "nobody lets himself in: ask the lead or another commander, or break the glass with a reason"
        )
    if deed.role is MemberRole.GLASS:
        raise UnfitDeedError("role glass is not given: make him a viewer or a member")
    if deed.role is MemberRole.LEAD:
        if deed.until is not None:
            raise UnfitDeedError("a lead has no end: leave until out")
        return
    if deed.until is None or not asker.at < deed.until <= asker.at + LONGEST_ACCESS:
        raise UnfitDeedError(f"{deed.role} needs until, ahead and within {LONGEST_ACCESS.days} days")
    _keep_a_lead(deed.login, case)


def _revoke(deed: Revoke, case: Case, _asker: Asker) -> None:
    if deed.login not in case.members:
        raise UnfitDeedError(f"{deed.login} is no member of this case")
    _keep_a_lead(deed.login, case)


def _keep_a_lead(login: str, case: Case) -> None:
    if case.leads == (login,):
        raise CaseError(f"{login} is the only lead of this case: make somebody else lead first")


def _close(deed: Close, case: Case, asker: Asker) -> None:
    _require_lead(case, asker)
    if deed.reason is CloseReason.OTHER and not deed.note:
        raise UnfitDeedError("closing for another reason needs a note: say why")


def _reopen(_deed: Reopen, case: Case, asker: Asker) -> None:
    _require_lead(case, asker)
    if case.is_open:
        raise CaseError("this case is open: go on with it")


def _retitle(_deed: Retitle, case: Case, asker: Asker) -> None:
    _require_lead(case, asker)


def _require_lead(case: Case, asker: Asker) -> None:
    if asker.login not in case.leads:
        raise NotMemberError(f"only the lead of this case does this: ask {', '.join(case.leads)}")


def _task(deed: Task, case: Case, asker: Asker) -> None:
    found = case.access(deed.assignee, asker.at)
    if found is None or found.role not in WRITES:
        raise UnfitDeedError(f"{deed.assignee} is no member of this case: let him in first, or name somebody else")


def _task_done(deed: TaskDone, case: Case, _asker: Asker) -> None:
    _require(case, deed.task, Task, "task")
    if task_done(case, deed.task) is not None:
        raise CaseError(f"task {deed.task} is done already")


def _answer(deed: Answer, case: Case, _asker: Asker) -> None:
    _require(case, deed.request, Ask, "request")


def _entity(deed: Entity, case: Case, _asker: Asker) -> None:
    for one in case.counting:
        if isinstance(one.deed, Entity) and (one.deed.what, one.deed.value) == (deed.what, deed.value):
            raise CaseError(f"this {deed.what} is in the case already: entry {one.nth}")


def _pin(deed: Pin, case: Case, _asker: Asker) -> None:
    for one in case.counting:
        if isinstance(one.deed, Pin) and (one.deed.what, one.deed.ref) == (deed.what, deed.ref):
            raise CaseError(f"this {deed.what} is pinned already: entry {one.nth}")


def _attach(deed: Attach, case: Case, asker: Asker) -> None:
    for one in case.counting:
        if isinstance(one.deed, Attach) and one.deed.sha256 == deed.sha256:
            raise CaseError(f"this file is in the case already: entry {one.nth}")
    if stored_bytes(case) + deed.bytes > asker.most_bytes:
        raise CaseFullError(f"the files of this case would be larger than {asker.most_bytes} bytes together")


def _strike(deed: Strike, case: Case, asker: Asker) -> None:
    found = case.find(deed.nth)
    if found is None or not isinstance(found.deed, STRUCK_OUT):
        raise UnfitDeedError(
            f"entry {deed.nth} cannot be struck out: it is none of the notes, tasks, clues, pins and requests that count"
        )
    if asker.login != found.actor and asker.login not in case.leads:
        raise NotMemberError(f"{found.actor} put entry {deed.nth} on record: he or the lead can strike it out")


def _require(case: Case, nth: int, kind: type[Task] | type[Ask], what: str) -> None:
    found = case.find(nth)
    if found is None or not isinstance(found.deed, kind):
        raise UnfitDeedError(f"there is no {what} {nth} in this case")


def _anything(_deed: AnyDeed, _case: Case, _asker: Asker) -> None:
    """A note, a request: what has the right form may stand."""


_CHECKS: Mapping[type, Callable[[Any, Case, Asker], None]] = {
    Grant: _grant, Revoke: _revoke, Close: _close, Reopen: _reopen, Retitle: _retitle, Task: _task, TaskDone: _task_done,
    Answer: _answer, Entity: _entity, Pin: _pin, Attach: _attach, Strike: _strike,
}  # fmt: skip
