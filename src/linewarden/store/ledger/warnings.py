"""Warnings and their change feed: the latest state of each warning, at the place of its latest change."""

import heapq
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import islice, product
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, bindparam, func, insert, select, update

from linewarden.dissuasion.work import Situation, Stage, Work
from linewarden.model.score import Reason, Unit
from linewarden.model.warning import FraudKind, Level, State, Warning
from linewarden.store.ledger.counter import last_place, lock_feed, reach
from linewarden.store.ledger.database import Database
from linewarden.store.ledger.revival import closed_among, revive
from linewarden.store.ledger.tables import WARNINGS

_IDS_A_QUERY = 500  # SQLite allows 999 parameters and more; 500 suits every database
_LIMIT = 5000
_FIELDS = [each.name for each in fields(Warning)]
_WORK = [each.name for each in fields(Work)]
_COLUMNS = [name for name in _FIELDS if name != "warning_id"]
_SELECT = select(WARNINGS.c.seq, *(WARNINGS.c[name] for name in (*_FIELDS, *_WORK)))
_INSERT = insert(WARNINGS)
_UPDATE = (
    update(WARNINGS)
    .where(WARNINGS.c.warning_id == bindparam("key"))
    .values({name: bindparam(name) for name in ("seq", *_COLUMNS)})
)


class Change(NamedTuple):
    """A warning as it is, at the place of its latest change, and where officers have brought it."""

    seq: int
    warning: Warning
    work: Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Which warnings; None: all."""

    levels: Collection[Level] | None = None
    state: State | None = None
    stages: Collection[Stage] | None = None
    holder: str | None = None  # login


EVERY = Chosen()


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

    def latest(self, chosen: Chosen, before_seq: int | None, limit: int) -> list[Change]:
        """Warnings by latest change, newest first: a bounded index walk for each place that is asked for, then merged."""
        query = select(WARNINGS.c.seq).order_by(WARNINGS.c.seq.desc()).limit(_capped(limit))
        if before_seq is not None:
            query = query.where(WARNINGS.c.seq < before_seq)
        with self._database.read() as connection:
            found = (connection.execute(walk).scalars().all() for walk in _walks(query, chosen))
            seqs = list(islice(heapq.merge(*found, reverse=True), _capped(limit)))
            return _rows(connection, _SELECT.where(WARNINGS.c.seq.in_(seqs)))[::-1]

    def counts(self, state: State) -> dict[Level, int]:
        """How many warnings of each level are in this state and not closed; every level is named."""
        stages = [stage for stage in Stage if stage is not Stage.CLOSED]
        of_state = (WARNINGS.c.state == state) & WARNINGS.c.stage.in_(stages)
        query = select(WARNINGS.c.level, func.count()).where(of_state).group_by(WARNINGS.c.level)
        with self._database.read() as connection:
            counted = {Level(level): int(count) for level, count in connection.execute(query)}
        return {level: counted.get(level, 0) for level in Level}

    def last_seq(self) -> int:
        """Seq of the latest change of any warning; 0 when there is none."""
        with self._database.read() as connection:
            return last_place(connection)

    def _read(self, query: Select[Any]) -> list[Change]:
        with self._database.read() as connection:
            return _rows(connection, query)


def _walks(query: Select[Any], chosen: Chosen) -> Iterator[Select[Any]]:
    """Queries that each follow one stretch of an index. `query`: whose order and bounds they have."""
    if chosen == EVERY:
        yield query
        return
    c = WARNINGS.c
    states: Iterable[State | None] = State if chosen.holder is None and chosen.state is None else [chosen.state]
    for state in states:
        for stage, level in product(
            set(chosen.stages or Stage), set(Level if chosen.levels is None else chosen.levels)
        ):
            walk = query.where(c.stage == stage, c.level == level)
            walk = walk if state is None else walk.where(c.state == state)
            yield walk if chosen.holder is None else walk.where(c.holder == chosen.holder)


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
    seq = lock_feed(connection)  # first, before anything is read
    kept = _revisions(connection, list(latest))
    changed = [warning for key, warning in latest.items() if warning.revision > kept.get(key, -1)]
    rows = [_row(seq + place, warning) for place, warning in enumerate(changed, start=1)]
    new = [row for row in rows if row["warning_id"] not in kept]
    old = [row | {"key": row["warning_id"]} for row in rows if row["warning_id"] in kept]
    revived = _closed_with_news(connection, changed)
    if new:
        connection.execute(_INSERT, new)
    if old:
        connection.execute(_UPDATE, old)
    for place, warning in enumerate(changed, start=1):
        if warning.warning_id in revived:
            revive(connection, warning, seq + place)
    last = seq + len(changed)
    reach(connection, last)
    return last, len(changed)


def _revisions(connection: Connection, keys: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for start in range(0, len(keys), _IDS_A_QUERY):
        some = keys[start : start + _IDS_A_QUERY]
        query = select(WARNINGS.c.warning_id, WARNINGS.c.revision).where(WARNINGS.c.warning_id.in_(some))
        found.update((key, revision) for key, revision in connection.execute(query))
    return found


def _closed_with_news(connection: Connection, changed: Sequence[Warning]) -> set[str]:
    some = (changed[start : start + _IDS_A_QUERY] for start in range(0, len(changed), _IDS_A_QUERY))
    return {key for part in some for key in closed_among(connection, part)}


def _row(seq: int, warning: Warning) -> dict[str, Any]:
    """Values by column; the JSON columns take the reasons as they are, field by field."""
    return {"warning_id": warning.warning_id, "seq": seq} | {name: getattr(warning, name) for name in _COLUMNS}


def _change(row: Row[Any]) -> Change:
    """Of a row in the order of `_SELECT`; what JSON and text cannot say by themselves is put right."""
    values: dict[str, Any] = dict(zip(_FIELDS, row[1 : 1 + len(_FIELDS)], strict=True))
    values["level"] = Level(values["level"])
    values["state"] = State(values["state"])
    values["kind"] = FraudKind(values["kind"])
    values["callers"] = tuple(values["callers"])
    values["reasons"] = tuple([_reason(reason) for reason in values["reasons"]])
    values["versions"] = tuple([(name, version) for name, version in values["versions"]])
    return Change(row[0], Warning(**values), _work(row))


def _work(row: Row[Any]) -> Work:
    return Work(
        stage=Stage(row.stage), situation=Situation(row.situation), since=row.since, holder=row.holder, steps=row.steps
    )


def _reason(stored: dict[str, Any]) -> Reason:
    stored["record_ids"] = tuple(stored["record_ids"])
    stored["unit"] = Unit(stored["unit"])
    return Reason(**stored)


def _capped(limit: int) -> int:
    return max(1, min(limit, _LIMIT))
