"""Named accounts: opened, found, closed. Every change is audited in the same transaction."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from linewarden.errors import (
    AccountsFullError,
    AccountStateError,
    LastAdministratorError,
    LoginTakenError,
    NoAccountError,
    OwnAccountError,
)
from linewarden.model.account import ADMINISTRATORS, Account, Role
from linewarden.store.ledger.audit import Deed, read_head, write_deed
from linewarden.store.ledger.database import Database
from linewarden.store.ledger.sessions import end_all
from linewarden.store.ledger.tables import ACCOUNTS

MAX_ACCOUNTS = 10  # the first buyer's contract names ten


class AccountBook:
    """The accounts of one ledger; at most `max_accounts` are active at a time."""

    def __init__(self, database: Database, max_accounts: int) -> None:
        self._database = database
        self.max_accounts = max_accounts

    def add(self, account: Account, *, actor: str, reason: str = "") -> None:
        """Adds an account; `LoginTakenError`, or `AccountsFullError` when all accounts are in use."""
        with self._database.write() as connection:
            _queue(connection)
            if find_account(connection, account.login) is not None:
                raise LoginTakenError(f"account {account.login} exists already: choose another login")
            self._refuse_too_many(connection)
            connection.execute(insert(ACCOUNTS), _row(account))
            deed = Deed(
                actor=actor,
                action="account.add",
                subject=account.login,
                purpose=reason,
                detail={"role": account.role, "start_password": account.must_change_password},
            )
            write_deed(connection, deed, account.created_at)

    def find(self, login: str) -> Account | None:
        """The account with this login, active or not."""
        with self._database.read() as connection:
            return find_account(connection, login)

    def all(self) -> list[Account]:
        """All accounts by login."""
        with self._database.read() as connection:
            return all_accounts(connection)

    def renew_hash(self, login: str, password_hash: str, *, former: str, at: datetime) -> bool:
        """Another hash of the same password, audited; False when the password was changed or reset meanwhile."""
        with self._database.write() as connection:
            if must_exist(connection, login).password_hash != former:
                return False
            change_account(connection, login, password_hash=password_hash)
            write_deed(connection, Deed(actor=login, action="account.rehash", subject=login), at)
            return True

    def deactivate(self, login: str, *, at: datetime, actor: str, reason: str = "") -> list[str]:
        """Closes an account and ends its sessions: their token hashes; the login stays taken, because the audit names it.

        `OwnAccountError` when it is the actor's own, `LastAdministratorError` when nobody of its kind would be left.
        """
        with self._database.write() as connection:
            refuse_own(login, actor)
            _queue(connection)
            _refuse_last(connection, must_be_open(connection, login))
            change_account(connection, login, is_active=False)
            ended = end_all(connection, login, at)
            deed = Deed(
                actor=actor,
                action="account.deactivate",
                subject=login,
                purpose=reason,
                detail={"sessions": len(ended)},
            )
            write_deed(connection, deed, at)
            return ended

    def _refuse_too_many(self, connection: Connection) -> None:
        active = connection.execute(select(func.count()).where(ACCOUNTS.c.is_active)).scalar_one()
        if active >= self.max_accounts:
            raise AccountsFullError(
                f"{active} of {self.max_accounts} named accounts are in use: deactivate one, or raise max_accounts if the contract allows more"
            )


def find_account(connection: Connection, login: str) -> Account | None:
    """The account with this login, within a transaction."""
    row = connection.execute(select(ACCOUNTS).where(ACCOUNTS.c.login == login)).mappings().one_or_none()
    return _account(row) if row else None


def all_accounts(connection: Connection) -> list[Account]:
    """All accounts by login, within a transaction."""
    return [_account(row) for row in connection.execute(select(ACCOUNTS).order_by(ACCOUNTS.c.login)).mappings()]


def must_exist(connection: Connection, login: str) -> Account:
    """The account; `NoAccountError` when there is none."""
    found = find_account(connection, login)
    if found is None:
        raise NoAccountError(f"there is no account {login}: see the list of accounts")
    return found


def must_be_open(connection: Connection, login: str) -> Account:
    """The account; `AccountStateError` when it is closed."""
    found = must_exist(connection, login)
    if not found.is_active:
        raise AccountStateError(f"account {login} is closed for good: add another one for the person")
    return found


def refuse_own(login: str, actor: str) -> None:
    """Nobody looks after his own account: `OwnAccountError`."""
    if login == actor:
        raise OwnAccountError(f"account {login} is your own: another administrator must do this")


def change_account(connection: Connection, login: str, **values: object) -> None:
    """Changes columns of an account; the caller audits it."""
    connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.login == login).values(**values))


def _queue(connection: Connection) -> None:
    """Before accounts are counted: another process, such as `user close` beside a running service, waits or is waited for."""
    read_head(connection, for_update=True)


def _refuse_last(connection: Connection, account: Account) -> None:
    if account.role not in ADMINISTRATORS:
        return
    others = (ACCOUNTS.c.role == account.role) & ACCOUNTS.c.is_active & (ACCOUNTS.c.login != account.login)
    if connection.execute(select(func.count()).where(others)).scalar_one() == 0:
        raise LastAdministratorError(
            f"account {account.login} is the last active {account.role}: add another one first, then close it"
        )


def _account(row: RowMapping) -> Account:
    return Account(**dict(row) | {"role": Role(row["role"])})


def _row(account: Account) -> dict[str, Any]:
    return {column.name: getattr(account, column.name) for column in ACCOUNTS.columns}
