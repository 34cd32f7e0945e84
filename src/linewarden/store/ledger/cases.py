"""The cases of one ledger: who may know of them, what is in them, one deed at a time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, func, insert, select, true, update

from linewarden.cases.checks import GLASS_FOR, UNMASKS, Asker, check, knows
from linewarden.cases.deed import AnyDeed, Attach, BreakGlass, Done, Open, Pin, PinKind
from linewarden.cases.state import Case
from linewarden.errors import AccessError, CaseMovedOnError, NoCaseError, NotMemberError, UnfitDeedError
from linewarden.model.account import WORKERS, Role
from linewarden.store.ledger.audit import Deed, write_deed
from linewarden.store.ledger.case_rows import cases_by_number, keep_deed, knowing
from linewarden.store.ledger.database import Database
from linewarden.store.ledger.tables import CASE_CUSTODY, CASE_PINS, CASES, COUNTERS, WARNINGS
from linewarden.store.ledger.workers import active_role, workers

COUNTER = "cases"
CASE_BYTES = 1024**3
"""Of all files of one case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A case with its number."""

    number: str
    case: Case


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """One line of a file's custody log. `touch`: "stored" or "read"."""

    nth: int
    at: datetime
    actor: str
    touch: str


class CaseBook:
    """The cases of one ledger. Whoever may not know of a case is told that there is none."""

    def __init__(self, database: Database, *, most_bytes: int = CASE_BYTES) -> None:
        self._database = database
        self._most_bytes = most_bytes

    def open(self, deed: Open, *, site: str, year: int, actor: str, at: datetime, pin: Pin | None = None) -> Kept:
        """The new case, its opener its lead, with what it is opened from pinned to it."""
        with self._database.write() as connection:
            connection.execute(update(COUNTERS).where(COUNTERS.c.name == COUNTER).values(value=COUNTERS.c.value + 1))
            _worker(connection, actor)
            taken = select(func.count()).where(CASES.c.number.like(f"{site}-{year}-%"))
            number = f"{site}-{year}-{connection.execute(taken).scalar_one() + 1:04}"
            done = [Done(nth=1, at=at, actor=actor, deed=deed)]
            case = keep_deed(connection, number, done)
            if pin is not None:
                _require_pinned(connection, pin)
                case = keep_deed(connection, number, [*done, Done(nth=2, at=at, actor=actor, deed=pin)])
            return Kept(number=number, case=case)

    def put(self, number: str, deed: AnyDeed, *, actor: str, seen: int | None, at: datetime) -> Kept:
        """The case after this deed. `seen`: how many deeds the actor had before him; None: it does not matter, as for a file.

        Raises NoCaseError, CaseMovedOnError when there are others by now, and what `checks.check` raises.
        """
        with self._database.write() as connection:
            connection.execute(update(CASES).where(CASES.c.number == number).values(deeds=CASES.c.deeds))  # the lock
            case = _found(connection, number)
            asker = self._asker(connection, actor, at)
            check(deed, case, asker)
            if seen is not None and seen != len(case.done):
                latest = case.done[-1]
                raise CaseMovedOnError(
                    f"{latest.actor} put {latest.deed.kind} on record meanwhile (there are {len(case.done)} entries, "
                    f"you had {seen} before you): look at it, then decide"
                )
            if isinstance(deed, Pin):
                _require_pinned(connection, deed)
            done = [*case.done, Done(nth=len(case.done) + 1, at=at, actor=actor, deed=deed)]
            kept = keep_deed(connection, number, done)
            if isinstance(deed, Attach):
                _touch(connection, number, len(done), actor, at, "stored")
            return Kept(number=number, case=kept)

    def break_glass(self, number: str, reason: str, *, actor: str, at: datetime, term: timedelta = GLASS_FOR) -> Kept:
        """The case, open to this account for a while; the auditor hears of it."""
        deed = BreakGlass(reason=reason, until=at + term)
        return self.put(number, deed, actor=actor, seen=None, at=at)

    def read(self, number: str, *, actor: str, at: datetime) -> Kept:
        """The case for somebody who was let in, audited. NotMemberError for a commander who was not, NoCaseError for others."""
        with self._database.write() as connection:
            case = self._allowed(connection, number, actor, at)
            write_deed(connection, Deed(actor=actor, action="case.read", subject=number), at)
            return Kept(number=number, case=case)

    def unmask(self, number: str, purpose: str, *, actor: str, at: datetime) -> Kept:
        """The same, to be shown whole, for a purpose; not to a viewer."""
        with self._database.write() as connection:
            case = self._allowed(connection, number, actor, at, is_whole=True)
            deed = Deed(actor=actor, action="case.unmask", subject=number, purpose=purpose)
            write_deed(connection, deed, at)
            return Kept(number=number, case=case)

    def require_whole(self, number: str, *, actor: str, at: datetime) -> None:
        """Nothing when this account may see full numbers in the case; NoCaseError, NotMemberError otherwise."""
        with self._database.read() as connection:
            self._allowed(connection, number, actor, at, is_whole=True)

    def read_file(self, number: str, nth: int, *, actor: str, at: datetime) -> Attach:
        """What was attached by that deed; the reading is on the custody log and in the audit. Not to a viewer."""
        with self._database.write() as connection:
            connection.execute(update(CASES).where(CASES.c.number == number).values(deeds=CASES.c.deeds))
            attached = _attached(self._allowed(connection, number, actor, at, is_whole=True), nth)
            _touch(connection, number, nth, actor, at, "read")
            detail: dict[str, str | int | bool | None] = {"nth": nth, "sha256": attached.sha256}
            write_deed(connection, Deed(actor=actor, action="case.file_read", subject=number, detail=detail), at)
            return attached

    def custody(self, number: str, nth: int, *, actor: str, at: datetime) -> list[Touch]:
        """Every touch of a file, in order."""
        c = CASE_CUSTODY.c
        query = select(c.nth, c.at, c.actor, c.touch).where(c.number == number, c.file == nth).order_by(c.nth)
        with self._database.read() as connection:
            _attached(self._allowed(connection, number, actor, at), nth)
            return [
                Touch(nth=row.nth, at=row.at, actor=row.actor, touch=row.touch) for row in connection.execute(query)
            ]

    def all(
        self, *, actor: str, at: datetime, is_open: bool | None = None, mine: bool = False, limit: int
    ) -> list[Kept]:
        """Those that this account may know of, its own first, then by latest change. A commander knows of all."""
        with self._database.read() as connection:
            role = _worker(connection, actor)
            fits = true() if is_open is None else CASES.c.is_open.is_(is_open)
            own = self._chosen(connection, knowing(actor, at) & fits, limit)
            others = role is Role.COMMANDER and not mine
            rest = self._chosen(connection, ~knowing(actor, at) & fits, limit) if others else []
            return [*own, *rest][:limit]

    def of_warning(self, warning_id: str, *, actor: str, at: datetime) -> list[Kept]:
        """Those that it is pinned to and that this account may know of, by number."""
        query = select(CASE_PINS.c.number).where(CASE_PINS.c.warning_id == warning_id)
        with self._database.read() as connection:
            role = _worker(connection, actor)
            cases = cases_by_number(connection, connection.execute(query).scalars().all())
        return [Kept(number=number, case=case) for number, case in cases.items() if knows(case, actor, role, at)]

    @staticmethod
    def _chosen(connection: Connection, chosen: ColumnElement[bool], limit: int) -> list[Kept]:
        query = select(CASES.c.number).where(chosen).order_by(CASES.c.changed_at.desc(), CASES.c.number).limit(limit)
        numbers = connection.execute(query).scalars().all()
        cases = cases_by_number(connection, numbers)
        return [Kept(number=number, case=cases[number]) for number in numbers]

    @staticmethod
    def _allowed(connection: Connection, number: str, actor: str, at: datetime, *, is_whole: bool = False) -> Case:
        role, case = _worker(connection, actor), _found(connection, number)
        access = case.access(actor, at)
        if access is None and not knows(case, actor, role, at):
            raise NoCaseError(f"there is no case {number[:32]!r}")
        if access is None:
            raise NotMemberError(f"you are no member of case {number}: ask its lead, or break the glass with a reason")
        if is_whole and access.role not in UNMASKS:
            raise NotMemberError(f"you read case {number} as {access.role}: full numbers and files are for its members")
        return case

    def _asker(self, connection: Connection, actor: str, at: datetime) -> Asker:
        role = _worker(connection, actor)
        return Asker(login=actor, role=role, at=at, workers=workers(connection), most_bytes=self._most_bytes)


