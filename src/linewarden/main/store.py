"""`linewarden store ACTION`: verify and maintain the record store."""

import shutil
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import orjson

from linewarden.config import load_settings
from linewarden.errors import ConfigError, StoreError
from linewarden.main.command import Command
from linewarden.main.console import progress, say
from linewarden.main.on_record import put_on_record
from linewarden.main.sql import arguments as sql_arguments
from linewarden.main.sql import ask
from linewarden.store.records import RecordStore
from linewarden.store.settings import StoreSettings

BY_HAND = StoreSettings(is_sealing_itself=False)
"""Nothing is done but what the action says."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do with a store."""

    name: str
    text: str
    run: Callable[[Path, Namespace], int]  # data folder, arguments; the exit code
    arguments: Callable[[ArgumentParser], object] = lambda _: None  # those that only it has


def arguments(parser: ArgumentParser) -> None:
    """What the command takes."""
    names = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    for action in ACTIONS:
        sub = names.add_parser(action.name, help=action.text, description=action.text)
        sub.add_argument("--config", type=Path, help="settings file (TOML); its `data` is the folder")
        sub.add_argument("--folder", type=Path, metavar="DIR", help="the data folder, such as the --out of a replay")
        sub.set_defaults(act=action.run)
        action.arguments(sub)


def run(args: Namespace) -> int:
    """Do it; prints lines for people, last a line of JSON with the totals."""
    folder: Path = args.folder if args.folder is not None else load_settings(args.config).data
    if not (folder / "records").is_dir():
        raise ConfigError(f"{folder} holds no record store; name a data folder with --folder or --config")
    act: Callable[[Path, Namespace], int] = args.act
    return act(folder, args)


def _verify(folder: Path, _: Namespace) -> int:
    """Read every byte, beside a running writer too; a line a problem. Exit code 1 when there is one."""
    started = time.monotonic()
    problems, files, size = [], 0, 0
    try:
        store = RecordStore.open(folder, is_read_only=True)
    except StoreError as err:  # so damaged that it does not open: the finding itself, and the last there can be
        problems.append(str(err))
    else:
        with store, progress() as bar:
            task = bar.add_task("verifying", total=max(store.size_bytes(), 1), note="")

            def checked(count: int) -> None:
                nonlocal files, size
                files, size = files + bool(count), size + count
                bar.update(task, advance=count, note=f"{files:,} files")

            problems += store.verify(checked)
    for problem in problems:
        say(problem)
    _total(started, problems=len(problems), files=files, bytes=size)
    return 1 if problems else 0


def _reindex(folder: Path, _: Namespace) -> int:
    """Make every index file again from the lake."""
    started = time.monotonic()
    with RecordStore.open(folder, settings=BY_HAND) as store:
        store.reindex()
        _total(started, bytes=store.size_bytes())
    return 0


def _mend(folder: Path, _: Namespace) -> int:
    """Make again what is damaged of the sealed ranges. Exit code 1 when something could not be."""
    started = time.monotonic()
    with RecordStore.open(folder, settings=BY_HAND) as store:
        problems = store.mend()
    for problem in problems:
        say(problem)
    _total(started, problems=len(problems))
    return 1 if problems else 0


def _compact(folder: Path, _: Namespace) -> int:
    """Make few large ranges of many small ones."""
    started = time.monotonic()
    with RecordStore.open(folder, settings=BY_HAND) as store:
        before = store.ranges
        store.compact(force=True)
        _total(started, ranges_before=before, ranges=store.ranges, bytes=store.size_bytes())
    return 0


def _purge_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--basis", required=True, metavar="ID", help="legal basis whose rows are removed")
    parser.add_argument(
        "--before",
        metavar="DATE",
        help="only what is older, such as 2026-01-31 or 2026-01-31T12:00+08:00; without a time zone that of the settings",
    )


def _purge(folder: Path, args: Namespace) -> int:
    """Remove for good what is held under a legal basis, and the snapshots of the state, which hold numbers of everybody."""
    started = time.monotonic()
    before = _instant(args.before, load_settings(args.config).zone) if args.before else None
    with RecordStore.open(folder, settings=BY_HAND) as store:
        detail = {"before": before.isoformat() if before else None}
        put_on_record(folder, args, "store.purge", args.basis, detail=detail)  # first: without it nothing is removed
        state = folder / "state"
        if state.exists():  # first: whatever happens to the purge, no snapshot outlives what it was made of
            shutil.rmtree(state)
        purged = store.purge(args.basis, before)
        size = store.size_bytes()
    say(
        f"removed {purged.records:,} records, {purged.messages:,} messages and {purged.rejects:,} rejects of legal basis {args.basis}"
        + (f" from before {before.isoformat()}" if before else "")
    )
    _total(started, records=purged.records, messages=purged.messages, rejects=purged.rejects, bytes=size)
    return 0


def _instant(text: str, zone: ZoneInfo) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as err:
        raise ConfigError(f"--before {text!r} is no date; write for example 2026-01-31") from err
    return at if at.tzinfo is not None else at.replace(tzinfo=zone)


def _total(started: float, **counts: int) -> None:
    say(orjson.dumps({**counts, "seconds": round(time.monotonic() - started, 2)}).decode())


ACTIONS: tuple[Action, ...] = (
    Action("verify", "read every stored byte and name what is damaged", _verify),
    Action("compact", "make few large ranges of many small ones: faster lookups; no writer may run", _compact),
    Action("mend", "make damaged files again from index and spool, keep the damaged ones; no writer may run", _mend),
    Action("reindex", "make every lookup index again from the lake; no writer may run", _reindex),
    Action("purge", "remove for good what is held under a legal basis; no writer may run", _purge, _purge_arguments),
    Action("sql", "answer a question in SQL over all records; audited, numbers masked", ask, sql_arguments),
)

COMMAND = Command(arguments, run)
