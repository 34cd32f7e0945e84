"""`linewarden learn`: a challenger and changed steps of the table from past calls and what became of people."""

import hashlib
import re
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from linewarden import __version__
from linewarden.config import Settings, load_settings
from linewarden.errors import ConfigError
from linewarden.history.dispositions import MOST_TOLD, Dispositions
from linewarden.history.out_folder import out_folder
from linewarden.history.span import Span, instant, micros
from linewarden.history.worth import CAPACITY
from linewarden.learning.artefact import (
    ABOUT,
    CARD_EN,
    CARD_ZH,
    CHANGE,
    FORMAT,
    TREES,
    table_json,
    version_of,
    write_model,
)
from linewarden.learning.card import FIGURES, TITLES, card
from linewarden.learning.features import TABLE
from linewarden.learning.lesson import SCORERS, Asked, Learned, learn
from linewarden.learning.people import people_of
from linewarden.learning.table import change_text
from linewarden.learning.trees import PARAMETERS, ROUNDS, library_version
from linewarden.learning.watcher import Watcher
from linewarden.main.backtest import capacity_of
from linewarden.main.command import Command
from linewarden.main.console import complain, say
from linewarden.main.on_record import put_on_record
from linewarden.main.past import counting, data_folder, held_whole, open_past, past_range_arguments, span_of
from linewarden.main.play import Play, play
from linewarden.main.today import todays_book
from linewarden.main.truth import truth_argument, truth_of
from linewarden.rulebook.book import RuleBook
from linewarden.scoring.rules import RULES_VERSION
from linewarden.warnings.rules import CALLERS_MARK, DAY_US

WARM_DAYS = 2
"""Without --from nothing is learned from the first days of the records: who knows whom is not known yet."""


