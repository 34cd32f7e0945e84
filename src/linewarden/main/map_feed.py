"""`linewarden map-feed FILE`: a proposed field map for a call-record file, as TOML that --map takes as it is."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from linewarden.feeds.files import propose_map
from linewarden.main.command import Command
from linewarden.main.console import say


def arguments(parser: ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a call-record file to look at")


def run(args: Namespace) -> int:
    """Print the proposal; confidences are in its comments."""
    say(propose_map(args.file).rstrip("\n"))
    return 0


COMMAND = Command(arguments, run)
