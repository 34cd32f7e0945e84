"""What the live platform made of each challenger: judgements counted once however often blocks come again, and what it would have said."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update

from linewarden.errors import StoreError
from linewarden.model.challenger import ChallengerRun, Reached, Said
from linewarden.model.warning import Level
from linewarden.store.ledger.audit import Deed, write_deed
from linewarden.store.ledger.columns import instant_of, microseconds
from linewarden.store.ledger.database import Database
from linewarden.store.ledger.tables import CHALLENGER_RUNS, CHALLENGER_SAID

Pairs = Counter[tuple[Level | None, Level | None]]
"""How many warnings champion and challenger would have at these levels; None: not warned."""

_IDS_A_QUERY = 500
_PAGE = 1000
_KEYS = ("serial", "warning_id")
_INSERT = insert(CHALLENGER_SAID)
_UPDATE = (
    update(CHALLENGER_SAID)
    .where(*(CHALLENGER_SAID.c[name] == bindparam(f"key_{name}") for name in _KEYS))
    .values({column.name: bindparam(column.name) for column in CHALLENGER_SAID.columns if column.name not in _KEYS})
)


class RunBook:
    """The runs of one ledger."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, run: ChallengerRun) -> ChallengerRun:
        """The live platform follows a setting; the first time counts, and comes back."""
        with self._database.write() as connection:
            kept = _run(connection, run.serial)
            if kept is None:
                connection.execute(
                    insert(CHALLENGER_RUNS),
                    {column.name: getattr(run, column.name) for column in CHALLENGER_RUNS.columns},
                )
            return kept or run

    def find(self, serial: int) -> ChallengerRun | None:
        """The run of a setting; None while the live platform has not followed it."""
        with self._database.read() as connection:
            return _run(connection, serial)

    def latest(self) -> ChallengerRun | None:
        """That of the setting followed last; None without any."""
        with self._database.read() as connection:
            serial = connection.execute(select(func.max(CHALLENGER_RUNS.c.serial))).scalar()
            return None if serial is None else _run(connection, serial)

    def add(self, run: ChallengerRun, said: Iterable[Said]) -> None:
        """Keep how far a run has come, with what was said on the way: together or not at all.

        What was said joins what is kept. `StoreError` when the run was never begun, or is further in the ledger.
        """
        with self._database.write() as connection:
            kept = _run(connection, run.serial)
            if kept is None or kept.through_offset > run.through_offset:
                raise StoreError(
                    f"run {run.serial} of the challenger is not as the ledger has it ({kept}): two platforms may write into it; end one"
                )
            _join(connection, run.serial, {one.warning_id: one for one in said})
            _put(connection, run, ("through_offset", "through_us", "judged", "cost_us"))

    def stop(self, run: ChallengerRun, *, at: datetime) -> None:
        """Keep that a run was switched off, and why; on record. How far it came stays as it is kept."""
        with self._database.write() as connection:
            _put(connection, run, ("errors", "problem"))
            deed = Deed(
                actor="system", action="challenger.stop", subject=f"challenger setting {run.serial}", detail={"problem": run.problem}
            )  # fmt: skip
            write_deed(connection, deed, at)

    def pairs(self, serial: int, since: datetime, until: datetime) -> Pairs:
        """How many warnings of a run stand at which levels, of those first said from `since` to before `until`."""
        levels = CHALLENGER_SAID.c.champion_level, CHALLENGER_SAID.c.challenger_level
        query = select(*levels, func.count()).where(*_within(serial, since, until)).group_by(*levels)
        with self._database.read() as connection:
            return Counter({(_level(one), _level(other)): count for one, other, count in connection.execute(query)})

    def said(self, serial: int, since: datetime, until: datetime) -> Iterator[Said]:
        """What was said for the first time from `since` to before `until`, in order."""
        query = select(CHALLENGER_SAID).where(*_within(serial, since, until))
        query = query.order_by(CHALLENGER_SAID.c.first_at, CHALLENGER_SAID.c.warning_id)
        with self._database.read() as connection:
            for row in connection.execute(query).yield_per(_PAGE):
                yield _said(row)

    def alone(self, serial: int, since: datetime) -> int:
        """Warnings that the challenger alone would have raised from then on."""
        where = (CHALLENGER_SAID.c.serial == serial) & (CHALLENGER_SAID.c.first_at >= since)
        query = select(func.count()).where(where, CHALLENGER_SAID.c.champion_level.is_(None))
        with self._database.read() as connection:
            return int(connection.execute(query).scalar_one())

    def forget(self, before: datetime) -> int:
        """What was said before that goes for good; how many rows."""
        with self._database.write() as connection:
            done = connection.execute(delete(CHALLENGER_SAID).where(CHALLENGER_SAID.c.first_at < before))
            return int(done.rowcount)


def _run(connection: Connection, serial: int) -> ChallengerRun | None:
    query = select(CHALLENGER_RUNS).where(CHALLENGER_RUNS.c.serial == serial)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else ChallengerRun(**row)


def _put(connection: Connection, run: ChallengerRun, columns: Sequence[str]) -> None:
    values = {name: getattr(run, name) for name in columns}
    connection.execute(update(CHALLENGER_RUNS).where(CHALLENGER_RUNS.c.serial == run.serial).values(**values))


def _join(connection: Connection, serial: int, new: dict[str, Said]) -> None:
    kept = _kept(connection, serial, list(new))
    fresh = [_row(serial, one) for key, one in new.items() if key not in kept]
    joined = {key: old.joined(new[key]) for key, old in kept.items()}
    grown = [_row(serial, one) for key, one in joined.items() if one != kept[key]]
    if fresh:
        connection.execute(_INSERT, fresh)
    if grown:
        connection.execute(_UPDATE, [row | {f"key_{name}": row[name] for name in _KEYS} for row in grown])


def _kept(connection: Connection, serial: int, keys: Sequence[str]) -> dict[str, Said]:
    found: dict[str, Said] = {}
    for start in range(0, len(keys), _IDS_A_QUERY):
        some = keys[start : start + _IDS_A_QUERY]
        where = (CHALLENGER_SAID.c.serial == serial) & CHALLENGER_SAID.c.warning_id.in_(some)
        found.update((row.warning_id, _said(row)) for row in connection.execute(select(CHALLENGER_SAID).where(where)))
    return found


def _within(serial: int, since: datetime, until: datetime) -> tuple[Any, ...]:
    said = CHALLENGER_SAID.c
    return said.serial == serial, said.first_at >= since, said.first_at < until


def _row(serial: int, said: Said) -> dict[str, Any]:
    champion, challenger = said.levels
    return {
        "serial": serial,
        "warning_id": said.warning_id,
        "called": said.called,
        "first_at": said.first_at,
        "champion_score": said.champion_score,
        "champion_level": champion,
        "champion": _micros(said.champion),
        "challenger_score": said.challenger_score,
        "challenger_level": challenger,
        "challenger": _micros(said.challenger),
    }


def _said(row: Row[Any]) -> Said:
    return Said(
        warning_id=row.warning_id, called=row.called, first_at=row.first_at, champion_score=row.champion_score, champion=_reached(row.champion),
        challenger_score=row.challenger_score, challenger=_reached(row.challenger),
    )  # fmt: skip


def _micros(levels: Reached) -> dict[str, int]:
    return {level.value: microseconds(at) for level, at in levels.items()}


def _reached(levels: dict[str, int]) -> Reached:
    return {Level(level): instant_of(us) for level, us in levels.items()}


def _level(stored: str | None) -> Level | None:
    return None if stored is None else Level(stored)
