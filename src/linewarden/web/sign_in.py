"""Sign-in: the same work and the same answers whether or not the login exists, a lock after too many failures, all of it audited."""

import threading
from dataclasses import dataclass, replace
from datetime import datetime
from math import ceil

from pydantic import SecretStr

from linewarden.errors import AccountStateError
from linewarden.model.account import Account
from linewarden.web.desk import Desk
from linewarden.web.one_time import refused
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

    Refuses with `bad_credentials`, with `code_needed` or `bad_code` when the account has a second factor, with `locked_out` and the
    seconds to wait, or, to those alone who have proved themselves, with `dormant`.
    """
    account = proved(desk, hashing, asked.login, asked.password.get_secret_value(), asked.code)
    now, rules = desk.clock(), desk.sign_in
    _refuse_dormant(desk, account, now)
    token = desk.new_token()
    try:
        ended = desk.ledger.sessions.start(
            token_hash(token),
            account.login,
            at=now,
            at_most=rules.sessions_per_account,
            idle=rules.idle,
            absolute=rules.absolute,
            password_hash=account.password_hash,
        )
    except AccountStateError as err:
        raise _wrong() from err
    return account, token, ended


def proved(desk: Desk, hashing: Hashing, login: str, password: str, code: SecretStr | None) -> Account:
    """The account whose password, and code if it has a second factor, these are; refuses as `sign_in` does.

    An attempt without the code that is needed counts as a failure until one with it succeeds: who has only the password has five tries.
    """
    account = _of_password(desk, hashing, login, password)
    _take_code(desk, account, code)
    desk.ledger.attempts.clear(login)
    return _with_todays_hash(desk, hashing, account, password)


def knows_password(desk: Desk, hashing: Hashing, login: str, password: str) -> Account:
    """As `proved`, and asks for no code: where the sign-in has just taken one."""
    account = _of_password(desk, hashing, login, password)
    desk.ledger.attempts.clear(login)
    return account


def _of_password(desk: Desk, hashing: Hashing, login: str, password: str) -> Account:
    """The account; the attempt counts as failed until `attempts.clear`."""
    now = desk.clock()
    account = desk.ledger.account(login)
    refuse_locked(desk, login, account, now)
    with hashing.turns:
        fits = is_password(password, account.password_hash if account else hashing.decoy)
    if account is None or not account.is_active or not fits:
        desk.ledger.attempts.failed(account.login if account else NOBODY, at=now, reason="bad_credentials")
        raise _wrong()
    return account


def _wrong() -> RefusedError:
    return RefusedError(ErrorCode.BAD_CREDENTIALS, "login or password is wrong: check both and try again")


def _refuse_dormant(desk: Desk, account: Account, now: datetime) -> None:
    term = desk.sign_in.dormant
    if account.is_dormant(now, term):
        desk.ledger.attempts.failed(account.login, at=now, reason="dormant")
        raise RefusedError(
            ErrorCode.DORMANT,
            f"nobody has signed in to this account for {term.days} days: ask the security administrator to reopen it",
        )


def _take_code(desk: Desk, account: Account, code: SecretStr | None) -> None:
    """Takes the code, which is good no more then; does nothing for an account without second factor."""
    login, now = account.login, desk.clock()
    factor = desk.ledger.second_factors.find(login)
    if factor is None or not factor.is_set:
        return
    if code is None:
        raise RefusedError(ErrorCode.CODE_NEEDED, "this account has a second factor: give the code that it shows, too")
    reason = refused(desk.ledger, desk.sealer, factor, code.get_secret_value(), now)
    if reason:
        desk.ledger.attempts.failed(login, at=now, reason=reason)
        raise RefusedError(
            ErrorCode.BAD_CODE, "the code is wrong, too old, or was used before: wait for the next one and try again"
        )


def refuse_locked(desk: Desk, login: str, account: Account | None, now: datetime) -> None:
    """Counts an attempt under this login, as failed until `attempts.clear`; refuses with `locked_out` after too many."""
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


def _with_todays_hash(desk: Desk, hashing: Hashing, account: Account, password: str) -> Account:
    """The account, hashed again when the cost table has changed since the hash was made."""
    if not is_outdated(account.password_hash, desk.argon2):
        return account
    with hashing.turns:
        renewed = hash_password(password, desk.argon2)
    is_kept = desk.ledger.accounts.renew_hash(account.login, renewed, former=account.password_hash, at=desk.clock())
    return replace(account, password_hash=renewed) if is_kept else account
