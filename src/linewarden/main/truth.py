"""`--truth`: what became of people, for the commands that learn from it or measure by it."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from linewarden.config import Settings
from linewarden.history.dispositions import Dispositions, read_dispositions


def truth_argument(parser: ArgumentParser, *, is_required: bool = False) -> None:
    """The file of outcomes."""
    parser.add_argument(
        "--truth",
        type=Path,
        required=is_required,
        metavar="FILE",
        help="what became of people: CSV or JSONL with number, outcome (victim, not_victim, unknown) and lost_at",
    )


def truth_of(args: Namespace, settings: Settings) -> Dispositions | None:
    """The outcomes that the arguments name. Raises ConfigError when the file cannot be read."""
    if args.truth is None:
        return None
    return read_dispositions(args.truth, home=settings.home.home(), zone=settings.zone)
