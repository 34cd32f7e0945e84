"""How accounts stand: their sessions, second factors and locks beside them. Reading only."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from linewarden.model.account import AccountState
from linewarden.store.ledger.accounts import all_accounts
from linewarden.store.ledger.api_tokens import good_tokens
from linewarden.store.ledger.attempts import login_key
from linewarden.store.ledger.database import Database
from linewarden.store.ledger.sessions import going_on
from linewarden.store.ledger.tables import ATTEMPTS, SECOND_FACTORS


class AccountStates:
    """The accounts of one ledger as those see them who look after them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self, *, at: datetime, idle: timedelta, absolute: timedelta) -> list[AccountState]:
        """All accounts by login, closed ones too, as they stand at one moment."""
        with self._database.read() as connection:
            sessions = going_on(connection, at, idle, absolute)
            with_factor, locks = _with_second_factor(connection), _locks(connection, at)
            tokens = good_tokens(connection, at)
            return [
                AccountState(
                    account=account,
                    sessions=tuple(session for session in sessions if session.login == account.login),
                    tokens=tokens.get(account.login, 0),
                    has_second_factor=account.login in with_factor,
                    locked_until=locks.get(login_key(account.login)),
                )
                for account in all_accounts(connection)
            ]


def _with_second_factor(connection: Connection) -> set[str]:
    return set(connection.execute(select(SECOND_FACTORS.c.login).where(SECOND_FACTORS.c.sealed.is_not(None))).scalars())


def _locks(connection: Connection, at: datetime) -> dict[str, datetime]:
    """Ends of locks by hash of the login."""
    query = select(ATTEMPTS.c.login_hash, ATTEMPTS.c.locked_until).where(ATTEMPTS.c.locked_until > at)
    return {row.login_hash: row.locked_until for row in connection.execute(query)}
