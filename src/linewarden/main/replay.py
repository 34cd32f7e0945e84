"""`linewarden replay FILE…`: record files through the same pipeline, on the records' own clock."""

import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import orjson

from linewarden.ahead import ahead
from linewarden.config import load_settings
from linewarden.errors import ConfigError, ShardError
from linewarden.features.engines import Engines
from linewarden.features.records import RECORD_COLUMNS, record_events
from linewarden.feeds.files import FieldMap, load_map, read_file, seal
from linewarden.feeds.settings import FeedSettings, require_basis
from linewarden.history.worth import CAPACITY
from linewarden.main.assembly import new_detector, new_engines
from linewarden.main.command import Command
from linewarden.main.console import complain, progress, say
from linewarden.main.jsonl import History, write_warnings
from linewarden.main.memory import peak_rss_mb
from linewarden.main.model_beside import challenger_or_none
from linewarden.model.cdr import Route
from linewarden.model.event import EventBlock
from linewarden.model.intake import Intake
from linewarden.model.legal_basis import BasisKind, LegalBasis
from linewarden.model.warning import Level
from linewarden.pipeline.detector import Origin
from linewarden.rulebook.book import SHIPPED, RuleBook
from linewarden.rulebook.change import read_change
from linewarden.store.records import RecordStore
from linewarden.store.settings import StoreSettings
from linewarden.warnings.danger import Judge, danger

CHUNKS_AHEAD, BLOCKS_AHEAD, BATCHES_AHEAD = 2, 4, 4
"""Reading, storing and detecting run side by side; so far one may be ahead of the next."""

LATEST = datetime(2100, 1, 1, tzinfo=UTC)
"""Records may be of any day: a replay runs on their clock, not on ours. The legal basis must be valid now."""

BLOCK_ROWS = 40_000
"""Rows stored at once, durable together."""

BATCH_ROWS = 8_192
"""Events scored at once: their feature values (13 MB) are memory that the allocator gives again, not new pages each time."""

BULK = StoreSettings(seal_rows=1_000_000)
"""Larger segments than a live store makes: up to some 230 bytes a row wait in memory, durable in the spool."""

DRILL = LegalBasis(
    basis_id="REPLAY-DRILL", kind=BasisKind.TRAINING, document="drill", issuer="the person at the terminal",
    valid_from=datetime(2000, 1, 1, tzinfo=UTC), valid_until=datetime(2100, 1, 1, tzinfo=UTC),
)  # fmt: skip
"""Without --basis a replay is a drill: everything in it is marked 演示 DEMO."""


def arguments(parser: ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="call-record files (CSV, XLSX, JSON, gz, zip)"
    )
    parser.add_argument(
        "--map", required=True, metavar="NAME_OR_PATH", help="field map: a shipped name or a TOML file (see map-feed)"
    )
    parser.add_argument(
        "--out", required=True, type=Path, metavar="DIR", help="folder for records; one that exists is continued"
    )
    parser.add_argument(
        "--warnings", required=True, type=Path, metavar="OUT.jsonl", help="warnings, one JSON object a line"
    )
    parser.add_argument(
        "--basis",
        metavar="ID",
        help="legal basis, an id of the settings file; without it the replay is a drill, marked 演示 DEMO",
    )
    parser.add_argument(
        "--rules",
        type=Path,
        metavar="CHANGE.toml",
        help="changes of the rules as the program came (see `linewarden rules show`)",
    )
    parser.add_argument(
        "--model",
        type=Path,
        metavar="MODEL_DIR",
        help="a challenger (see `linewarden learn`) that ranks the same people in shadow; changes no warning",
    )
    parser.add_argument("--config", type=Path, help="settings file (TOML)")
    parser.add_argument("--time-zone", default="Asia/Shanghai", help="of times without one (default %(default)s)")
    parser.add_argument(
        "--route",
        choices=[route.name.lower() for route in Route],
        default="unknown",
        help="of records whose trunk does not tell",
    )
    parser.add_argument(
        "--international-trunk",
        action="append",
        default=[],
        metavar="NAME",
        help="incoming trunk from abroad; may be repeated",
    )
    parser.add_argument(
        "--shards",
        type=int,
        default=1,
        choices=range(1, 65),
        metavar="N",
        help="processes that the features are spread over (default %(default)s: none besides this)",
    )


