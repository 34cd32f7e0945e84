"""The commands: `linewarden COMMAND …`. The only place that builds objects; each command is a module that says what it takes and does it."""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

from linewarden import __version__
from linewarden.errors import LinewardenError
from linewarden.main.command import Command

COMMANDS: tuple[tuple[str, str, str], ...] = (
    ("serve", "linewarden.main.serve", "run the platform"),
    ("demo", "linewarden.main.demo", "play a synthetic city into the platform"),
    ("replay", "linewarden.main.replay", "run record files through the pipeline on the records' own clock"),
    ("map-feed", "linewarden.main.map_feed", "propose a field map for a call-record file"),
    ("user", "linewarden.main.user", "named accounts"),
    ("doctor", "linewarden.main.doctor", "check the installation and say what to do"),
)
"""Name, module with its `COMMAND`, help. Only the module of the command that is run is loaded: the others take seconds to import."""


def parser(wanted: str | None) -> argparse.ArgumentParser:
    """The command line's grammar, in full for the command `wanted`."""
    top = argparse.ArgumentParser(prog="linewarden", description="守线 Linewarden: anti-telecom-fraud early warning")
    top.add_argument("--version", action="version", version=f"linewarden {__version__}")
    names = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, module, text in COMMANDS:
        sub = names.add_parser(name, help=text, description=text)
        if name == wanted:
            command: Command = import_module(module).COMMAND
            command.arguments(sub)
            sub.set_defaults(run=command.run)
    return top


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
