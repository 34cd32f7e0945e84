"""`linewarden audit`: whether the audit is whole, its head to be kept elsewhere, a copy that can be checked without the ledger, and alarms for misuse."""

import os
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from pathlib import Path

import orjson

from linewarden.config import load_settings
from linewarden.errors import ConfigError
from linewarden.main.command import Command
from linewarden.main.console import complain, say
from linewarden.main.identity import console
from linewarden.main.today import existing_ledger
from linewarden.misuse.check import MOST_TOLD, check
from linewarden.misuse.look import look
from linewarden.misuse.rule import MisuseRule
from linewarden.model.alarm import Alarm
from linewarden.model.audit import AuditHead
from linewarden.store.durable import private_file
from linewarden.store.ledger import Deed
from linewarden.store.ledger.audit_file import file_faults, write_audit

MOST_ALARMS = 500
"""Of one list, the newest first."""


def arguments(parser: ArgumentParser) -> None:
    """What the command takes."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    verify = actions.add_parser(
        "verify",
        help="find any edit, deletion or reordering; exit code 1 when there is one. Beside a running platform, too",
    )
    verify.add_argument(
        "--file", type=Path, metavar="FILE", help="of an exported audit instead of the ledger's; needs no ledger"
    )
    verify.add_argument(
        "--heads", type=Path, metavar="FILE",
        help="lines of `audit head` that were kept elsewhere: what they name must still be there, unchanged",
    )  # fmt: skip
    actions.add_parser(
        "head", help="how far the audit reaches now, a line of JSON: keep it where nobody of this machine can change it"
    )
    export = actions.add_parser(
        "export", help="all entries into a file of JSON lines that anybody can check; goes on record"
    )
    export.add_argument("--out", type=Path, required=True, metavar="FILE", help="must not exist")
    alarms = actions.add_parser(
        "alarms", help="look through the audit for misuse as the running platform does, and list the alarms"
    )
    alarms.add_argument(
        "--judged", action="store_true", help="those that an auditor has judged, in place of the open ones"
    )
    alarms.add_argument("--json", action="store_true", help="an object a line")
    for action in actions.choices.values():
        action.add_argument("--config", type=Path, help="settings file (TOML)")


def run(args: Namespace) -> int:
    """Do it; says so."""
    return _ACTIONS[args.action](args)


def _verify(args: Namespace) -> int:
    known = _heads(args.heads)
    if args.file is not None:
        faults, head = file_faults(args.file, known)
        count = len(faults)
    else:
        with existing_ledger(load_settings(args.config)) as ledger:
            found = check(ledger, by=console(), now=lambda: datetime.now(UTC), known=known)
        faults, head, count = list(found.told), found.head, found.faults
    for fault in faults[:MOST_TOLD]:
        complain(fault)
    if count:
        complain(f"{count:,} faults: the audit was tampered with, or damaged. Keep it as it is and tell the auditor")
        return 1
    beside = f"; {len(known)} heads kept elsewhere are in it" if known else ""
    say(f"the audit is whole: {head.seq:,} entries, the last one {head.entry_hash}{beside}")
    return 0


def _head(args: Namespace) -> int:
    with existing_ledger(load_settings(args.config)) as ledger:
        head = ledger.audit.head()
    say(orjson.dumps({"seq": head.seq, "entry_hash": head.entry_hash, "at": datetime.now(UTC)}).decode())
    return 0


def _export(args: Namespace) -> int:
    with existing_ledger(load_settings(args.config)) as ledger:
        now = datetime.now(UTC)
        ledger.audit.append(Deed(actor=console(), action="audit.export", subject="audit"), at=now)
        try:
            with (
                private_file(args.out) as out,
                ledger.audit.reading() as (entries, head),
            ):
                written = write_audit(entries, head, out, at=now)
                out.flush()
                os.fsync(out.fileno())
        except OSError as err:
            raise ConfigError(f"{args.out} cannot be written: {err.strerror}; name another file") from err
    say(f"{written:,} entries in {args.out}; `linewarden audit verify --file` checks it anywhere")
    return 0


def _alarms(args: Namespace) -> int:
    settings, now = load_settings(args.config), datetime.now(UTC)
    with existing_ledger(settings) as ledger:
        while look(ledger, settings.misuse_rules, now):
            pass
        found = ledger.alarms.newest(is_open=not args.judged, limit=MOST_ALARMS)
    rules = {rule.name: rule for rule in settings.misuse_rules}
    for alarm in found:
        say(orjson.dumps(alarm).decode() if args.json else _alarm_text(alarm, rules.get(alarm.rule), settings.zone))
    if not found and not args.json:
        say("no alarms" if args.judged else "no open alarms")
    return 0


def _alarm_text(alarm: Alarm, rule: MisuseRule | None, zone: tzinfo) -> str:
    what = rule.says_en.format(count=alarm.count) if rule else alarm.rule
    when = f"{alarm.last_at.astimezone(zone):%Y-%m-%d %H:%M:%S}"
    judged = f"; {alarm.verdict} by {alarm.seen_by}: {alarm.words}" if alarm.verdict else ""
    return f"{alarm.alarm_id:>6}  {when}  {alarm.actor}: {what} (entries {alarm.first_seq} to {alarm.last_seq}){judged}"


def _heads(path: Path | None) -> list[AuditHead]:
    if path is None:
        return []
    try:
        lines = [orjson.loads(line) for line in path.read_bytes().splitlines() if line.strip()]
        return [AuditHead(int(line["seq"]), str(line["entry_hash"])) for line in lines]
    except OSError as err:
        raise ConfigError(f"{path} cannot be read: {err.strerror}") from err
    except (ValueError, KeyError, TypeError) as err:
        raise ConfigError(f"{path}: each line must be one of `linewarden audit head`") from err


_ACTIONS: dict[str, Callable[[Namespace], int]] = {
    "verify": _verify,
    "head": _head,
    "export": _export,
    "alarms": _alarms,
}

COMMAND = Command(arguments, run)
