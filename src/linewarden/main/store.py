"""`linewarden store ACTION`: verify and maintain the record store."""

import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import orjson

from linewarden.config import load_settings
from linewarden.errors import ConfigError, StoreError
from linewarden.main.command import Command
from linewarden.main.console import progress, say
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


def arguments(parser: ArgumentParser) -> None:
    """What the command takes."""
    names = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    for action in ACTIONS:
        sub = names.add_parser(action.name, help=action.text, description=action.text)
        sub.add_argument("--config", type=Path, help="settings file (TOML); its `data` is the folder")
        sub.add_argument("--folder", type=Path, metavar="DIR", help="the data folder, such as the --out of a replay")
        sub.set_defaults(act=action.run)


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


def _compact(folder: Path, _: Namespace) -> int:
    """Make few large ranges of many small ones."""
    started = time.monotonic()
    with RecordStore.open(folder, settings=BY_HAND) as store:
        before = store.ranges
        store.compact(force=True)
        _total(started, ranges_before=before, ranges=store.ranges, bytes=store.size_bytes())
    return 0


def _total(started: float, **counts: int) -> None:
    say(orjson.dumps({**counts, "seconds": round(time.monotonic() - started, 2)}).decode())


ACTIONS: tuple[Action, ...] = (
    Action("verify", "read every stored byte and name what is damaged", _verify),
    Action("compact", "make few large ranges of many small ones: faster lookups; no writer may run", _compact),
    Action("reindex", "make every lookup index again from the lake; no writer may run", _reindex),
)

COMMAND = Command(arguments, run)
