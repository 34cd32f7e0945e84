"""Searches of call records that people keep, each for himself."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update

from linewarden.errors import NoSearchError, SearchesFullError
from linewarden.model.saved_search import SavedSearch
from linewarden.store.ledger.audit import Deed, write_deed
from linewarden.store.ledger.database import Database
from linewarden.store.ledger.tables import ACCOUNTS, SAVED_SEARCHES

AT_MOST = 50
"""A person."""


class SavedSearchBook:
    """The saved searches of one ledger."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, search: SavedSearch, shown: str) -> None:
        """One more, or another query under a name that is there; `SearchesFullError` beyond AT_MOST. `shown`: the query with its numbers masked, for the audit."""
        own = SAVED_SEARCHES.c.login == search.login
        with self._database.write() as connection:
            of_login = ACCOUNTS.c.login == search.login
            connection.execute(update(ACCOUNTS).where(of_login).values(name=ACCOUNTS.c.name))  # the lock
            connection.execute(delete(SAVED_SEARCHES).where(own, SAVED_SEARCHES.c.name == search.name))
            if connection.execute(select(func.count()).where(own)).scalar_one() >= AT_MOST:
                raise SearchesFullError(f"{AT_MOST} searches are saved already: remove one that is not used any more")
            connection.execute(insert(SAVED_SEARCHES), asdict(search))
            deed = Deed(actor=search.login, action="search.save", subject=search.login, detail={"query": shown})
            write_deed(connection, deed, search.saved_at)

    def of(self, login: str) -> list[SavedSearch]:
        """Those of a person, latest first."""
        query = select(SAVED_SEARCHES).where(SAVED_SEARCHES.c.login == login)
        order = (SAVED_SEARCHES.c.saved_at.desc(), SAVED_SEARCHES.c.name)
        with self._database.read() as connection:
            return [SavedSearch(**row) for row in connection.execute(query.order_by(*order)).mappings()]

    def remove(self, login: str, name: str, *, at: datetime) -> None:
        """`NoSearchError` when the person has none of this name."""
        where = (SAVED_SEARCHES.c.login == login) & (SAVED_SEARCHES.c.name == name)
        with self._database.write() as connection:
            if connection.execute(delete(SAVED_SEARCHES).where(where)).rowcount == 0:
                raise NoSearchError("there is no saved search of this name: it was removed already")
            write_deed(connection, Deed(actor=login, action="search.remove", subject=login), at)