def _found(connection: Connection, number: str) -> Case:
    case = cases_by_number(connection, [number]).get(number)
    if case is None:
        raise NoCaseError(f"there is no case {number[:32]!r}")
    return case


def _worker(connection: Connection, login: str) -> Role:
    role = active_role(connection, login)
    if role not in WORKERS:
        raise AccessError(f"{login} works on no cases: a {', a '.join(sorted(WORKERS))} does")
    return role


def _require_pinned(connection: Connection, pin: Pin) -> None:
    """Call records are in another store: whoever has it looks."""
    if pin.what is not PinKind.WARNING:
        return
    if connection.execute(select(WARNINGS.c.seq).where(WARNINGS.c.warning_id == pin.ref)).one_or_none() is None:
        raise UnfitDeedError(f"there is no warning {pin.ref!r}: it may have been purged")


def _attached(case: Case, nth: int) -> Attach:
    found = case.find(nth)
    if found is None or not isinstance(found.deed, Attach):
        raise NoCaseError(f"there is no file {nth} in this case")
    return found.deed


def _touch(connection: Connection, number: str, file: int, actor: str, at: datetime, touch: str) -> None:
    nth = connection.execute(select(func.count()).where(CASE_CUSTODY.c.number == number)).scalar_one() + 1
    values = {"number": number, "nth": nth, "file": file, "at": at, "actor": actor, "touch": touch}
    connection.execute(insert(CASE_CUSTODY), values)