def arguments(parser: ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--config", type=Path, help="settings file (TOML); its `data` is the folder")
    past_range_arguments(parser)
    truth_argument(parser, is_required=True)
    parser.add_argument(
        "--out", type=Path, required=True, metavar="MODEL_DIR", help="the model's folder; must not exist"
    )
    parser.add_argument(
        "--capacity",
        type=int,
        metavar="N",
        help=f"people a day whom officers work on, in the figures (default {CAPACITY})",
    )
    parser.add_argument(
        "--times",
        type=float,
        default=1.0,
        metavar="N",
        help="of simulated calls: victims are so many times as frequent as true ones (default 1)",
    )


def run(args: Namespace) -> int:
    """Play, learn, write; prints figures for people, last a line of JSON."""
    settings = load_settings(args.config)
    capacity, span, truth = capacity_of(args), span_of(args, settings.zone), truth_of(args, settings)
    if not args.times >= 1:
        raise ConfigError(f"--times {args.times} cannot be; give 1 for real calls, more for simulated ones")
    assert truth is not None, "--truth is required"
    library = library_version()  # before the hours of playing, not after
    _tell_bad(truth)
    digest = hashlib.sha256(args.truth.read_bytes()).hexdigest()
    book = todays_book(args, settings)
    with out_folder(args.out, keep="*") as folder:
        watcher = Watcher(book.persons)
        with (
            open_past(args, settings) as store,
            held_whole(store, span) as held,
            counting("watching", held.rows) as seen,
        ):
            played = play(store, span, (book,), settings.home.home(), seen, judge=watcher)
        since_us = _since_us(span, played)
        until_us = micros(played.until)
        people = people_of(watcher.seen, truth, since_us, until_us)
        learned = learn(people, book.persons, Asked(until_us, capacity, args.times))
        about = _about(learned, book, args, capacity, library, (instant(since_us), instant(until_us)))
        version = _write(folder, learned, about, book)
        _put_on_record(args, settings, version, about, {"people": len(people), "truth": digest})
    say(_text(version, about))
    say(
        f"model written to {args.out}; next: linewarden backtest --model {args.out}, and linewarden rules draft {args.out / CHANGE}"
    )
    say(orjson.dumps({"model": version, "counts": about["counts"], "measures": about["measures"]}).decode())
    return 0


def _put_on_record(
    args: Namespace, settings: Settings, version: str, about: dict[str, Any], told: Mapping[str, str | int]
) -> None:
    """Into the audit: what was learned from, and how many people. When it cannot be written, no model is kept."""
    detail: dict[str, str | int | bool | None] = {
        "from": about["span"]["from"],
        "until": about["span"]["until"],
        "table": about["table"]["version"],
        "victims": sum(part["victims"] for part in about["counts"].values()),
        "out": str(args.out),
        **told,
    }
    put_on_record(data_folder(args, settings), args, "challenger.learn", f"challenger {version}", detail=detail)


def _since_us(span: Span, played: Play) -> int:
    return span.since_us if span.since is not None else micros(played.since) + WARM_DAYS * DAY_US


def _tell_bad(truth: Dispositions) -> None:
    for row in truth.bad[:MOST_TOLD]:
        complain(f"truth, line {row.line} kept out: {row.problem}")
    if len(truth.bad) > MOST_TOLD:
        complain(f"truth: {len(truth.bad) - MOST_TOLD} more rows kept out")


def _about(
    learned: Learned, book: RuleBook, args: Namespace, capacity: int, library: str, ends: tuple[str, str]
) -> dict[str, Any]:
    since, until = ends
    return {
        "format": FORMAT,
        "program": __version__,
        "rules": RULES_VERSION,
        "table": {"version": book.version, **table_json(book.persons)},
        "features": learned.trees.features,
        "calibration": {"base": learned.calibration.base, "slope": learned.calibration.slope},
        "trees": {"library": library, "rounds": ROUNDS, "parameters": dict(PARAMETERS)},
        "span": {"from": since, "until": until, "cuts": [instant(cut) for cut in learned.split.cuts]},
        "learned_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "counts": learned.counts(),
        "times": args.times,
        "capacity": capacity,
        "measures": {name: learned.measures[name].to_json() for name in SCORERS},
        "weighs": {row: round(share, 4) for row, share in learned.weighs.items()},
    }


def _write(folder: Path, learned: Learned, about: dict[str, Any], book: RuleBook) -> str:
    trees, told = learned.trees.text.encode(), orjson.dumps(about, option=orjson.OPT_INDENT_2) + b"\n"
    version = version_of(trees, told)
    counts = about["counts"]
    people, victims = (sum(counts[part][key] for part in ("train", "calibrate")) for key in ("people", "victims"))
    source = f"{people:,} persons, {victims} victims, {about['span']['from']} to {about['span']['cuts'][1]}"
    files = {
        TREES: trees,
        ABOUT: told,
        CHANGE: change_text(book.persons, learned.changed, source).encode(),
        CARD_EN: card(version, about, _says(book, is_chinese=False), is_chinese=False).encode(),
        CARD_ZH: card(version, about, _says(book, is_chinese=True), is_chinese=True).encode(),
    }
    write_model(folder, files)
    return version


def _says(book: RuleBook, *, is_chinese: bool) -> dict[str, str]:
    """What each row says, with … in place of values; the calling side's rows in the words of their rules."""
    callers = {f"{CALLERS_MARK}{rule.name}": rule for rule in book.callers}
    words = {row.name: row.says_zh if is_chinese else row.says_en for row in book.persons.rows}
    words |= {name: rule.says_zh if is_chinese else rule.says_en for name, rule in callers.items()}
    words[f"{CALLERS_MARK}any"] = "主叫侧其他规则" if is_chinese else "other rules of the calling side"
    words[TABLE] = "规则表的合计对数几率" if is_chinese else "the table's log-odds as a whole"
    return {name: re.sub(r"\{[^}]*\}", "…", text) for name, text in words.items() if text}


def _text(version: str, about: dict[str, Any]) -> str:
    lines = [
        f"model {version}",
        f"{'on people who came later':<44}" + "".join(f"{TITLES[name][0]:>32}" for name in SCORERS),
    ]
    for key, words, _ in FIGURES:
        cells = ["{:.3g} ({:.3g}-{:.3g})".format(*about["measures"][name][key]) for name in SCORERS]
        lines.append(f"{words:<44}" + "".join(f"{cell:>32}" for cell in cells))
    return "\n".join(lines)


COMMAND = Command(arguments, run)
