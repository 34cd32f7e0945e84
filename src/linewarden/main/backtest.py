"""`linewarden backtest`: what today's rules, and changed ones, would have found in the calls of the past, and whom they would have warned."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

import orjson

from linewarden.config import Settings, load_settings
from linewarden.errors import ConfigError
from linewarden.history.backtest import by_kernel, by_spark
from linewarden.history.dispositions import Dispositions
from linewarden.history.span import Span
from linewarden.history.tally import Criteria
from linewarden.history.wanted import of_rules
from linewarden.history.worth import CAPACITY, Frame, worth_of
from linewarden.history.worths import Worths
from linewarden.main.command import Command
from linewarden.main.console import complain, say
from linewarden.main.model_beside import challenger_of
from linewarden.main.on_record import purpose_of, put_on_record
from linewarden.main.past import (
    cluster_of,
    counting,
    data_folder,
    held_whole,
    open_past,
    past_arguments,
    shares_of,
    span_of,
    tasks_of,
)
from linewarden.main.play import play
from linewarden.main.today import todays_book
from linewarden.main.truth import truth_argument, truth_of
from linewarden.model.number import E164
from linewarden.numbering import masked
from linewarden.rulebook.backtest_picture import picture
from linewarden.rulebook.book import RuleBook
from linewarden.rulebook.change import read_change
from linewarden.store.records import RecordStore
from linewarden.warnings.danger import Judge, danger
from linewarden.warnings.rules import CALLER_FLOOR


def arguments(parser: ArgumentParser) -> None:
    """What the command takes."""
    past_arguments(parser)
    parser.add_argument(
        "--rules",
        type=Path,
        metavar="CHANGE.toml",
        help="changed rows of the rule tables and the whitelist, such as [caller.burst] with starts = 40",
    )
    parser.add_argument(
        "--threshold", type=float, default=CALLER_FLOOR, metavar="SCORE",
        help="calls count whose caller scores at least this (default %(default)s: contact is exposure)",
    )  # fmt: skip
    measuring_arguments(parser)
    parser.add_argument(
        "--model",
        type=Path,
        metavar="MODEL_DIR",
        help="a challenger (see `linewarden learn`) that ranks the same people in shadow; changes no warning",
    )
    parser.add_argument(
        "--explain",
        metavar="NUMBER",
        help="with --model and --purpose: why the challenger gives this person the highest chance that it gave",
    )
    parser.add_argument("--purpose", metavar="TEXT", help="of --explain: why; goes into the audit")


def measuring_arguments(parser: ArgumentParser) -> None:
    """What a back-test of warnings takes besides."""
    parser.add_argument(
        "--capacity", type=int, metavar="N", help=f"warnings a day that officers can work on (default {CAPACITY})"
    )
    truth_argument(parser)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the counts there too")
    parser.add_argument("--picture", type=Path, metavar="FILE.svg", help="draw the warnings as bars, there")


def run(args: Namespace) -> int:
    """Count and compare; prints tables for people, last a line of JSON with the totals."""
    settings = load_settings(args.config)
    span, cluster, books = span_of(args, settings.zone), cluster_of(args, settings), _books(args, settings)
    criteria, truth = _criteria(args, settings, books), truth_of(args, settings)
    if cluster is not None and (args.truth or args.picture or args.capacity or args.model):
        raise ConfigError(
            "--truth, --picture, --capacity and --model are about warnings, which --engine kernel alone plays; leave out --engine spark"
        )
    challenger = challenger_of(args, settings.home.home())
    if challenger is not None and challenger.asked is not None:  # a look at one person
        purpose, detail = purpose_of(args), {"model": challenger.model.version}
        put_on_record(
            data_folder(args, settings),
            args,
            "challenger.explain",
            masked(E164(challenger.asked)),
            purpose=purpose,
            detail=detail,
        )
    with open_past(args, settings) as store, held_whole(store, span) as held:
        if cluster is None:
            with counting("scoring", held.rows) as seen:
                done = by_kernel(store, span, criteria, shares=shares_of(args), seen=seen)
            worths = measured(
                store, span, books, args, settings, truth, held.rows, judge=challenger.judge if challenger else danger
            )
        else:
            complain(
                "Spark counts calls by their caller's score; the warnings that follow are played by --engine kernel only"
            )
            with tasks_of("scoring") as told:
                done, worths = by_spark(held, span, criteria, cluster, shares=args.shares, told=told), None
    head = {
        "rules": books[0].version,
        "changed": books[-1].version if len(books) > 1 else None,
        "threshold": args.threshold,
        "records_read": done.read,
        "records_scored": done.scored,
    }
    found = done.found.to_json()
    warned = {} if worths is None else {"warnings": worths.to_json()}
    beside = challenger.against(worths.frame) if challenger is not None and worths is not None else None
    if beside is not None:
        warned["challenger"] = beside.to_json()
    write_outputs(args, {**head, **found, **warned}, worths)
    say(done.found.text())
    if worths is not None:
        say(f"\n{worths.text()}")
    if beside is not None and challenger is not None:
        say(f"\n{beside.text()}{challenger.explained()}")
    say(orjson.dumps({**head, "total": found["total"], **warned}).decode())
    return 0


def measured(
    store: RecordStore,
    span: Span,
    books: tuple[RuleBook, ...],
    args: Namespace,
    settings: Settings,
    truth: Dispositions | None,
    rows: int,
    *,
    judge: Judge = danger,
) -> Worths:
    """The warnings of each book over the span, measured. `judge`: who weighs persons by the first book."""
    with counting("warning", rows) as seen:
        played = play(store, span, books, settings.home.home(), seen, judge=judge)
    frame = Frame(played.since, played.until, capacity_of(args), settings.zone, truth)
    runs = zip(books, played.results, strict=True)
    return Worths(frame, tuple(worth_of(book.version, run.raised, run.silenced, frame) for book, run in runs))


def capacity_of(args: Namespace) -> int:
    """Warnings a day. Raises ConfigError for an impossible number."""
    if args.capacity is not None and args.capacity < 1:
        raise ConfigError(f"--capacity {args.capacity} is no number of warnings a day; give 1 or more")
    return int(args.capacity or CAPACITY)


def write_outputs(args: Namespace, told: dict[str, Any], worths: Worths | None) -> None:
    """The files that the arguments name."""
    if args.json is not None:
        _write("--json", args.json, orjson.dumps(told, option=orjson.OPT_INDENT_2) + b"\n")
    if args.picture is not None and worths is not None:
        _write("--picture", args.picture, picture(worths.to_json()).encode())


def _books(args: Namespace, settings: Settings) -> tuple[RuleBook, ...]:
    """Today's, and the changed one if there is a change."""
    today = todays_book(args, settings)
    return (today,) if args.rules is None else (today, read_change(args.rules, today))


def _criteria(args: Namespace, settings: Settings, books: tuple[RuleBook, ...]) -> Criteria:
    if not 0 < args.threshold <= 1:
        raise ConfigError(f"--threshold {args.threshold} is no score; give one above 0 and up to 1")
    capacity_of(args)
    return Criteria(
        of_rules(is_scored=True),
        tuple(book.callers for book in books),
        args.threshold,
        settings.zone,
        tuple(book.whitelist for book in books),
    )


def _write(option: str, path: Path, text: bytes) -> None:
    try:
        path.write_bytes(text)
    except OSError as err:
        raise ConfigError(f"{path} cannot be written: {err.strerror}; name another {option}") from err


COMMAND = Command(arguments, run)
