"""Alarms for misuse, how far the audit was looked through for them, and verifications of the chain."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, func, insert, select, update

from linewarden.errors import AlarmError, NoAlarmError, OwnAlarmError
from linewarden.model.alarm import Alarm, AuditCheck, Firing, Verdict
from linewarden.model.audit import AuditHead
from linewarden.store.ledger.audit import Deed, read_head, write_deed
from linewarden.store.ledger.database import Database
from linewarden.store.ledger.tables import AUDIT_ALARMS, AUDIT_CHECKS, COUNTERS

COUNTER = "audit_alarms"  # seq of the last entry that was looked at
_BY_COUNTER = COUNTERS.c.name == COUNTER
_IS_OPEN = AUDIT_ALARMS.c.seen_at.is_(None)


class AlarmBook:
    """The alarms of one ledger."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def through_seq(self) -> int:
        """Seq of the last entry that was looked at; 0 before the first."""
        with self._database.read() as connection:
            return int(connection.execute(select(COUNTERS.c.value).where(_BY_COUNTER)).scalar_one())

    def settle(self, firings: Iterable[Firing], *, after: int, through: int, at: datetime) -> bool:
        """Raises alarms or lets them grow, and moves on to `through`, together; False, and nothing, when another has been there."""
        moved = update(COUNTERS).where(_BY_COUNTER, COUNTERS.c.value == after).values(value=through)
        with self._database.write() as connection:
            if connection.execute(moved).rowcount != 1:
                return False
            for firing in firings:
                _settle(connection, firing, at)
        return True

    def judged(self) -> dict[tuple[str, str], int]:
        """(rule, actor) → seq up to which an auditor has judged."""
        columns = (AUDIT_ALARMS.c.rule, AUDIT_ALARMS.c.actor)
        query = select(*columns, func.max(AUDIT_ALARMS.c.last_seq)).where(~_IS_OPEN).group_by(*columns)
        with self._database.read() as connection:
            return {(rule, actor): int(seq) for rule, actor, seq in connection.execute(query)}

    def newest(self, *, is_open: bool, before_id: int | None = None, limit: int = 200) -> list[Alarm]:
        """Newest first."""
        query = select(AUDIT_ALARMS).where(_IS_OPEN if is_open else ~_IS_OPEN)
        if before_id is not None:
            query = query.where(AUDIT_ALARMS.c.alarm_id < before_id)
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(AUDIT_ALARMS.c.alarm_id.desc()).limit(limit)).mappings()
            return [_alarm(row) for row in rows]

    def open_count(self) -> int:
        """How many nobody has judged."""
        with self._database.read() as connection:
            return int(connection.execute(select(func.count()).where(_IS_OPEN)).scalar_one())

    def judge(self, alarm_id: int, *, by: str, verdict: Verdict, words: str, last_seq: int, at: datetime) -> Alarm:
        """The alarm, judged as it was seen, up to `last_seq`; audited. `OwnAlarmError` when it is about the judge himself."""
        with self._database.write() as connection:
            read_head(connection, for_update=True)
            row = connection.execute(_by_id(alarm_id)).mappings().one_or_none()
            if row is None:
                raise NoAlarmError(f"there is no alarm {alarm_id}: look at the list again")
            if _alarm(row).is_about(by):
                raise OwnAlarmError(f"alarm {alarm_id} is about {by}: another auditor must judge it")
            if row["seen_at"] is not None:
                raise AlarmError(f"alarm {alarm_id} was judged by {row['seen_by']} already: look at it again")
            if row["last_seq"] != last_seq:
                raise AlarmError(f"alarm {alarm_id} has grown to entry {row['last_seq']} meanwhile: look at it again")
            judged = {"seen_by": by, "seen_at": at, "verdict": verdict.value, "words": words}
            connection.execute(update(AUDIT_ALARMS).where(AUDIT_ALARMS.c.alarm_id == alarm_id).values(judged))
            detail = {"rule": row["rule"], "about": row["actor"], "through": last_seq, "verdict": verdict.value}
            deed = Deed(actor=by, action="audit.judge", subject=f"alarm {alarm_id}", purpose=words, detail=detail)
            write_deed(connection, deed, at)
            return _alarm({**row, **judged})

    def keep_check(self, check: AuditCheck, firing: Firing | None) -> None:
        """Keeps what a verification found, and its alarm."""
        with self._database.write() as connection:
            number = _next(connection, AUDIT_CHECKS.c.check_id)
            row = {"check_id": number, "at": check.at, "by": check.by, "seq": check.head.seq, "entry_hash": check.head.entry_hash,
                   "faults": check.faults, "told": list(check.told)}  # fmt: skip
            connection.execute(insert(AUDIT_CHECKS), row)
            if firing is not None:
                _settle(connection, firing, check.at)

    def last_check(self) -> AuditCheck | None:
        """The latest verification; None when there was none."""
        query = select(AUDIT_CHECKS).order_by(AUDIT_CHECKS.c.check_id.desc()).limit(1)
        with self._database.read() as connection:
            row = connection.execute(query).mappings().one_or_none()
        if row is None:
            return None
        head = AuditHead(row["seq"], row["entry_hash"])
        return AuditCheck(at=row["at"], by=row["by"], head=head, faults=row["faults"], told=tuple(row["told"]))


def _settle(connection: Connection, firing: Firing, at: datetime) -> None:
    """The same misuse going on lets its alarm grow; any other raises one."""
    former = None if firing.calm is None else _latest(connection, firing)
    if former is None or firing.calm is None or firing.last_at - former["last_at"] > firing.calm:
        names = ("rule", "actor", "subject", "first_seq", "first_at", "last_seq", "last_at", "count")
        row = {name: getattr(firing, name) for name in names}
        row |= {"alarm_id": _next(connection, AUDIT_ALARMS.c.alarm_id), "raised_at": at, "words": ""}
        connection.execute(insert(AUDIT_ALARMS), row)
        return
    grown = {"subject": firing.subject, "last_seq": firing.last_seq, "last_at": firing.last_at, "count": max(former["count"], firing.count)}  # fmt: skip
    connection.execute(update(AUDIT_ALARMS).where(AUDIT_ALARMS.c.alarm_id == former["alarm_id"]).values(grown))


def _latest(connection: Connection, firing: Firing) -> RowMapping | None:
    where = (AUDIT_ALARMS.c.rule == firing.rule) & (AUDIT_ALARMS.c.actor == firing.actor) & _IS_OPEN
    query = select(AUDIT_ALARMS).where(where).order_by(AUDIT_ALARMS.c.alarm_id.desc()).limit(1)
    return connection.execute(query).mappings().one_or_none()


def _next(connection: Connection, column: Any) -> int:  # noqa: ANN401  a column of any table
    return int(connection.execute(select(func.coalesce(func.max(column), 0))).scalar_one()) + 1


def _by_id(alarm_id: int) -> Select[Any]:
    return select(AUDIT_ALARMS).where(AUDIT_ALARMS.c.alarm_id == alarm_id)


def _alarm(row: Any) -> Alarm:  # noqa: ANN401  a row of the table, or one with its judgement
    return Alarm(**{**row, "verdict": Verdict(row["verdict"]) if row["verdict"] else None})
