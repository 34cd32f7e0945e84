"""Who is at the terminal: a named account, proven by its password. The same lock-out and audit as signing in on the screens."""

import getpass
import sys
from datetime import UTC, datetime, timedelta

from linewarden.config import Settings
from linewarden.errors import AccessError
from linewarden.model.account import Account
from linewarden.store.ledger import Ledger
from linewarden.web.limits import SignInRules
from linewarden.web.one_time import refused
from linewarden.web.passwords import is_password
from linewarden.web.sealing import Sealer


def proven(ledger: Ledger, login: str, settings: Settings) -> Account:
    """The account, its password asked for, or read from standard input, and the code of its second factor if it has one.

    Raises AccessError when they do not fit, the login is locked, the account is dormant, or its password is a start password.
    """
    password = asked(f"password for {login}: ")
    account, rules, now = ledger.account(login), SignInRules(), datetime.now(UTC)
    locked_until = ledger.attempts.begin(
        login, at=now, failures=rules.failures, window=rules.window, locked_for=rules.locked_for
    )
    if locked_until is not None:
        raise AccessError(
            f"too many wrong passwords for {login}: try again after {locked_until.isoformat(timespec='seconds')}"
        )
    if account is None or not account.is_active or not is_password(password, account.password_hash):
        ledger.attempts.failed(account.login if account else "unknown", at=now, reason="bad_credentials")
        raise AccessError(f"login {login} or the password is wrong: check both, run the command again")
    factor = ledger.second_factors.find(account.login)
    if factor is not None and factor.is_set:
        code = asked("one-time or recovery code: ")
        now = datetime.now(UTC)
        reason = refused(ledger, Sealer.of(settings.sealing_key), factor, code, now)
        if reason:
            ledger.attempts.failed(account.login, at=now, reason=reason)
            raise AccessError(
                "the code is wrong, too old, or was used before: wait for the next one, run the command again"
            )
    ledger.attempts.clear(login)
    _refuse_unready(account, settings, now)
    return account


def _refuse_unready(account: Account, settings: Settings, now: datetime) -> None:
    if account.is_dormant(now, timedelta(days=settings.web.dormant_days)):
        raise AccessError(
            f"nobody has signed in to {account.login} for {settings.web.dormant_days} days: ask the security administrator to reopen it"
        )
    if account.must_change_password:
        raise AccessError(f"account {account.login} has a start password: sign in at the screens and change it first")


def asked(prompt: str) -> str:
    """A password, unseen at a terminal; else a line of standard input."""
    return getpass.getpass(prompt) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")


def console() -> str:
    """The actor of deeds for which no account is asked: the system's user at the terminal."""
    return f"console:{getpass.getuser()}"
