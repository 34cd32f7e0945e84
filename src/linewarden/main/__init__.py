"""The commands: `linewarden COMMAND …`. The only place that builds objects; each command is a file that says what it takes and does it."""

import argparse
import sys
from collections.abc import Sequence

from linewarden import __version__
from linewarden.errors import LinewardenError
from linewarden.main import demo, doctor, map_feed, replay, serve, user
from linewarden.main.command import Command
from linewarden.main.console import complain

COMMANDS: tuple[Command, ...] = (
    serve.COMMAND,
    demo.COMMAND,
    replay.COMMAND,
    map_feed.COMMAND,
    user.COMMAND,
    doctor.COMMAND,
)


def parser() -> argparse.ArgumentParser:
    """The command line's grammar."""
    top = argparse.ArgumentParser(prog="linewarden", description="守线 Linewarden: anti-telecom-fraud early warning")
    top.add_argument("--version", action="version", version=f"linewarden {__version__}")
    names = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        sub = names.add_parser(command.name, help=command.help, description=command.help)
        command.arguments(sub)
        sub.set_defaults(run=command.run)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code: 0 done; 1 failed while running; 2 unusable arguments, settings or input."""
    args = parser().parse_args(arguments)
    try:
        return int(args.run(args))
    except LinewardenError as err:
        complain(str(err))
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