def run(args: Namespace) -> int:
    """Read, store, detect, write; prints one JSON line of totals."""
    started = time.monotonic()
    field_map, feed = load_map(args.map), _feed(args)
    book = SHIPPED if args.rules is None else read_change(args.rules)
    for path in args.files:
        if not path.is_file():
            raise ConfigError(f"{path} is no file that can be read; name existing call-record files")
    challenger = challenger_or_none(args, feed.home)
    store = RecordStore.open(args.out, settings=BULK)
    try:
        counts = _take_in(args.files, field_map, feed, store)
        took_s = time.monotonic() - started
        with ThreadPoolExecutor(1, "sealer") as aside:
            sealing = aside.submit(store.seal, force=True)
            histories = _detect(store, feed, args.shards, book, challenger.judge if challenger else danger)
            sealing.result()
        write_warnings(args.warnings, histories)
    finally:
        store.close()
    levels = {level.value: sum(h.latest.level is level for h in histories) for level in Level}
    elapsed = time.monotonic() - started
    total = {
        **counts, "warnings": levels, "seconds": round(elapsed, 2), "seconds_intake": round(took_s, 2),
        "records_per_s": round(counts["received"] / max(elapsed, 1e-9)), "peak_rss_mb": peak_rss_mb(),
    }  # fmt: skip
    if challenger is not None:
        total["challenger"] = challenger.over_all(ZoneInfo(args.time_zone), CAPACITY).to_json()
    say(orjson.dumps(total).decode())
    return 0


def _feed(args: Namespace) -> FeedSettings:
    settings = load_settings(args.config)
    basis = DRILL
    if args.basis:
        known = {section.id: section.basis() for section in settings.basis}
        if args.basis not in known:
            raise ConfigError(
                f"legal basis {args.basis!r} is not in the settings file; it names {sorted(known) or 'none'}"
            )
        basis = known[args.basis]
    else:
        complain("no --basis given: this replay is a drill, its warnings are marked 演示 DEMO")
    feed = FeedSettings(
        name="replay", basis=basis, home=settings.home.home(), time_zone=args.time_zone, route=Route[args.route.upper()],
        international_trunks=tuple(args.international_trunk),
    )  # fmt: skip
    require_basis(feed, datetime.now(UTC))
    return feed


def _take_in(files: list[Path], field_map: FieldMap, feed: FeedSettings, store: RecordStore) -> dict[str, int]:
    with progress() as bar:
        task = bar.add_task("reading", total=None, note="")
        for intake in ahead(_intakes(files, field_map, feed, store), BLOCKS_AHEAD):
            store.take([intake])
            bar.advance(task, intake.received)
            bar.update(task, note=f"{sum(c.received for c in store.counts().values()):,} rows")
    counts = store.counts().values()
    return {
        name: sum(getattr(count, name) for count in counts) for name in ("received", "stored", "rejected", "duplicates")
    }


def _intakes(files: list[Path], field_map: FieldMap, feed: FeedSettings, store: RecordStore) -> Iterator[Intake]:
    """Blocks of all files in order; content that was taken in before is left out."""
    for path in files:
        sealed = seal(path)
        if store.is_done(sealed.source_id):
            complain(f"{path} was taken in before (same content): left out")
            continue
        yield from read_file(
            path, map=field_map, feed=feed, resume_row=store.resume_row(sealed.source_id), sealed=sealed, latest=LATEST, block_rows=BLOCK_ROWS,
            chunks_ahead=CHUNKS_AHEAD,
        )  # fmt: skip


def _detect(store: RecordStore, feed: FeedSettings, shards: int, book: RuleBook, judge: Judge) -> list[History]:
    """All stored records in the order in which they became known."""
    engines = new_engines(shards, is_live=False)
    try:
        return _detected(store, feed, engines, book, judge)
    except ShardError as err:
        raise ShardError(f"{err}; run the command again, what is stored is not read twice") from err
    finally:
        engines.close()


def _detected(store: RecordStore, feed: FeedSettings, engines: Engines, book: RuleBook, judge: Judge) -> list[History]:
    assert feed.basis is not None
    detector, origin = (
        new_detector(feed.home, engines, book, judge=judge),
        Origin(feed.name, feed.name, feed.basis.is_synthetic),
    )
    histories: dict[str, History] = {}
    total = sum(count.stored for count in store.counts().values())
    with progress() as bar:
        task = bar.add_task("detecting", total=total, note="")
        for events in ahead(_events(store), BATCHES_AHEAD):
            detector.feed(events, origin)
            for warning in detector.revisions():
                histories.setdefault(warning.warning_id, History(warning)).note(warning)
            bar.update(task, advance=len(events), note=f"{len(histories):,} warnings")
    return sorted(histories.values(), key=lambda h: (h.latest.raised_at, h.latest.warning_id))


def _events(store: RecordStore) -> Iterator[EventBlock]:
    """All stored records as events, in the order in which they became known."""
    for batch in store.in_time_order(columns=RECORD_COLUMNS):
        events = record_events(batch)
        for start in range(0, len(events), BATCH_ROWS):
            yield events.take(slice(start, start + BATCH_ROWS))


COMMAND = Command(arguments, run)
