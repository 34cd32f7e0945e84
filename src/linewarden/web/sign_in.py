"""Sign-in: the same work and the same answers whether or not the login exists, a lock after too many failures, all of it audited."""

import threading
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from linewarden.model.account import Account
from linewarden.web.desk import Desk
from linewarden.web.passwords import hash_password, is_outdated, is_password
from linewarden.web.refusal import RefusedError
from linewarden.web.sessions import token_hash
from linewarden.web.shapes.error import ErrorCode
from linewarden.web.shapes.session import SignIn

NOBODY = "unknown"  # actor of failures under a login that does not exist: what was typed may be a password


@dataclass(frozen=True, slots=True)
class Hashing:
    """What hashing needs for the life of the app: how many at once, and a hash to spend time on when there is no account."""

    turns: threading.BoundedSemaphore
    decoy: str


def new_hashing(desk: Desk) -> Hashing:
    """Made once: the decoy costs as much as a real hash."""
    return Hashing(
        threading.BoundedSemaphore(desk.sign_in.hashing_at_once), hash_password(desk.new_token(), desk.argon2)
    )


def sign_in(desk: Desk, hashing: Hashing, asked: SignIn) -> tuple[Account, str, list[str]]:
    """The account, the token of its new session, and the token hashes of sessions that ended to make room.

    Refuses with `bad_credentials`, or with `locked_out` and the seconds to wait.
    """
    now = desk.clock()
    account = desk.ledger.account(asked.login)
    _refuse_locked(desk, asked.login, account, now)
    with hashing.turns:
        fits = is_password(asked.password.get_secret_value(), account.password_hash if account else hashing.decoy)
    if account is None or not account.is_active or not fits:
        desk.ledger.attempts.failed(account.login if account else NOBODY, at=now, reason="bad_credentials")
        raise RefusedError(ErrorCode.BAD_CREDENTIALS, "login or password is wrong: check both and try again")
    desk.ledger.attempts.clear(asked.login)
    _renew_hash(desk, hashing, account, asked.password.get_secret_value(), now)
    token = desk.new_token()
    rules = desk.sign_in
    ended = desk.ledger.sessions.start(
        token_hash(token),
        account.login,
        at=now,
        at_most=rules.sessions_per_account,
        idle=rules.idle,
        absolute=rules.absolute,
    )
    return account, token, ended


def _refuse_locked(desk: Desk, login: str, account: Account | None, now: datetime) -> None:
    rules = desk.sign_in
    locked_until = desk.ledger.attempts.begin(
        login, at=now, failures=rules.failures, window=rules.window, locked_for=rules.locked_for
    )
    if locked_until is None:
        return
    desk.ledger.attempts.failed(account.login if account else NOBODY, at=now, reason="locked_out")
    wait_s = max(1, ceil((locked_until - now).total_seconds()))
    message = f"too many failed sign-ins under this login: try again in {wait_s} s"
    raise RefusedError(ErrorCode.LOCKED_OUT, message, retry_after_s=wait_s)


def _renew_hash(desk: Desk, hashing: Hashing, account: Account, password: str, now: datetime) -> None:
    """Hashes again when the cost table has changed since the hash was made."""
    if not is_outdated(account.password_hash, desk.argon2):
        return
    with hashing.turns:
        renewed = hash_password(password, desk.argon2)
    desk.ledger.accounts.set_password_hash(account.login, renewed, at=now, actor=account.login, action="account.rehash")
