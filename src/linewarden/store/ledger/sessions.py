"""Sessions: known by the hash of their token, ended by sign-out, idleness, age, or a fourth one of the same account."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, insert, select, update

from linewarden.errors import AccountStateError
from linewarden.model.account import Session
from linewarden.store.ledger.api_tokens import end_tokens
from linewarden.store.ledger.audit import Deed, write_deed
from linewarden.store.ledger.database import Database
from linewarden.store.ledger.tables import ACCOUNTS, SESSIONS

SEEN_STEP = timedelta(minutes=1)  # a use is written down at most this often; idleness is exact to it


class SessionBook:
    """The sessions of one ledger."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start(
        self,
        token_hash: str,
        login: str,
        *,
        at: datetime,
        at_most: int,
        idle: timedelta,
        absolute: timedelta,
        password_hash: str | None = None,
    ) -> list[str]:
        """Starts a session, audited; ends expired ones and the oldest beyond `at_most`, and returns the token hashes of those.

        `AccountStateError` when the account is closed, or its hash is not `password_hash`: it was reset while the password was looked at.
        """
        with self._database.write() as connection:
            _refuse_stale(connection, login, password_hash)
            row = {"token_hash": token_hash, "login": login, "created_at": at, "seen_at": at, "ended_at": None}
            connection.execute(insert(SESSIONS), row)
            connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.login == login).values(signed_in_at=at))
            write_deed(connection, Deed(actor=login, action="sign_in", subject=login), at)
            return _make_room(connection, login, at, at_most, idle, absolute)

    def use(self, token_hash: str, *, at: datetime, idle: timedelta, absolute: timedelta) -> Session | None:
        """The live session, marked as used now; None when unknown, ended or expired. An expired one is ended, audited."""
        session = self.find(token_hash)
        if session is None or session.ended_at is not None:
            return None
        if has_expired(session, at, idle, absolute):
            self.end(token_hash, at=at, action="session.expired")
            return None
        if at - session.seen_at >= SEEN_STEP:
            self._seen(token_hash, at)
        return session

    def is_live(self, token_hash: str, *, at: datetime, idle: timedelta, absolute: timedelta) -> bool:
        """True while the session may go on; looking does not count as using."""
        session = self.find(token_hash)
        return session is not None and session.ended_at is None and not has_expired(session, at, idle, absolute)

    def end(self, token_hash: str, *, at: datetime, action: str) -> None:
        """Ends a session, audited under `action`; one that has ended stays as it is."""
        with self._database.write() as connection:
            row = connection.execute(_by_hash(token_hash)).mappings().one_or_none()
            if row is None or row["ended_at"] is not None:
                return
            _end(connection, token_hash, at)
            write_deed(connection, Deed(actor=row["login"], action=action, subject=row["login"]), at)

    def find(self, token_hash: str) -> Session | None:
        """The session with this token hash, ended or not."""
        with self._database.read() as connection:
            row = connection.execute(_by_hash(token_hash)).mappings().one_or_none()
        return _session(row) if row else None

    def _seen(self, token_hash: str, at: datetime) -> None:
        where = (SESSIONS.c.token_hash == token_hash) & SESSIONS.c.ended_at.is_(None) & (SESSIONS.c.seen_at < at)
        with self._database.write() as connection:
            connection.execute(update(SESSIONS).where(where).values(seen_at=at))


def _refuse_stale(connection: Connection, login: str, password_hash: str | None) -> None:
    where = (ACCOUNTS.c.login == login) & ACCOUNTS.c.is_active
    kept = connection.execute(select(ACCOUNTS.c.password_hash).where(where)).scalar_one_or_none()
    if kept is None or password_hash not in (None, kept):
        raise AccountStateError(f"account {login} was closed, or its password reset, meanwhile")


def has_expired(session: Session, at: datetime, idle: timedelta, absolute: timedelta) -> bool:
    """True when it was idle too long or is too old."""
    return at - session.seen_at >= idle or at - session.created_at >= absolute


def end_all(connection: Connection, login: str, at: datetime, *, but: str = "") -> list[str]:
    """Ends all sessions of an account but the one with that token hash, and its API tokens; within the transaction of the deed that is the reason.

    The token hashes of those that ended: whoever serves their streams closes them.
    """
    where = (SESSIONS.c.login == login) & SESSIONS.c.ended_at.is_(None) & (SESSIONS.c.token_hash != but)
    ended = list(connection.execute(select(SESSIONS.c.token_hash).where(where)).scalars())
    connection.execute(update(SESSIONS).where(where).values(ended_at=at))
    end_tokens(connection, login, at)
    return ended


def going_on(connection: Connection, at: datetime, idle: timedelta, absolute: timedelta) -> list[Session]:
    """The sessions of all accounts that go on, oldest first."""
    where = SESSIONS.c.ended_at.is_(None) & (SESSIONS.c.seen_at > at - idle) & (SESSIONS.c.created_at > at - absolute)
    query = select(SESSIONS).where(where).order_by(SESSIONS.c.created_at, SESSIONS.c.token_hash)
    return [_session(row) for row in connection.execute(query).mappings()]


def _by_hash(token_hash: str) -> Select[Any]:
    return select(SESSIONS).where(SESSIONS.c.token_hash == token_hash)


def _make_room(
    connection: Connection, login: str, at: datetime, at_most: int, idle: timedelta, absolute: timedelta
) -> list[str]:
    where = (SESSIONS.c.login == login) & SESSIONS.c.ended_at.is_(None)
    newest_first = select(SESSIONS).where(where).order_by(SESSIONS.c.created_at.desc(), SESSIONS.c.seen_at.desc())
    live, ended = 0, []
    for session in [_session(row) for row in connection.execute(newest_first).mappings()]:
        is_over = has_expired(session, at, idle, absolute)
        live += not is_over
        if is_over or live > at_most:
            _end(connection, session.token_hash, at)
            action = "session.expired" if is_over else "session.superseded"
            write_deed(connection, Deed(actor=login, action=action, subject=login), at)
            ended.append(session.token_hash)
    return ended


def _end(connection: Connection, token_hash: str, at: datetime) -> None:
    connection.execute(update(SESSIONS).where(SESSIONS.c.token_hash == token_hash).values(ended_at=at))


def _session(row: RowMapping) -> Session:
    return Session(**row)
