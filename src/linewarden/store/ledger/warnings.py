"""Warnings and their change feed: the latest state of each warning, at the place of its latest change."""

import heapq
from collections.abc import Collection, Sequence
from dataclasses import fields
from itertools import islice, product
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, insert, select, update

from linewarden.model.score import Reason, Unit
from linewarden.model.warning import FraudKind, Level, State, Warning
from linewarden.store.ledger.database import Database
from linewarden.store.ledger.tables import COUNTERS, WARNINGS

Change = tuple[int, Warning]
COUNTER = "warnings"
_IDS_A_QUERY = 500  # SQLite allows 999 parameters and more; 500 suits every database
_LIMIT = 5000
_COLUMNS = [column.name for column in WARNINGS.columns if column.name not in {"warning_id", "seq"}]
_FIELDS = [each.name for each in fields(Warning)]
_SELECT = select(WARNINGS.c.seq, *(WARNINGS.c[name] for name in _FIELDS))
_INSERT = insert(WARNINGS)
_UPDATE = (
    update(WARNINGS)
    .where(WARNINGS.c.warning_id == bindparam("key"))
    .values({name: bindparam(name) for name in ("seq", *_COLUMNS)})
)


class WarningBook:
    """The warnings of one ledger."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, warnings: Sequence[Warning]) -> tuple[int, int]:
        """(latest seq, changes applied) after one transaction. A revision that is not greater than the kept one changes nothing."""
        latest = _latest(warnings)
        if not latest:
            return self.last_seq(), 0
        with self._database.write() as connection:
            return _apply(connection, latest)

    def find(self, warning_id: str) -> Change | None:
        """One warning with the seq of its latest change."""
        found = self._read(_SELECT.where(WARNINGS.c.warning_id == warning_id))
        return found[0] if found else None

    def since(self, seq: int, limit: int) -> list[Change]:
        """Warnings changed after `seq`, in order of change; each once, as it is now."""
        return self._read(_SELECT.where(WARNINGS.c.seq > seq).limit(_capped(limit)))

    def latest(
        self, levels: Collection[Level] | None, state: State | None, before_seq: int | None, limit: int
    ) -> list[Change]:
        """Warnings by latest change, newest first: a bounded index walk for each state and level that is asked for, then merged."""
        query = select(WARNINGS.c.seq).order_by(WARNINGS.c.seq.desc()).limit(_capped(limit))
        if before_seq is not None:
            query = query.where(WARNINGS.c.seq < before_seq)
        chosen = product([state] if state else State, set(levels) if levels is not None else Level)
        is_all = levels is None and state is None
        walks = [query] if is_all else [query.where(WARNINGS.c.state == s, WARNINGS.c.level == lv) for s, lv in chosen]
        with self._database.read() as connection:
            seqs = heapq.merge(*(connection.execute(walk).scalars().all() for walk in walks), reverse=True)
            return _rows(connection, _SELECT.where(WARNINGS.c.seq.in_(list(islice(seqs, _capped(limit))))))[::-1]

    def counts(self, state: State) -> dict[Level, int]:
        """How many warnings of each level are in this state; every level is named."""
        query = select(WARNINGS.c.level, func.count()).where(WARNINGS.c.state == state).group_by(WARNINGS.c.level)
        with self._database.read() as connection:
            counted = {Level(level): int(count) for level, count in connection.execute(query)}
        return {level: counted.get(level, 0) for level in Level}

    def last_seq(self) -> int:
        """Seq of the latest change of any warning; 0 when there is none."""
        with self._database.read() as connection:
            return _counter(connection)

    def _read(self, query: Select[Any]) -> list[Change]:
        with self._database.read() as connection:
            return _rows(connection, query)


def _rows(connection: Connection, query: Select[Any]) -> list[Change]:
    """What the query chooses, in order of change."""
    return [_change(row) for row in connection.execute(query.order_by(WARNINGS.c.seq))]


def _latest(warnings: Sequence[Warning]) -> dict[str, Warning]:
    """The greatest revision of each warning, in order of appearance."""
    latest: dict[str, Warning] = {}
    for warning in warnings:
        kept = latest.get(warning.warning_id)
        if kept is None or warning.revision > kept.revision:
            latest[warning.warning_id] = warning
    return latest


def _apply(connection: Connection, latest: dict[str, Warning]) -> tuple[int, int]:
    # The counter's row first: on a server it is the lock that keeps seqs in the order of their commits.
    connection.execute(update(COUNTERS).where(COUNTERS.c.name == COUNTER).values(value=COUNTERS.c.value))
    seq = _counter(connection)
    kept = _revisions(connection, list(latest))
    changed = [warning for key, warning in latest.items() if warning.revision > kept.get(key, -1)]
    rows = [_row(seq + place, warning) for place, warning in enumerate(changed, start=1)]
    new = [row for row in rows if row["warning_id"] not in kept]
    old = [row | {"key": row["warning_id"]} for row in rows if row["warning_id"] in kept]
    if new:
        connection.execute(_INSERT, new)
    if old:
        connection.execute(_UPDATE, old)
    last = seq + len(changed)
    connection.execute(update(COUNTERS).where(COUNTERS.c.name == COUNTER).values(value=last))
    return last, len(changed)


def _counter(connection: Connection) -> int:
    return int(connection.execute(select(COUNTERS.c.value).where(COUNTERS.c.name == COUNTER)).scalar_one())


def _revisions(connection: Connection, keys: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for start in range(0, len(keys), _IDS_A_QUERY):
        some = keys[start : start + _IDS_A_QUERY]
        query = select(WARNINGS.c.warning_id, WARNINGS.c.revision).where(WARNINGS.c.warning_id.in_(some))
        found.update((key, revision) for key, revision in connection.execute(query))
    return found


def _row(seq: int, warning: Warning) -> dict[str, Any]:
    """Values by column; the JSON columns take the reasons as they are, field by field."""
    return {"warning_id": warning.warning_id, "seq": seq} | {name: getattr(warning, name) for name in _COLUMNS}


def _change(row: Row[Any]) -> Change:
    """(seq, warning) of a row in the order of `_SELECT`; what JSON and text cannot say by themselves is put right."""
    values: dict[str, Any] = dict(zip(_FIELDS, row[1:], strict=True))
    values["level"] = Level(values["level"])
    values["state"] = State(values["state"])
    values["kind"] = FraudKind(values["kind"])
    values["callers"] = tuple(values["callers"])
    values["reasons"] = tuple([_reason(reason) for reason in values["reasons"]])
    values["versions"] = tuple([(name, version) for name, version in values["versions"]])
    return row[0], Warning(**values)


def _reason(stored: dict[str, Any]) -> Reason:
    stored["record_ids"] = tuple(stored["record_ids"])
    stored["unit"] = Unit(stored["unit"])
    return Reason(**stored)


def _capped(limit: int) -> int:
    return max(1, min(limit, _LIMIT))
