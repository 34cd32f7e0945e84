"""Who acts: active accounts, asked for within the transaction of what they do."""

from sqlalchemy import Connection, select

from linewarden.errors import AccessError
from linewarden.model.account import WORKERS, Role
from linewarden.store.ledger.tables import ACCOUNTS


def active_role(connection: Connection, login: str) -> Role:
    """The role of an account; `AccessError` unless it is an active one."""
    row = connection.execute(
        select(ACCOUNTS.c.role, ACCOUNTS.c.is_active).where(ACCOUNTS.c.login == login)
    ).one_or_none()
    if row is None or not row.is_active:
        raise AccessError(f"there is no active account {login}: name one that exists")
    return Role(row.role)


def workers(connection: Connection) -> frozenset[str]:
    """Logins of those who work on warnings and cases."""
    query = select(ACCOUNTS.c.login).where(ACCOUNTS.c.is_active, ACCOUNTS.c.role.in_(sorted(WORKERS)))
    return frozenset(connection.execute(query).scalars())
