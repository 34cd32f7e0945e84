"""`linewarden messages`: what waits for the gateway, and what was given up; and the messenger of a running platform."""

import contextlib
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from linewarden.channels.channel import Channel
from linewarden.channels.messenger import Messenger
from linewarden.channels.sms_http import SmsHttp
from linewarden.config import Settings, load_settings
from linewarden.main.command import Command
from linewarden.main.console import say
from linewarden.main.identity import console
from linewarden.main.today import existing_ledger
from linewarden.model.message import MessageState
from linewarden.model.number import E164
from linewarden.numbering import masked
from linewarden.store.ledger import Ledger

MOST_TOLD = 100


@contextlib.contextmanager
def sending(settings: Settings, ledger: Ledger, clock: Callable[[], datetime]) -> Iterator[None]:
    """Messages go out inside the block. Raises ConfigError when a channel's key cannot be read."""
    with contextlib.ExitStack() as stack:
        channels: dict[str, Channel] = {
            section.name: stack.enter_context(
                SmsHttp(section.url, key=section.signing_key(), timeout_s=section.timeout_s)
            )
            for section in settings.channel
        }
        if channels:
            messenger = Messenger(ledger.outbox, channels, clock)
            messenger.start()
            stack.callback(messenger.stop)
        yield


def arguments(parser: ArgumentParser) -> None:
    """What the command takes."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    told = actions.add_parser("list", help="messages in one state, newest first; numbers are masked")
    told.add_argument("--state", choices=[state.value for state in MessageState], default=MessageState.DEAD.value)
    again = actions.add_parser("again", help="send one that was given up anew; goes on record")
    again.add_argument("message_id", metavar="ID")
    for action in (told, again):
        action.add_argument("--config", type=Path, help="settings file (TOML)")


def run(args: Namespace) -> int:
    """Do it; says so."""
    return _ACTIONS[args.action](args)


def _list(args: Namespace) -> int:
    settings, state = load_settings(args.config), MessageState(args.state)
    with existing_ledger(settings) as ledger:
        found, count = ledger.outbox.latest(state, MOST_TOLD), ledger.outbox.count(state)
    for one in found:
        at = one.created_at.astimezone(settings.zone).isoformat(timespec="seconds")
        say(
            f"{one.message_id}  {at}  {one.warning_id}  {masked(E164(one.number))}  {one.attempts} attempts  {one.problem}"
        )
    say(f"{count:,} {state}" + (f", of which these are the newest {MOST_TOLD}" if count > MOST_TOLD else ""))
    return 0


def _again(args: Namespace) -> int:
    with existing_ledger(load_settings(args.config)) as ledger:
        ledger.outbox.again(args.message_id, actor=console(), at=datetime.now(UTC))
    say(f"message {args.message_id} waits again; the running platform sends it")
    return 0


_ACTIONS: dict[str, Callable[[Namespace], int]] = {"list": _list, "again": _again}

COMMAND = Command(arguments, run)
