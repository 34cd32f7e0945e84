"""Second factors. Every change is audited in the same transaction; a code that was taken is not taken again, whoever comes at the same moment."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from linewarden.errors import AccountStateError
from linewarden.model.second_factor import SecondFactor
from linewarden.store.ledger.accounts import refuse_own
from linewarden.store.ledger.audit import Deed, write_deed
from linewarden.store.ledger.database import Database
from linewarden.store.ledger.sessions import end_all
from linewarden.store.ledger.tables import SECOND_FACTORS

_NONE: dict[str, Any] = {
    "sealed": None,
    "set_at": None,
    "last_step": 0,
    "pending": None,
    "pending_at": None,
    "recovery": [],
}


class SecondFactorBook:
    """The second factors of one ledger."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, login: str) -> SecondFactor | None:
        """What is kept of an account; None when nothing was ever begun."""
        with self._database.read() as connection:
            return _find(connection, login)

    def begin(self, login: str, sealed: str, *, at: datetime) -> None:
        """Keeps a new secret until a code proves it; the one that is set goes on until then."""
        with self._database.write() as connection:
            if _find(connection, login) is None:
                connection.execute(insert(SECOND_FACTORS), {"login": login, **_NONE})
            _change(connection, login, pending=sealed, pending_at=at)
            write_deed(connection, Deed(actor=login, action="second_factor.begin", subject=login), at)

    def confirm(
        self, login: str, sealed: str, step: int, recovery: Sequence[str], *, at: datetime, keep_session: str
    ) -> list[str] | None:
        """Puts the pending secret in force with new recovery codes, and ends all other sessions of the account: their token hashes.

        None when this secret is not pending any more. `recovery`: SHA-256 of each. `keep_session`: token hash.
        """
        with self._database.write() as connection:
            found = _find(connection, login)
            if found is None or found.pending != sealed:
                return None
            _change(
                connection,
                login,
                sealed=sealed,
                set_at=at,
                last_step=step,
                pending=None,
                pending_at=None,
                recovery=list(recovery),
            )
            ended = end_all(connection, login, at, but=keep_session)
            write_deed(connection, Deed(actor=login, action="second_factor.set", subject=login), at)
            return ended

    def use_step(self, login: str, step: int) -> bool:
        """Takes the code of a time step; False when it, or a later one, was taken before."""
        with self._database.write() as connection:
            where = (SECOND_FACTORS.c.login == login) & (SECOND_FACTORS.c.last_step < step)
            return connection.execute(update(SECOND_FACTORS).where(where).values(last_step=step)).rowcount == 1

    def use_recovery(self, login: str, code_hash: str, *, at: datetime) -> bool:
        """Takes a recovery code; False when there is none such left."""
        with self._database.write() as connection:
            found = _find(connection, login)
            if found is None or code_hash not in found.recovery:
                return False
            left = [kept for kept in found.recovery if kept != code_hash]
            _change(connection, login, recovery=left)
            deed = Deed(actor=login, action="second_factor.recovery", subject=login, detail={"left": len(left)})
            write_deed(connection, deed, at)
            return True

    def renew_recovery(self, login: str, recovery: Sequence[str], *, at: datetime) -> None:
        """New recovery codes in place of all former ones."""
        with self._database.write() as connection:
            _change(connection, login, recovery=list(recovery))
            write_deed(connection, Deed(actor=login, action="second_factor.new_recovery", subject=login), at)

    def reset(self, login: str, *, at: datetime, actor: str, reason: str = "") -> list[str]:
        """Forgets it, so that the person can set up another, and ends all sessions of the account: their token hashes.

        `AccountStateError` when there is none, `OwnAccountError` when it is the actor's own.
        """
        with self._database.write() as connection:
            refuse_own(login, actor)
            if _find(connection, login) is None:
                raise AccountStateError(f"account {login} has no second factor: there is nothing to reset")
            connection.execute(delete(SECOND_FACTORS).where(SECOND_FACTORS.c.login == login))
            ended = end_all(connection, login, at)
            deed = Deed(
                actor=actor,
                action="second_factor.reset",
                subject=login,
                purpose=reason,
                detail={"sessions": len(ended)},
            )
            write_deed(connection, deed, at)
            return ended


def _find(connection: Connection, login: str) -> SecondFactor | None:
    row = connection.execute(select(SECOND_FACTORS).where(SECOND_FACTORS.c.login == login)).mappings().one_or_none()
    return _second_factor(row) if row else None


def _change(connection: Connection, login: str, **values: object) -> None:
    connection.execute(update(SECOND_FACTORS).where(SECOND_FACTORS.c.login == login).values(**values))


def _second_factor(row: RowMapping) -> SecondFactor:
    return SecondFactor(**dict(row) | {"recovery": tuple(row["recovery"])})
