"""`linewarden rules`: from a drafted change over its back-test and a second person's approval to the version that the live platform follows."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import orjson

from linewarden.config import Settings, load_settings
from linewarden.errors import ConfigError
from linewarden.main.backtest import capacity_of, measured, measuring_arguments, write_outputs
from linewarden.main.command import Command
from linewarden.main.console import complain, say
from linewarden.main.identity import console, proven
from linewarden.main.past import held_whole, open_past, past_range_arguments, span_of
from linewarden.main.rules_shown import (
    change_text,
    changes_text,
    publications_text,
    rows_text,
    whitelist_rows,
    whitelist_text,
)
from linewarden.main.today import open_ledger
from linewarden.main.truth import truth_of
from linewarden.rulebook import steps
from linewarden.rulebook.book import version_of
from linewarden.rulebook.change import read_change
from linewarden.rulebook.steps import book_at, book_of
from linewarden.rulebook.text import as_json, text_of
from linewarden.scoring.rules import RULES_VERSION
from linewarden.store.ledger import Ledger


def arguments(parser: ArgumentParser) -> None:
    """What the command takes."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    show = actions.add_parser(
        "show", help="the rules in force, or those of a version, as text that can be changed and drafted"
    )
    show.add_argument(
        "--version", metavar="VERSION", help="such as 2026.11.3+2, or 2; 0: the rules as the program came"
    )
    show.add_argument(
        "--change",
        type=int,
        metavar="ID",
        help="a change: what it alters, who did what with it, what its back-test found",
    )
    show.add_argument("--all", action="store_true", help="every row, those that nobody changed too")
    show.add_argument("--json", action="store_true", help="the whole book as JSON")
    draft = actions.add_parser("draft", help="hand in a change of the rules in force")
    draft.add_argument("change", type=Path, metavar="CHANGE.toml")
    _who(draft, reason="why the rules should change")
    actions.add_parser("list", help="all changes and published versions")
    backtest = actions.add_parser(
        "backtest", help="what a drafted change would have warned of in past calls; kept with the change"
    )
    backtest.add_argument("id", type=int, metavar="ID")
    past_range_arguments(backtest)
    measuring_arguments(backtest)
    for name, text in (
        ("approve", "consent to a back-tested change of somebody else"),
        ("reject", "refuse a change of somebody else"),
    ):
        decide = actions.add_parser(name, help=text)
        decide.add_argument("id", type=int, metavar="ID")
        _who(decide, reason="why")
    publish = actions.add_parser("publish", help="make an approved change the rules in force")
    publish.add_argument("id", type=int, metavar="ID")
    publish.add_argument(
        "--as", dest="login", metavar="LOGIN", help="the account that publishes (default: the user at the terminal)"
    )
    rollback = actions.add_parser("rollback", help="publish an earlier version again")
    rollback.add_argument(
        "version", metavar="VERSION", help="such as 2026.11.3+2, or 2; 0: the rules as the program came"
    )
    _who(rollback, reason="what is wrong with the rules in force")
    whitelist = actions.add_parser(
        "whitelist", help="entries in force, until when, and how many calls each has kept quiet"
    )
    whitelist.add_argument("--json", action="store_true", help="as JSON")
    for action in actions.choices.values():
        action.add_argument("--config", type=Path, help="settings file (TOML)")


def _who(parser: ArgumentParser, *, reason: str) -> None:
    parser.add_argument(
        "--as",
        dest="login",
        required=True,
        metavar="LOGIN",
        help="your account; its password is asked for, or read from standard input",
    )
    parser.add_argument("--reason", required=True, metavar="TEXT", help=f"{reason}; goes on record")


def run(args: Namespace) -> int:
    """Do what was asked."""
    settings = load_settings(args.config)
    with open_ledger(settings) as ledger:
        ACTIONS[args.action](args, settings, ledger)
    return 0


def _show(args: Namespace, _: Settings, ledger: Ledger) -> None:
    if args.change is not None:
        _show_change(args, ledger)
        return
    book = book_at(ledger, None if args.version is None else _serial(args.version))
    if args.json:
        say(orjson.dumps(as_json(book), option=orjson.OPT_INDENT_2).decode())
    elif args.all:
        say(rows_text(book))
    else:
        say(f"# rules {book.version}: what differs from the rules as the program came\n{text_of(book)}".rstrip("\n"))


def _show_change(args: Namespace, ledger: Ledger) -> None:
    if args.version is not None or args.all:
        raise ConfigError("--change shows a change, --version and --all rules; leave out one")
    change = ledger.rule_changes.find(args.change)
    if args.json:
        say(orjson.dumps(change, option=orjson.OPT_INDENT_2).decode())
        return
    say(change_text(change, text_of(book_at(ledger, change.base_serial)), version_of(change.base_serial)))


