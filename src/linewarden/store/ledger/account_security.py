"""What keeps an account safe: passwords set anew, sessions ended, locks lifted, dormant accounts woken. Audited in the same transaction."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from linewarden.errors import AccountStateError
from linewarden.model.account import Account
from linewarden.store.ledger.accounts import change_account, must_be_open, refuse_own
from linewarden.store.ledger.attempts import forget_failures, login_key
from linewarden.store.ledger.audit import Deed, write_deed
from linewarden.store.ledger.database import Database
from linewarden.store.ledger.sessions import end_all
from linewarden.store.ledger.tables import ATTEMPTS


class AccountSecurityBook:
    """Deeds of the security administrator on the accounts of one ledger, and people's own passwords.

    All but `change_password` refuse a closed account with `AccountStateError`, and the actor's own with `OwnAccountError`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def unlock(self, login: str, *, at: datetime, actor: str, reason: str = "") -> None:
        """Ends the lock after failed sign-ins; `AccountStateError` when there is none."""
        with self._database.write() as connection:
            _for_other(connection, login, actor)
            lock = select(ATTEMPTS.c.locked_until).where(ATTEMPTS.c.login_hash == login_key(login))
            locked_until = connection.execute(lock).scalar_one_or_none()
            if locked_until is None or locked_until <= at:
                raise AccountStateError(f"account {login} is not locked: there is nothing to unlock")
            forget_failures(connection, login)
            write_deed(connection, Deed(actor=actor, action="account.unlock", subject=login, purpose=reason), at)

    def end_sessions(self, login: str, *, at: datetime, actor: str, reason: str = "") -> list[str]:
        """Ends all sessions of an account: their token hashes."""
        with self._database.write() as connection:
            _for_other(connection, login, actor)
            ended = end_all(connection, login, at)
            _write(connection, "account.end_sessions", login, ended, at=at, actor=actor, reason=reason)
            return ended

    def reset_password(
        self, login: str, password_hash: str, *, at: datetime, actor: str, reason: str = ""
    ) -> list[str]:
        """Sets a start password, which must be changed at the next sign-in; ends a lock and all sessions: their token hashes."""
        with self._database.write() as connection:
            _for_other(connection, login, actor)
            change_account(connection, login, password_hash=password_hash, must_change_password=True)
            forget_failures(connection, login)
            ended = end_all(connection, login, at)
            _write(connection, "account.reset_password", login, ended, at=at, actor=actor, reason=reason)
            return ended

    def reopen(self, login: str, *, at: datetime, dormant: timedelta, actor: str, reason: str = "") -> None:
        """Lets a dormant account sign in again; `AccountStateError` when it is not dormant."""
        with self._database.write() as connection:
            if not _for_other(connection, login, actor).is_dormant(at, dormant):
                raise AccountStateError(f"account {login} is not dormant: there is nothing to reopen")
            change_account(connection, login, reopened_at=at)
            write_deed(connection, Deed(actor=actor, action="account.reopen", subject=login, purpose=reason), at)

    def change_password(
        self, login: str, password_hash: str, *, former: str, at: datetime, keep_session: str
    ) -> list[str]:
        """A password of the person's own; all other sessions of the account end: their token hashes. `keep_session`: token hash.

        `AccountStateError` when the hash is not `former` any more: it was reset while the person proved that he knows it.
        """
        with self._database.write() as connection:
            if must_be_open(connection, login).password_hash != former:
                raise AccountStateError(f"the password of {login} was reset meanwhile: sign in with the new one")
            change_account(connection, login, password_hash=password_hash, must_change_password=False)
            ended = end_all(connection, login, at, but=keep_session)
            _write(connection, "account.change_password", login, ended, at=at, actor=login, reason="")
            return ended


def _for_other(connection: Connection, login: str, actor: str) -> Account:
    refuse_own(login, actor)
    return must_be_open(connection, login)


def _write(
    connection: Connection, action: str, login: str, ended: list[str], *, at: datetime, actor: str, reason: str
) -> None:
    detail = {"sessions": len(ended)}
    write_deed(connection, Deed(actor=actor, action=action, subject=login, purpose=reason, detail=detail), at)
