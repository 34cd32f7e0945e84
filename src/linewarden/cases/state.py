"""Where a case stands, from what is on record in it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from linewarden.cases.deed import (
    Answer,
    AnyDeed,
    Ask,
    Attach,
    BreakGlass,
    Close,
    Done,
    Grant,
    MemberRole,
    Open,
    Reopen,
    Retitle,
    Revoke,
    Strike,
    Task,
    TaskDone,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody who may know of it."""

    login: str
    role: MemberRole
    until: datetime | None  # None: without end


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What the deeds of one case come to. `members` by login, those whose time has passed included."""

    title: str
    is_open: bool
    closing: Close | None  # the latest, while it is closed
    members: Mapping[str, Member]
    struck: Mapping[int, Done]  # nth of what was struck out → the striking
    done: tuple[Done, ...]

    @property
    def leads(self) -> tuple[str, ...]:
        """Logins."""
        return tuple(one.login for one in self.members.values() if one.role is MemberRole.LEAD)

    def access(self, login: str, at: datetime) -> Member | None:
        """What somebody may do here now; None: nothing, not even know of it."""
        found = self.members.get(login)
        return found if found is not None and (found.until is None or at < found.until) else None

    def find(self, nth: int) -> Done | None:
        """The deed with this number that counts."""
        return self.done[nth - 1] if 1 <= nth <= len(self.done) and nth not in self.struck else None

    @property
    def counting(self) -> tuple[Done, ...]:
        """Those that were not struck out, in order."""
        return tuple(one for one in self.done if one.nth not in self.struck)


def case_of(done: Sequence[Done]) -> Case:
    """Where these deeds, all of a case in order, have brought it."""
    first = done[0].deed
    assert isinstance(first, Open), "a case begins with being opened"
    title, is_open = first.title, True
    closing: Close | None = None
    for one in done:
        match one.deed:
            case Retitle(title=title):
                pass
            case Close() as ending:
                closing, is_open = ending, False
            case Reopen():
                closing, is_open = None, True
            case _:
                pass
    struck = {one.deed.nth: one for one in done if isinstance(one.deed, Strike)}
    return Case(title=title, is_open=is_open, closing=closing, members=_members(done), struck=struck, done=tuple(done))


def _members(done: Iterable[Done]) -> dict[str, Member]:
    members: dict[str, Member] = {}
    for one in done:
        match one.deed:
            case Open():
                members[one.actor] = Member(login=one.actor, role=MemberRole.LEAD, until=None)
            case Grant(login=login, role=role, until=until):
                members[login] = Member(login=login, role=role, until=until)
            case Revoke(login=login):
                members.pop(login, None)
            case BreakGlass(until=until):
                members[one.actor] = Member(login=one.actor, role=MemberRole.GLASS, until=until)
            case _:
                pass
    return members


def task_done(case: Case, nth: int) -> Done | None:
    """How that task was done; None while it is not."""
    return _first(case, lambda deed: isinstance(deed, TaskDone) and deed.task == nth)


def answered(case: Case, nth: int) -> Done | None:
    """The first answer to that request; None while there is none."""
    return _first(case, lambda deed: isinstance(deed, Answer) and deed.request == nth)


def is_late(wanted: datetime | None, ended: datetime | None, now: datetime) -> bool:
    """Whether what was wanted by then came later, or has not come and should have."""
    return wanted is not None and (ended or now) > wanted


def stored_bytes(case: Case) -> int:
    """Of all its files."""
    return sum(one.deed.bytes for one in case.done if isinstance(one.deed, Attach))


def open_tasks(case: Case) -> int:
    """Tasks that are not done."""
    return sum(isinstance(one.deed, Task) and task_done(case, one.nth) is None for one in case.counting)


def open_requests(case: Case) -> int:
    """Requests without an answer."""
    return sum(isinstance(one.deed, Ask) and answered(case, one.nth) is None for one in case.counting)


def _first(case: Case, fits: Callable[[AnyDeed], bool]) -> Done | None:
    return next((one for one in case.done if fits(one.deed)), None)
