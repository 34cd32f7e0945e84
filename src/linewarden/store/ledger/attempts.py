"""Failed sign-ins and lock-out, by the login that was typed: a login that does not exist locks just the same and so tells nothing."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select

from linewarden.store.ledger.audit import Deed, write_deed
from linewarden.store.ledger.columns import microseconds
from linewarden.store.ledger.database import Database
from linewarden.store.ledger.tables import ATTEMPTS


class AttemptBook:
    """The sign-in attempts of one ledger."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(
        self, login: str, *, at: datetime, failures: int, window: timedelta, locked_for: timedelta
    ) -> datetime | None:
        """None when the attempt may go on, else the end of the lock.

        The attempt counts as failed from here on, before the password is looked at, so that parallel guesses cannot slip by; `clear`
        forgets it after a success. The `failures`-th failure within `window` locks for `locked_for`.
        """
        key = login_key(login)
        with self._database.write() as connection:
            locked_until, recent = _kept(connection, key, microseconds(at - window))
            if locked_until is not None and at < locked_until:
                return locked_until
            times = [*([] if locked_until else recent), microseconds(at)][-failures:]
            _forget(connection, key, at - window - locked_for)
            row = {"login_hash": key, "failed_us": times, "latest_at": at, "locked_until": None}
            connection.execute(
                insert(ATTEMPTS), row | ({"locked_until": at + locked_for} if len(times) >= failures else {})
            )
        return None

    def clear(self, login: str) -> None:
        """Forgets the failures of a login after a success."""
        with self._database.write() as connection:
            forget_failures(connection, login)

    def failed(self, actor: str, *, at: datetime, reason: str) -> None:
        """Puts a failure on record."""
        with self._database.write() as connection:
            write_deed(
                connection, Deed(actor=actor, action="sign_in.failed", subject=actor, detail={"reason": reason}), at
            )


def login_key(login: str) -> str:
    """What attempts under a login are kept by: hex SHA-256, for what was typed may be a password."""
    return hashlib.sha256(login.encode("utf-8", "replace")).hexdigest()


def forget_failures(connection: Connection, login: str) -> None:
    """Ends a lock and its count; within the transaction of the deed that is the reason."""
    connection.execute(delete(ATTEMPTS).where(ATTEMPTS.c.login_hash == login_key(login)))


def _kept(connection: Connection, key: str, since_us: int) -> tuple[datetime | None, list[int]]:
    """The end of the latest lock, and the failures since `since_us`."""
    row = connection.execute(select(ATTEMPTS).where(ATTEMPTS.c.login_hash == key)).mappings().one_or_none()
    if row is None:
        return None, []
    return row["locked_until"], [failed_us for failed_us in row["failed_us"] if failed_us > since_us]


def _forget(connection: Connection, key: str, before: datetime) -> None:
    """Makes room for the new row, and drops what no longer matters, so that made-up logins do not pile up."""
    connection.execute(delete(ATTEMPTS).where((ATTEMPTS.c.login_hash == key) | (ATTEMPTS.c.latest_at < before)))
