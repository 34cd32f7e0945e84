"""`linewarden user add LOGIN`: a named account."""

import getpass
import sys
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from pathlib import Path

from linewarden.config import load_settings
from linewarden.errors import AccessError, ConfigError
from linewarden.main.command import Command
from linewarden.main.console import say
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
    add.add_argument("--config", type=Path, help="settings file (TOML)")


def run(args: Namespace) -> int:
    """Add the account; says so."""
    settings = load_settings(args.config)
    if not args.login.replace(".", "").replace("_", "").replace("-", "").isalnum() or not args.login.isascii():
        raise ConfigError(f"login {args.login!r} has characters other than letters, digits, . _ -; choose another")
    password = _password(args.login)
    settings.data.mkdir(parents=True, exist_ok=True)
    ledger = Ledger.open(settings.ledger, max_accounts=settings.max_accounts)
    try:
        account = ledger.add_account(
            args.login,
            args.name,
            Role(args.role),
            hash_password(password),
            at=datetime.now(UTC),
            actor=f"console:{getpass.getuser()}",
        )
    finally:
        ledger.close()
    say(f"account {account.login} ({account.name}, {account.role.value}) can sign in now")
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


COMMAND = Command(arguments, run)
