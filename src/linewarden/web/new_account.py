"""A new named account with its password, as the command line and, later, the administrator's screen make it."""

from datetime import datetime

from linewarden.errors import AccessError
from linewarden.model.account import Account, Role
from linewarden.store.ledger import Ledger
from linewarden.web.passwords import Argon2, hash_password
from linewarden.web.shapes.session import LOGIN_LENGTH, PASSWORD_LENGTH

SHORTEST_PASSWORD = 10  # MLPS level 3 asks for "complex"; length resists guessing better than rules on characters (NIST SP 800-63B, 5.1.1)


def add_person(
    ledger: Ledger,
    login: str,
    name: str,
    role: Role,
    password: str,
    *,
    at: datetime,
    actor: str,
    cost: Argon2 | None = None,
) -> Account:
    """The new account, audited; `AccessError` for an unusable login or password, a taken login, or when all accounts are in use."""
    login = login.strip().lower()
    if not login or len(login) > LOGIN_LENGTH or not login.isprintable() or " " in login:
        raise AccessError(
            f"login {login[:LOGIN_LENGTH]!r}: use 1 to {LOGIN_LENGTH} letters, digits, dots or dashes without blanks"
        )
    if not SHORTEST_PASSWORD <= len(password) <= PASSWORD_LENGTH or login in password.lower():
        raise AccessError(
            f"password of {login}: use {SHORTEST_PASSWORD} to {PASSWORD_LENGTH} characters that do not contain the login"
        )
    return ledger.add_account(login, name.strip() or login, role, hash_password(password, cost), at=at, actor=actor)
