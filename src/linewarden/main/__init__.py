"""The commands: `linewarden COMMAND …`. The only place that builds objects; each command is a module that says what it takes and does it."""

import argparse
import atexit
import gc
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module

from linewarden import __version__
from linewarden.errors import LinewardenError
from linewarden.main.command import Command
from linewarden.main.memory import keep_memory


@dataclass(frozen=True, slots=True)
class Entry:
    """One command of the command line."""

    name: str
    module: str  # has its `COMMAND`
    text: str
    is_batch: bool = False  # ends by itself: memory that it freed need not go back to the system


COMMANDS: tuple[Entry, ...] = (
    Entry("serve", "linewarden.main.serve", "run the platform"),
    Entry("demo", "linewarden.main.demo", "play a synthetic city into the platform"),
    Entry("replay", "linewarden.main.replay", "run record files through the pipeline on the records' own clock", is_batch=True),
    Entry("map-feed", "linewarden.main.map_feed", "propose a field map for a call-record file"),
    Entry("user", "linewarden.main.user", "named accounts"),
    Entry("dissuasion", "linewarden.main.dissuasion", "how fast the desk is, and what became of people", is_batch=True),
    Entry("messages", "linewarden.main.messages", "short messages that wait for the gateway, or were given up", is_batch=True),
    Entry("audit", "linewarden.main.audit", "check, copy and anchor the record of who did what", is_batch=True),
    Entry("store", "linewarden.main.store", "verify and maintain the record store", is_batch=True),
    Entry("backfill", "linewarden.main.backfill", "compute the features of past calls anew, here or on a Spark cluster", is_batch=True),
    Entry("backtest", "linewarden.main.backtest", "what today's rules, and changed ones, would have found in past calls and warned of", is_batch=True),
    Entry("learn", "linewarden.main.learn", "learn a challenger, and changed steps of the table, from what became of people", is_batch=True),
    Entry("challenger", "linewarden.main.challenger", "which learned model runs in shadow on the live platform, and how it stands beside the table", is_batch=True),
    Entry("rules", "linewarden.main.rules", "draft, back-test, approve, publish and roll back the rules", is_batch=True),
    Entry("shard", "linewarden.main.shard", "carry shards of the features for a platform on another machine"),
    Entry("spark", "linewarden.main.spark", "run a Spark cluster on this machine for backfills, or join its workers to one"),
    Entry("doctor", "linewarden.main.doctor", "check the installation and say what to do"),
)  # fmt: skip
"""Only the module of the command that is run is loaded: the others take seconds to import."""


def parser(wanted: str | None) -> argparse.ArgumentParser:
    """The command line's grammar, in full for the command `wanted`."""
    top = argparse.ArgumentParser(prog="linewarden", description="守线 Linewarden: anti-telecom-fraud early warning")
    top.add_argument("--version", action="version", version=f"linewarden {__version__}")
    names = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for entry in COMMANDS:
        sub = names.add_parser(entry.name, help=entry.text, description=entry.text)
        if entry.name == wanted:
            command = _loaded(entry)
            command.arguments(sub)
            sub.set_defaults(run=command.run)
    return top


def _loaded(entry: Entry) -> Command:
    """A command, its memory set up before the libraries that it imports take any."""
    os.environ.setdefault(
        "ARROW_DEFAULT_MEMORY_POOL", "system"
    )  # one allocator; Arrow's own gives pages back within ms
    if entry.is_batch:
        keep_memory()
    gc.disable()
    try:
        command: Command = import_module(entry.module).COMMAND
    finally:
        gc.freeze()  # what is imported stays for good: the collector need not look at it again
        atexit.register(gc.unfreeze)  # but for the end: DuckDB would write pages about what is left over
        gc.enable()
    return command


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code: 0 done; 1 failed while running; 2 unusable arguments, settings or input."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        args = parser(next((word for word in given if not word.startswith("-")), None)).parse_args(given)
        return int(args.run(args))
    except LinewardenError as err:
        sys.stderr.write(f"linewarden: {err}\n")
        return 2
    except KeyboardInterrupt:
        return 130