def _draft(args: Namespace, settings: Settings, ledger: Ledger) -> None:
    base = ledger.published.latest_serial()
    book = read_change(args.change, book_at(ledger, base), on=datetime.now(settings.zone).date())
    reason, account = _reason(args), proven(ledger, args.login, settings)
    change = steps.draft(ledger, book, base_serial=base, author=account.login, reason=reason, at=_now())
    say(f"change {change.change_id} drafted by {account.login} on {version_of(base)}, digest {change.digest}")
    say(f"next: linewarden rules backtest {change.change_id} --from DATE --to DATE")


def _list(_: Namespace, _settings: Settings, ledger: Ledger) -> None:
    say(changes_text(ledger.rule_changes.all()))
    say(f"\n{publications_text(ledger.published.all())}")


def _backtest(args: Namespace, settings: Settings, ledger: Ledger) -> None:
    capacity_of(args)
    change, span, truth = ledger.rule_changes.find(args.id), span_of(args, settings.zone), truth_of(args, settings)
    today, book = book_at(ledger, change.base_serial), book_of(change)
    if change.base_serial != ledger.published.latest_serial():
        complain(
            f"change {change.change_id} was drafted on {today.version}, which is not in force any more: it is compared with that, and cannot be published"
        )
    with open_past(args, settings) as store, held_whole(store, span) as held:
        worths = measured(store, span, (today, book), args, settings, truth, held.rows)
    summary = worths.to_json()
    write_outputs(args, summary, worths)
    ledger.rule_changes.backtested(change.change_id, digest=change.digest, summary=summary, actor=console(), at=_now())
    say(worths.text())
    say(
        f"change {change.change_id} is back-tested, digest {change.digest}; next, by somebody other than {change.author}: linewarden rules approve {change.change_id}"
    )


def _approve(args: Namespace, settings: Settings, ledger: Ledger) -> None:
    reason, account = _reason(args), proven(ledger, args.login, settings)
    ledger.rule_changes.approve(args.id, approver=account.login, decision=reason, at=_now())
    say(f"change {args.id} approved by {account.login}; next: linewarden rules publish {args.id}")


def _reject(args: Namespace, settings: Settings, ledger: Ledger) -> None:
    reason, account = _reason(args), proven(ledger, args.login, settings)
    ledger.rule_changes.reject(args.id, approver=account.login, decision=reason, at=_now())
    say(f"change {args.id} rejected by {account.login}")


def _publish(args: Namespace, settings: Settings, ledger: Ledger) -> None:
    actor = console() if args.login is None else proven(ledger, args.login, settings).login
    done = steps.publish(ledger, args.id, actor=actor, at=_now())
    say(f"rules {done.version} are published; a running platform follows them within seconds")


def _rollback(args: Namespace, settings: Settings, ledger: Ledger) -> None:
    serial, reason, account = _serial(args.version), _reason(args), proven(ledger, args.login, settings)
    done = steps.roll_back(ledger, serial, actor=account.login, reason=reason, at=_now())
    say(
        f"rules {done.version} are published, the same as {version_of(serial)}; a running platform follows them within seconds"
    )


def _whitelist(args: Namespace, _: Settings, ledger: Ledger) -> None:
    rows = whitelist_rows(book_at(ledger).whitelist, ledger.silenced.all(), _now())
    if args.json:
        say(orjson.dumps(rows, option=orjson.OPT_INDENT_2).decode())
        return
    say(whitelist_text(rows))
    over = [row["number"] for row in rows if row["is_expired"]]
    if over:
        complain(
            f"{len(over)} entries are over and have no effect: {', '.join(map(str, over))}; remove them, or vouch for them again with a later expires"
        )


ACTIONS: Mapping[str, Callable[[Namespace, Settings, Ledger], None]] = {
    "show": _show,
    "draft": _draft,
    "list": _list,
    "backtest": _backtest,
    "approve": _approve,
    "reject": _reject,
    "publish": _publish,
    "rollback": _rollback,
    "whitelist": _whitelist,
}


def _serial(version: str) -> int:
    """The serial of a version as people write it: 2026.11.3+2, +2 or 2; 2026.11.3 and 0 are the rules as the program came."""
    rules, plus, serial = version.rpartition("+")
    if not plus and version == RULES_VERSION:
        return 0
    if not serial.isdecimal() or not serial.isascii() or (rules and not plus):
        raise ConfigError(
            f"version {version!r} is none; write for example {RULES_VERSION}+2, or 2; `linewarden rules list` has them all"
        )
    return int(serial)


def _reason(args: Namespace) -> str:
    reason: str = args.reason.strip()
    if not reason:
        raise ConfigError("--reason is empty; say why in a few words, it goes on record")
    return reason


def _now() -> datetime:
    return datetime.now(UTC)


COMMAND = Command(arguments, run)
