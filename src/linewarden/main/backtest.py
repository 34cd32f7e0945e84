"""`linewarden backtest`: what today's rules, and changed ones, would have found in the calls of the past."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

import orjson

from linewarden.config import Settings, load_settings
from linewarden.errors import ConfigError
from linewarden.history.backtest import by_kernel, by_spark
from linewarden.history.change import changed_rules
from linewarden.history.tally import Criteria
from linewarden.history.wanted import of_rules
from linewarden.main.command import Command
from linewarden.main.console import say
from linewarden.main.past import (
    cluster_of,
    counting,
    held_whole,
    open_past,
    past_arguments,
    shares_of,
    span_of,
    tasks_of,
)
from linewarden.scoring.rules import RULES, RULES_VERSION
from linewarden.warnings.rules import CALLER_FLOOR


def arguments(parser: ArgumentParser) -> None:
    """What the command takes."""
    past_arguments(parser)
    parser.add_argument(
        "--rules",
        type=Path,
        metavar="CHANGE.toml",
        help="changed rows of the rule table, such as [burst] with starts = 40",
    )
    parser.add_argument(
        "--threshold", type=float, default=CALLER_FLOOR, metavar="SCORE",
        help="calls count whose caller scores at least this (default %(default)s: contact is exposure)",
    )  # fmt: skip
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the counts there too")


def run(args: Namespace) -> int:
    """Count and compare; prints a table for people, last a line of JSON with the totals."""
    settings = load_settings(args.config)
    span, cluster, criteria = span_of(args, settings.zone), cluster_of(args, settings), _criteria(args, settings)
    with open_past(args, settings) as store, held_whole(store, span) as held:
        if cluster is None:
            with counting("scoring", held.rows) as seen:
                done = by_kernel(store, span, criteria, shares=shares_of(args), seen=seen)
        else:
            with tasks_of("scoring") as told:
                done = by_spark(held, span, criteria, cluster, shares=args.shares, told=told)
    head = {
        "rules": RULES_VERSION,
        "threshold": args.threshold,
        "records_read": done.read,
        "records_scored": done.scored,
    }
    found = done.found.to_json()
    if args.json is not None:
        _write(args.json, orjson.dumps({**head, **found}, option=orjson.OPT_INDENT_2) + b"\n")
    say(done.found.text())
    say(orjson.dumps({**head, "total": found["total"]}).decode())
    return 0


def _criteria(args: Namespace, settings: Settings) -> Criteria:
    if not 0 < args.threshold <= 1:
        raise ConfigError(f"--threshold {args.threshold} is no score; give one above 0 and up to 1")
    tables = (RULES,) if args.rules is None else (RULES, changed_rules(args.rules))
    return Criteria(of_rules(is_scored=True), tables, args.threshold, settings.zone)


def _write(path: Path, text: bytes) -> None:
    try:
        path.write_bytes(text)
    except OSError as err:
        raise ConfigError(f"{path} cannot be written: {err.strerror}; name another --json") from err


COMMAND = Command(arguments, run)
