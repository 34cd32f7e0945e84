"""`linewarden backfill`: the features at every stored call, computed anew from the records of the past."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

import orjson

from linewarden.config import load_settings
from linewarden.history import by_kernel, by_spark
from linewarden.history.out_folder import ABOUT, out_folder
from linewarden.history.wanted import Wanted, all_features, named, of_rules
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


def arguments(parser: ArgumentParser) -> None:
    """What the command takes."""
    past_arguments(parser)
    parser.add_argument(
        "--out", required=True, type=Path, metavar="DIR", help="new folder for Parquet files and _about.json"
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--features", metavar="A,B,…", help="these features (docs/reference/features.md)")
    which.add_argument("--rules", action="store_true", help="the features that the rules read (the default)")
    which.add_argument("--all", action="store_true", help="every feature there is")


def run(args: Namespace) -> int:
    """Compute and write; prints one JSON line of totals, with the checksum by which runs are compared."""
    wanted, settings = _wanted(args), load_settings(args.config)
    span, cluster = span_of(args, settings.zone), cluster_of(args, settings)
    with out_folder(args.out) as folder, open_past(args, settings) as store, held_whole(store, span) as held:
        if cluster is None:
            with counting("computing", held.rows) as seen:
                done = by_kernel.backfill(store, span, wanted, folder, shares=shares_of(args), seen=seen)
        else:
            with tasks_of("computing") as told:
                done = by_spark.backfill(held, span, wanted, folder, cluster, shares=args.shares, told=told)
        (folder / ABOUT).write_bytes(orjson.dumps(done.to_json(), option=orjson.OPT_INDENT_2) + b"\n")
    say(
        orjson.dumps(
            {name: value for name, value in done.to_json().items() if name not in {"features", "keys"}}
        ).decode()
    )
    return 0


def _wanted(args: Namespace) -> Wanted:
    if args.all:
        return all_features()
    return named(args.features.split(",")) if args.features is not None else of_rules()


COMMAND = Command(arguments, run)
