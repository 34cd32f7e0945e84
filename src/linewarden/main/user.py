"""`linewarden user list|add|close|…`: named accounts from the console of the machine; the same deeds, checks and audit as on the screens."""

import getpass
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from linewarden.config import Settings, load_settings
from linewarden.errors import AccessError, ConfigError
from linewarden.main.command import Command
from linewarden.main.console import say
from linewarden.main.identity import console
from linewarden.main.users_shown import lines
from linewarden.model.account import Role
from linewarden.store.ledger import Ledger
from linewarden.web.limits import SignInRules
from linewarden.web.password_rules import new_start_password, refuse_weak
from linewarden.web.passwords import hash_password

DEEDS = (  # on an account that exists
    ("close", "end an account for good; its sessions end, its login stays taken"),
    ("end-sessions", "sign a person out everywhere"),
    ("unlock", "end a lock after failed sign-ins before its time"),
    ("reset-password", "print a start password, to be changed at the next sign-in; a lock and all sessions end"),
    (
        "reset-second-factor",
        "forget the second factor of an account whose telephone and recovery codes are lost; its sessions end",
    ),
    ("reopen", "let an account that nobody has used for long sign in again"),
)


def arguments(parser: ArgumentParser) -> None:
    """What the command takes."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    shown = actions.add_parser("list", help="all accounts, and how many of the contract's are in use")
    add = actions.add_parser("add", help="a new named account; the password is asked for, or read from standard input")
    add.add_argument("login", help="what the person types: letters, digits, . _ -")
    add.add_argument("--name", required=True, help="the person's name as colleagues write it")
    add.add_argument("--role", required=True, choices=[role.value for role in Role])
    deeds = [actions.add_parser(name, help=says) for name, says in DEEDS]
    for deed in deeds:
        deed.add_argument("login", help="whose; make sure that it is he who asks")
    for action in (add, *deeds):
        action.add_argument("--reason", default="", help="why; goes on record")
    for action in (shown, add, *deeds):
        action.add_argument("--config", type=Path, help="settings file (TOML)")


def run(args: Namespace) -> int:
    """Do it; says so."""
    settings = load_settings(args.config)
    settings.data.mkdir(parents=True, exist_ok=True)
    ledger = Ledger.open(settings.ledger, max_accounts=settings.max_accounts)
    try:
        say(_ACTIONS[args.action](args, ledger, settings))
    finally:
        ledger.close()
    return 0


def _list(_args: Namespace, ledger: Ledger, settings: Settings) -> str:
    now, rules = datetime.now(UTC), SignInRules()
    states = ledger.account_states.all(at=now, idle=rules.idle, absolute=rules.absolute)
    return "\n".join(lines(states, settings, now))


def _add(args: Namespace, ledger: Ledger, _settings: Settings) -> str:
    if not args.login.replace(".", "").replace("_", "").replace("-", "").isalnum() or not args.login.isascii():
        raise ConfigError(f"login {args.login!r} has characters other than letters, digits, . _ -; choose another")
    password = _password(args.login)
    account = ledger.add_account(
        args.login, args.name, Role(args.role), hash_password(password), at=datetime.now(UTC), actor=console(), reason=args.reason,
    )  # fmt: skip
    return f"account {account.login} ({account.name}, {account.role.value}) can sign in now"


def _close(args: Namespace, ledger: Ledger, _settings: Settings) -> str:
    ended = ledger.accounts.deactivate(_login(args), at=datetime.now(UTC), actor=console(), reason=args.reason)
    return f"account {_login(args)} is closed for good; sessions ended: {len(ended)}"


def _end_sessions(args: Namespace, ledger: Ledger, _settings: Settings) -> str:
    ended = ledger.account_security.end_sessions(
        _login(args), at=datetime.now(UTC), actor=console(), reason=args.reason
    )
    return f"{_login(args)} is signed out everywhere; sessions ended: {len(ended)}"


def _unlock(args: Namespace, ledger: Ledger, _settings: Settings) -> str:
    ledger.account_security.unlock(_login(args), at=datetime.now(UTC), actor=console(), reason=args.reason)
    return f"{_login(args)} may try to sign in again"


def _reset_password(args: Namespace, ledger: Ledger, _settings: Settings) -> str:
    start_password = new_start_password()
    ledger.account_security.reset_password(
        _login(args), hash_password(start_password), at=datetime.now(UTC), actor=console(), reason=args.reason
    )
    return f"start password of {_login(args)}, to be changed at the next sign-in: {start_password}"


def _reset_second_factor(args: Namespace, ledger: Ledger, _settings: Settings) -> str:
    ledger.second_factors.reset(_login(args), at=datetime.now(UTC), actor=console(), reason=args.reason)
    return f"the second factor of {_login(args)} is forgotten and all sessions of it have ended; the next sign-in sets up another"


def _reopen(args: Namespace, ledger: Ledger, settings: Settings) -> str:
    ledger.account_security.reopen(
        _login(args), at=datetime.now(UTC), dormant=timedelta(days=settings.web.dormant_days), actor=console(), reason=args.reason,
    )  # fmt: skip
    return f"{_login(args)} may sign in again"


def _login(args: Namespace) -> str:
    return str(args.login).strip().lower()


def _password(login: str) -> str:
    if sys.stdin.isatty():
        first, again = getpass.getpass(f"password for {login}: "), getpass.getpass("again: ")
        if first != again:
            raise AccessError("the two passwords differ; nothing was changed, run the command again")
    else:
        first = sys.stdin.readline().rstrip("\n")
    refuse_weak(first, login)
    return first


_ACTIONS: dict[str, Callable[[Namespace, Ledger, Settings], str]] = {
    "list": _list,
    "add": _add,
    "close": _close,
    "end-sessions": _end_sessions,
    "unlock": _unlock,
    "reset-password": _reset_password,
    "reset-second-factor": _reset_second_factor,
    "reopen": _reopen,
}

COMMAND = Command(arguments, run)
