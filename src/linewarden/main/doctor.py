"""`linewarden doctor`: what is wrong with this installation, and what to do about it."""

import shutil
import socket
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import numpy as np
import psutil

from linewarden.config import Settings, load_settings
from linewarden.errors import LinewardenError
from linewarden.features.cluster import missing
from linewarden.features.engine import Engine
from linewarden.feeds.files import load_map
from linewarden.main.command import Command
from linewarden.main.console import say
from linewarden.main.static import STATIC
from linewarden.main.today import open_ledger
from linewarden.main.voices import is_misread, line_of, voices_by_map
from linewarden.model.event import event_block
from linewarden.model.message import MessageState
from linewarden.rulebook.steps import book_at
from linewarden.store.ledger import Ledger
from linewarden.store.records import RecordStore

LEAST_FREE_GB = 10
LEAST_MEMORY_GB = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check saw; `advice` is what to do when it is not well."""

    is_ok: bool
    text: str
    advice: str = ""


def _well(text: str) -> Finding:
    return Finding(is_ok=True, text=text)


def _ill(text: str, advice: str) -> Finding:
    return Finding(is_ok=False, text=text, advice=advice)


def _unless(problems: Sequence[str], text: str, advice: str) -> Finding:
    """The first problem, or `text` without any."""
    return _ill(problems[0], advice) if problems else _well(text)


def _python(_: Settings) -> Finding:
    seen = sys.version.split()[0]
    return Finding(sys.version_info >= (3, 11), f"Python {seen}", "install Python 3.11 or newer and run `make setup`")


def _packages(_: Settings) -> Finding:
    missing = []
    for line in requires("linewarden") or []:
        name = (
            line.split(";", maxsplit=1)[0]
            .split(">", maxsplit=1)[0]
            .split("=", maxsplit=1)[0]
            .split("<", maxsplit=1)[0]
            .strip()
        )
        if "extra ==" in line:
            continue
        try:
            version(name)
        except PackageNotFoundError:
            missing.append(name)
    return Finding(
        not missing,
        f"missing packages: {', '.join(missing)}" if missing else "all packages are installed",
        "run `make setup`",
    )


def _screens(_: Settings) -> Finding:
    return Finding(
        (STATIC / "index.html").is_file(),
        "the screens are built" if STATIC.is_dir() else "the screens are not built",
        "run `make setup`",
    )


def _kernel(_: Settings) -> Finding:
    values = Engine().push(event_block(at_us=[1], kind=[4], record_id=np.array([1], np.uint64), cli=[1], called=[2]))
    return Finding(
        int(values.column("caller_attempts_5m")[0]) == 1,
        "the feature kernel compiles and counts",
        "reinstall numba: `make clean setup`",
    )


def _memory(_: Settings) -> Finding:
    total = psutil.virtual_memory().total / 1e9
    return Finding(
        total >= LEAST_MEMORY_GB, f"{total:.1f} GB of memory", f"give the machine at least {LEAST_MEMORY_GB} GB"
    )


def _disk(settings: Settings) -> Finding:
    folder = next(parent for parent in (settings.data.resolve(), *settings.data.resolve().parents) if parent.exists())
    free = shutil.disk_usage(folder).free / 1e9
    return Finding(
        free >= LEAST_FREE_GB,
        f"{free:.0f} GB free for {settings.data}",
        f"free at least {LEAST_FREE_GB} GB or move `data`",
    )


def _writable(settings: Settings) -> Finding:
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
        probe = settings.data / ".doctor"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as err:
        return _ill(f"{settings.data} cannot be written: {err.strerror}", "give the service's user the folder")
    return _well(f"{settings.data} can be written")


def _ledger(settings: Settings) -> Finding:
    ledger = Ledger.open(settings.ledger, max_accounts=settings.max_accounts)
    try:
        problems = ledger.verify_audit()
    finally:
        ledger.close()
    return _unless(
        problems,
        "the ledger opens and its audit chain is whole",
        "restore the ledger from the last good backup",
    )


def _rules(settings: Settings) -> Finding:
    with open_ledger(settings) as ledger:
        book = book_at(ledger)
    over = [entry.number for entry in book.whitelist if entry.is_expired(datetime.now(UTC))]
    return Finding(
        not over,
        f"whitelist entries that are over and have no effect: {', '.join(over)}"
        if over
        else f"rules {book.version} can be read, {len(book.whitelist)} numbers on the whitelist",
        "draft a change that removes them, or vouches for them again: `linewarden rules draft`",
    )


def _records(settings: Settings) -> Finding:
    if not (settings.data / "records").exists():
        return _well("no records are stored yet")
    try:
        store = RecordStore.open(settings.data, is_read_only=True)
    except LinewardenError as err:
        return _ill(str(err), "run `linewarden doctor` while the service is stopped")
    try:
        problems = store.verify()
    finally:
        store.close()
    return _unless(problems, "the record store is whole", "restore the named file from the standby or a backup")


def _bases(settings: Settings) -> Finding:
    now = datetime.now(UTC)
    expired = [feed.name for feed in settings.feed if not settings.basis_of(feed).is_valid(now)]
    text = (
        f"feeds without a valid legal basis: {', '.join(expired)}"
        if expired
        else f"{len(settings.feed)} feeds, each under a valid legal basis"
    )
    return Finding(not expired, text, "enter the renewed document in the settings file")


def _maps(settings: Settings) -> Finding:
    bad = []
    for feed in settings.feed:
        if feed.map is not None:
            try:
                load_map(feed.map)
            except LinewardenError as err:
                bad.append(f"{feed.name}: {err}")
    return _unless(bad, "the field maps can be read", "correct the map, or propose one with `linewarden map-feed FILE`")


def _voices(settings: Settings) -> Finding:
    found = dict(voices_by_map(settings))
    misread = [name for name, voices in found.items() if is_misread(voices)]
    if misread:
        return _ill(
            f"every call of {', '.join(misread)} would look unanswered or short: the field map tells no answers or no ends",
            "give answered_at (or `answered` with talk) and ended_at in the map; ringing is never taken for talk",
        )
    text = "; ".join(f"{name}: {line_of(voices)}" for name, voices in found.items())
    return _well(
        f"by their field maps, {text}" if text else "no feed of record files; a feed's card tells what it carries"
    )


def _ports(settings: Settings) -> Finding:
    wanted = [
        (settings.web.host, settings.web.port),
        *((feed.host, feed.port) for feed in settings.feed if feed.kind == "hep"),
    ]
    taken = [f"{host}:{port}" for host, port in wanted if port and _is_taken(host, port)]
    return Finding(
        not taken,
        f"taken: {', '.join(taken)}" if taken else "the ports are free",
        "stop the other program, or choose other ports",
    )


def _cluster(settings: Settings) -> Finding:
    if settings.cluster is None:
        return _well(f"features are computed on this machine, in {settings.shard_count} shards")
    absent = missing(settings.cluster.hosts, settings.cluster.key)
    return Finding(
        not absent,
        "; ".join(absent.values()) if absent else f"all {len(settings.cluster.hosts)} hosts of the cluster answer",
        "start `linewarden shard run` there, in the same version and with the same key",
    )


def _messages(settings: Settings) -> Finding:
    if not settings.channel:
        return _well("no gateway for short messages is set up: officers call")
    for section in settings.channel:
        section.signing_key()
    with open_ledger(settings) as ledger:
        dead, waiting = ledger.outbox.count(MessageState.DEAD), ledger.outbox.count(MessageState.WAITING)
    return Finding(
        not dead,
        f"{dead:,} short messages were given up, {waiting:,} wait for the gateway",
        "`linewarden messages list` says why; `messages again ID` sends one anew",
    )


def _is_taken(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


CHECKS: tuple[Callable[[Settings], Finding], ...] = (
    _python, _packages, _screens, _kernel, _memory, _disk, _writable, _ledger, _rules, _records, _bases, _maps, _voices, _ports, _cluster, _messages,
)  # fmt: skip


def arguments(parser: ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--config", type=Path, help="settings file (TOML)")


def run(args: Namespace) -> int:
    """A line a check; exit code 1 when one fails."""
    settings = load_settings(args.config)
    findings = []
    for check in CHECKS:
        try:
            finding = check(settings)
        except LinewardenError as err:
            finding = _ill(str(err), "see the message")
        findings.append(finding)
        say(
            f"{'ok  ' if finding.is_ok else 'FAIL'}  {finding.text}"
            + ("" if finding.is_ok else f"\n      {finding.advice}")
        )
    return 0 if all(finding.is_ok for finding in findings) else 1


COMMAND = Command(arguments, run)
