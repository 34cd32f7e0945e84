"""How often each entry of the whitelist kept quiet what would have counted: exact, however often blocks are gone through again."""

from collections.abc import Iterable

from sqlalchemy import insert, select, update

from linewarden.model.rule_change import SilencedCount
from linewarden.store.ledger.database import Database
from linewarden.store.ledger.tables import SILENCED


class SilencedBook:
    """The counts of one ledger. An entry keeps its count when it is taken off the whitelist."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, counts: Iterable[SilencedCount], *, offset: int) -> None:
        """Count what blocks up to this one silenced; nothing for entries for which this block, or a later one, is counted already."""
        with self._database.write() as connection:
            for count in counts:
                where = SILENCED.c.number == count.number
                kept = connection.execute(select(SILENCED).where(where)).mappings().one_or_none()
                if kept is None:
                    row = {
                        "number": count.number,
                        "calls": count.calls,
                        "last_at": count.last_at,
                        "through_offset": offset,
                    }
                    connection.execute(insert(SILENCED), row)
                elif kept["through_offset"] < offset:
                    last_at = max(kept["last_at"], count.last_at)
                    values = {"calls": kept["calls"] + count.calls, "last_at": last_at, "through_offset": offset}
                    connection.execute(update(SILENCED).where(where).values(**values))

    def through(self) -> dict[str, int]:
        """By entry: the latest block that is counted."""
        with self._database.read() as connection:
            rows = connection.execute(select(SILENCED.c.number, SILENCED.c.through_offset))
            return {row.number: row.through_offset for row in rows}

    def all(self) -> dict[str, SilencedCount]:
        """By entry."""
        query = select(SILENCED.c.number, SILENCED.c.calls, SILENCED.c.last_at)
        with self._database.read() as connection:
            return {row["number"]: SilencedCount(**row) for row in connection.execute(query).mappings()}
