"""What the commands over the past (`backfill`, `backtest`) share: which records, and on what to run."""

import os
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from linewarden.config import Settings
from linewarden.errors import ConfigError
from linewarden.history.span import Span
from linewarden.history.spark.progress import Tasks
from linewarden.history.spark.secret import SECRET, read_secret
from linewarden.history.spark.session import Cluster
from linewarden.main.console import complain, progress
from linewarden.store.held import Held
from linewarden.store.records import RecordStore

MOST_SHARES = 4096


def past_arguments(parser: ArgumentParser) -> None:
    """What they take."""
    parser.add_argument(
        "--config", type=Path, help="settings file (TOML); its `data` is the folder, its `time_zone` that of dates"
    )
    past_range_arguments(parser)
    parser.add_argument(
        "--shares",
        type=int,
        metavar="N",
        help="cut the subjects into so many shares; no value depends on it (default: one a core)",
    )
    parser.add_argument(
        "--engine",
        choices=["kernel", "spark"],
        default="kernel",
        help="this machine (the default), or a Spark cluster; same values",
    )
    parser.add_argument(
        "--master",
        metavar="URL",
        help="Spark: spark://HOST:7077 (see `linewarden spark`), or local[2] for this machine alone",
    )
    parser.add_argument(
        "--secret",
        type=Path,
        metavar="FILE",
        help=f"Spark: the file that the master was started with (default: {SECRET} in the data folder)",
    )
    parser.add_argument(
        "--spark",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="Spark: a setting of Spark's own, such as spark.executor.memory=4g",
    )


def past_range_arguments(parser: ArgumentParser) -> None:
    """Which records."""
    parser.add_argument("--folder", type=Path, metavar="DIR", help="the data folder, such as the --out of a replay")
    parser.add_argument(
        "--from",
        dest="since",
        metavar="DATE",
        help="calls that ended from then on, such as 2026-01-31 or 2026-01-31T12:00+08:00",
    )
    parser.add_argument("--until", "--to", metavar="DATE", help="calls that ended before then")


def cluster_of(args: Namespace, settings: Settings) -> Cluster | None:
    """The cluster that the arguments name, None for this machine. Raises ConfigError for what does not fit together."""
    if args.engine == "kernel":
        if args.master or args.spark or args.secret:
            raise ConfigError("--master, --secret and --spark are for --engine spark; add it, or leave them out")
        return None
    if not args.master:
        raise ConfigError(
            "--engine spark needs --master: spark://HOST:7077 (see `linewarden spark`), or local[2] for this machine alone"
        )
    is_local = args.master.startswith("local")
    pairs = dict(_pair(text) for text in args.spark)
    return Cluster(
        args.master, None if is_local else read_secret(args.secret or data_folder(args, settings) / SECRET), pairs
    )


def data_folder(args: Namespace, settings: Settings) -> Path:
    """The data folder that the arguments name."""
    folder: Path = args.folder if args.folder is not None else settings.data
    return folder


def span_of(args: Namespace, zone: ZoneInfo) -> Span:
    """The range of time that the arguments name. Raises ConfigError for what is no date, or an empty range."""
    return Span(_instant("--from", args.since, zone), _instant("--until", args.until, zone))


def shares_of(args: Namespace, cores: int | None = None) -> int:
    """How many shares. Raises ConfigError for an impossible number."""
    if args.shares is None:
        return cores or len(os.sched_getaffinity(0))
    if not 1 <= args.shares <= MOST_SHARES:
        raise ConfigError(f"--shares {args.shares} cannot be; give 1 to {MOST_SHARES}")
    return int(args.shares)


@contextmanager
def open_past(args: Namespace, settings: Settings) -> Iterator[RecordStore]:
    """The record store, read-only, beside a running platform too. Raises ConfigError when there is none."""
    folder = data_folder(args, settings)
    if not (folder / "records").is_dir():
        raise ConfigError(f"{folder} holds no record store; name a data folder with --folder or --config")
    with RecordStore.open(folder, is_read_only=True) as store:
        yield store


@contextmanager
def held_whole(store: RecordStore, span: Span) -> Iterator[Held]:
    """Where the records of the span lie, every byte checked. Raises ConfigError when there are none, StoreError when a file is damaged."""
    with store.held(span.read_since, span.until) as held:
        span.require(held)
        with progress() as bar:
            task = bar.add_task("checking", total=max(held.bytes, 1), note=f"{len(held.files):,} files")
            held.check(lambda count: bar.advance(task, count))
        yield held


@contextmanager
def counting(text: str, total: int) -> Iterator[Callable[[int], object]]:
    """A bar; what it gives is called with the number of records done."""
    with progress() as bar:
        task = bar.add_task(text, total=max(total, 1), note="")
        yield lambda count: bar.advance(task, count)


def _pair(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    if not name.startswith("spark.") or not value:
        raise ConfigError(f"--spark {text!r} is no setting; write for example spark.executor.memory=4g")
    return name, value


def _instant(option: str, text: str | None, zone: ZoneInfo) -> datetime | None:
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError as err:
        raise ConfigError(f"{option} {text!r} is no date; write for example 2026-01-31") from err
    return at if at.tzinfo is not None else at.replace(tzinfo=zone)


@contextmanager
def tasks_of(text: str) -> Iterator[Callable[[Tasks], object]]:
    """A bar of a cluster's tasks; without a terminal, a line whenever some are done."""
    latest = Tasks()
    with progress() as bar:
        task = bar.add_task(text, total=None, note="starting Spark")

        def told(tasks: Tasks) -> None:
            nonlocal latest
            note = f"{tasks.done:,} of {tasks.all:,} tasks" + (f", {tasks.lost:,} lost" if tasks.lost else "")
            bar.update(task, total=max(tasks.all, 1), completed=tasks.done, note=note)
            if bar.disable and tasks != latest:
                complain(f"{text}: {note}")
            latest = tasks

        yield told
