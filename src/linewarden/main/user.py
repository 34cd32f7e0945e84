"""`linewarden user add LOGIN`: a named account; `user reset-second-factor LOGIN` for whoever has lost his."""

import getpass
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from linewarden.config import load_settings
from linewarden.errors import AccessError, ConfigError
from linewarden.main.command import Command
from linewarden.main.console import say
from linewarden.main.identity import console
from linewarden.model.account import Role
from linewarden.store.ledger import Ledger
from linewarden.web.passwords import hash_password

LEAST_PASSWORD = 12
"""Characters; length beats composition rules (NIST SP 800-63B)."""


def arguments(parser: ArgumentParser) -> None:
    """What the command takes."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    add = actions.add_parser("add", help="a new named account; the password is asked for, or read from standard input")
    add.add_argument("login", help="what the person types: letters, digits, . _ -")
    add.add_argument("--name", required=True, help="the person's name as colleagues write it")
    add.add_argument("--role", required=True, choices=[role.value for role in Role])
    reset = actions.add_parser(
        "reset-second-factor",
        help="forget the second factor of an account whose telephone and recovery codes are lost; its sessions end",
    )
    reset.add_argument("login", help="whose; make sure that it is he who asks")
    for action in (add, reset):
        action.add_argument("--config", type=Path, help="settings file (TOML)")


def run(args: Namespace) -> int:
    """Do it; says so."""
    settings = load_settings(args.config)
    settings.data.mkdir(parents=True, exist_ok=True)
    ledger = Ledger.open(settings.ledger, max_accounts=settings.max_accounts)
    try:
        return _ACTIONS[args.action](args, ledger)
    finally:
        ledger.close()


def _add(args: Namespace, ledger: Ledger) -> int:
    if not args.login.replace(".", "").replace("_", "").replace("-", "").isalnum() or not args.login.isascii():
        raise ConfigError(f"login {args.login!r} has characters other than letters, digits, . _ -; choose another")
    password = _password(args.login)
    account = ledger.add_account(
        args.login,
        args.name,
        Role(args.role),
        hash_password(password),
        at=datetime.now(UTC),
        actor=console(),
    )
    say(f"account {account.login} ({account.name}, {account.role.value}) can sign in now")
    return 0


def _reset_second_factor(args: Namespace, ledger: Ledger) -> int:
    login = args.login.strip().lower()
    ledger.second_factors.reset(login, at=datetime.now(UTC), actor=console())
    say(
        f"the second factor of {login} is forgotten and all sessions of it have ended; the next sign-in sets up another"
    )
    return 0


def _password(login: str) -> str:
    if sys.stdin.isatty():
        first, again = getpass.getpass(f"password for {login}: "), getpass.getpass("again: ")
        if first != again:
            raise AccessError("the two passwords differ; nothing was changed, run the command again")
    else:
        first = sys.stdin.readline().rstrip("\n")
    if len(first) < LEAST_PASSWORD or first.lower() == login.lower() * (len(first) // max(len(login), 1)):
        raise AccessError(
            f"the password has {len(first)} characters; take at least {LEAST_PASSWORD}, and not the login"
        )
    return first


_ACTIONS: dict[str, Callable[[Namespace, Ledger], int]] = {"add": _add, "reset-second-factor": _reset_second_factor}

COMMAND = Command(arguments, run)
