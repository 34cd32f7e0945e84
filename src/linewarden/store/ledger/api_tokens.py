"""Personal API tokens: known by their hash, ended by their person, by time, or with the sessions of the account."""

from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, RowMapping, func, insert, select, update

from linewarden.errors import NoTokenError, TokensFullError
from linewarden.model.api_token import ApiToken
from linewarden.store.ledger.audit import Deed, write_deed
from linewarden.store.ledger.database import Database
from linewarden.store.ledger.tables import ACCOUNTS, API_TOKENS
from linewarden.store.ledger.workers import active_role

USED_STEP = timedelta(minutes=1)  # a use is written down at most this often


class ApiTokenBook:
    """The tokens of one ledger."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, token: ApiToken, *, at_most: int) -> None:
        """Keeps a new one, audited. `TokensFullError` when the account has `at_most` that are good; `AccessError` when it is closed."""
        with self._database.write() as connection:
            of_login = ACCOUNTS.c.login == token.login
            connection.execute(update(ACCOUNTS).where(of_login).values(name=ACCOUNTS.c.name))  # the lock
            active_role(connection, token.login)
            good = select(func.count()).where(_good(token.login, token.created_at))
            if connection.execute(good).scalar_one() >= at_most:
                raise TokensFullError(
                    f"account {token.login} has {at_most} tokens already: end one that is not used any more"
                )
            connection.execute(insert(API_TOKENS), asdict(token) | {"scopes": list(token.scopes)})
            detail: dict[str, str | int | bool | None] = {
                "token": token.token_id, "name": token.name, "scopes": " ".join(token.scopes), "until": token.expires_at.isoformat(),
            }  # fmt: skip
            write_deed(
                connection, Deed(actor=token.login, action="token.add", subject=token.login, detail=detail), token.created_at
            )  # fmt: skip

    def of(self, login: str, *, at: datetime) -> list[ApiToken]:
        """Those of an account that are good, oldest first."""
        query = select(API_TOKENS).where(_good(login, at)).order_by(API_TOKENS.c.created_at, API_TOKENS.c.token_id)
        with self._database.read() as connection:
            return [_token(row) for row in connection.execute(query).mappings()]

    def use(self, token_hash: str, *, at: datetime) -> ApiToken | None:
        """The good token with this hash, marked as used now; None when it is unknown, ended or expired."""
        with self._database.read() as connection:
            found = connection.execute(select(API_TOKENS).where(API_TOKENS.c.token_hash == token_hash)).mappings()
            row = found.one_or_none()
        if row is None or row["ended_at"] is not None or row["expires_at"] <= at:
            return None
        token = _token(row)
        if token.used_at is None or at - token.used_at >= USED_STEP:
            with self._database.write() as connection:
                where = (API_TOKENS.c.token_hash == token_hash) & API_TOKENS.c.ended_at.is_(None)
                connection.execute(update(API_TOKENS).where(where).values(used_at=at))
        return token

    def end(self, login: str, token_id: str, *, at: datetime) -> None:
        """Ends one of the account's own, audited. `NoTokenError` when it has no such token, or it is good no more."""
        with self._database.write() as connection:
            where = _good(login, at) & (API_TOKENS.c.token_id == token_id)
            if connection.execute(update(API_TOKENS).where(where).values(ended_at=at)).rowcount == 0:
                raise NoTokenError(
                    f"account {login} has no token {token_id[:32]!r} that is good: it was ended, or expired"
                )
            write_deed(
                connection, Deed(actor=login, action="token.end", subject=login, detail={"token": token_id}), at
            )  # fmt: skip


def _good(login: str, at: datetime) -> ColumnElement[bool]:
    return (API_TOKENS.c.login == login) & API_TOKENS.c.ended_at.is_(None) & (API_TOKENS.c.expires_at > at)


def end_tokens(connection: Connection, login: str, at: datetime) -> None:
    """Ends all of an account; within the transaction of the deed that is the reason."""
    where = (API_TOKENS.c.login == login) & API_TOKENS.c.ended_at.is_(None)
    connection.execute(update(API_TOKENS).where(where).values(ended_at=at))


def good_tokens(connection: Connection, at: datetime) -> dict[str, int]:
    """How many of each account are good."""
    where = API_TOKENS.c.ended_at.is_(None) & (API_TOKENS.c.expires_at > at)
    query = select(API_TOKENS.c.login, func.count().label("good")).where(where).group_by(API_TOKENS.c.login)
    return {row.login: row.good for row in connection.execute(query)}


def _token(row: RowMapping) -> ApiToken:
    return ApiToken(**{**row, "scopes": tuple(row["scopes"])})
