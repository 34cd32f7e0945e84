"""Named accounts. Every change is audited in the same transaction."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from linewarden.errors import AccessError
from linewarden.model.account import Account, Role
from linewarden.store.ledger.audit import Deed, write_deed
from linewarden.store.ledger.database import Database
from linewarden.store.ledger.sessions import end_all
from linewarden.store.ledger.tables import ACCOUNTS

MAX_ACCOUNTS = 10  # the first buyer's contract names ten


class AccountBook:
    """The accounts of one ledger; at most `max_accounts` are active at a time."""

    def __init__(self, database: Database, max_accounts: int) -> None:
        self._database = database
        self._max_accounts = max_accounts

    def add(self, account: Account, *, actor: str) -> None:
        """Adds an account; `AccessError` when the login is taken or all accounts are in use."""
        with self._database.write() as connection:
            if _find(connection, account.login) is not None:
                raise AccessError(f"account {account.login} exists already: choose another login")
            self._refuse_too_many(connection)
            connection.execute(insert(ACCOUNTS), _row(account))
            deed = Deed(actor=actor, action="account.add", subject=account.login, detail={"role": account.role})
            write_deed(connection, deed, account.created_at)

    def find(self, login: str) -> Account | None:
        """The account with this login, active or not."""
        with self._database.read() as connection:
            return _find(connection, login)

    def all(self) -> list[Account]:
        """All accounts by login."""
        with self._database.read() as connection:
            return [_account(row) for row in connection.execute(select(ACCOUNTS).order_by(ACCOUNTS.c.login)).mappings()]

    def set_password_hash(self, login: str, password_hash: str, *, at: datetime, actor: str, action: str) -> None:
        """Replaces the hash and says so in the audit."""
        with self._database.write() as connection:
            _must_exist(connection, login)
            where = ACCOUNTS.c.login == login
            connection.execute(update(ACCOUNTS).where(where).values(password_hash=password_hash))
            write_deed(connection, Deed(actor=actor, action=action, subject=login), at)

    def deactivate(self, login: str, *, at: datetime, actor: str) -> None:
        """Closes an account and ends its sessions; the login stays taken, because the audit names it."""
        with self._database.write() as connection:
            _must_exist(connection, login)
            connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.login == login).values(is_active=False))
            end_all(connection, login, at)
            write_deed(connection, Deed(actor=actor, action="account.deactivate", subject=login), at)

    def _refuse_too_many(self, connection: Connection) -> None:
        active = connection.execute(select(func.count()).where(ACCOUNTS.c.is_active)).scalar_one()
        if active >= self._max_accounts:
            raise AccessError(
                f"{active} of {self._max_accounts} named accounts are in use: deactivate one, or raise max_accounts if the contract allows more"
            )


def _find(connection: Connection, login: str) -> Account | None:
    row = connection.execute(select(ACCOUNTS).where(ACCOUNTS.c.login == login)).mappings().one_or_none()
    return _account(row) if row else None


def _must_exist(connection: Connection, login: str) -> None:
    if _find(connection, login) is None:
        raise AccessError(f"there is no account {login}: see the list of accounts")


def _account(row: RowMapping) -> Account:
    return Account(**dict(row) | {"role": Role(row["role"])})


def _row(account: Account) -> dict[str, Any]:
    return {column.name: getattr(account, column.name) for column in ACCOUNTS.columns}
