"""Who is at the terminal: a named account, proven by its password. The same lock-out and audit as signing in on the screens."""

import getpass
import sys
from datetime import UTC, datetime

from linewarden.errors import AccessError
from linewarden.model.account import Account
from linewarden.store.ledger import Ledger
from linewarden.web.limits import SignInRules
from linewarden.web.passwords import is_password


def proven(ledger: Ledger, login: str) -> Account:
    """The account, its password asked for, or read from standard input. Raises AccessError when it does not fit, or is locked."""
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
    ledger.attempts.clear(login)
    return account


def asked(prompt: str) -> str:
    """A password, unseen at a terminal; else a line of standard input."""
    return getpass.getpass(prompt) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")


def console() -> str:
    """The actor of deeds for which no account is asked: the system's user at the terminal."""
    return f"console:{getpass.getuser()}"
