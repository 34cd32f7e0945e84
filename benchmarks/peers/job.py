"""The reference job, which every peer can do: of the caller, sixteen values at every event.

How many calls, how many answered, how long talked and how many different people, in the last 5 minutes, hour, 24 hours and 7 days, this
call included. A window holds (t - length, t]. Times are whole milliseconds and no two events share one, so that engines that round or
that put equal times together mean the same.
"""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path

SPANS_MS = {"5m": 300_000, "1h": 3_600_000, "24h": 86_400_000, "7d": 604_800_000}
MEASURES = ("attempts", "answers", "talk_ms", "distinct")
NAMES = tuple(f"caller_{measure}_{span}" for span in SPANS_MS for measure in MEASURES)
"""As in `linewarden.features`, in the order in which the programs give them."""

EXACT_SPANS = ("5m", "1h")
"""Of these windows all values must be equal. In the longer ones the kernel may keep sums by panes, with a stated error."""

PARQUET = "events.parquet"  # all columns of `linewarden.model.event`
PLAIN_PARQUET = "calls.parquet"  # at_ms, cli, called, is_answered (0, 1), talk_ms: the job's own columns
CSV = "calls.csv"  # the same without a header, for who reads no Parquet
PLAIN = ("at_ms", "cli", "called", "is_answered", "talk_ms")


def parser(what: str | None) -> ArgumentParser:
    """Arguments that all programs take."""
    arguments = ArgumentParser(description=what)
    arguments.add_argument("folder", type=Path, help="where the events are")
    return arguments


def tell(figures: dict[str, object], **more: object) -> None:
    """Prints what was measured, as the last line."""
    sys.stdout.flush()
    print(json.dumps(figures | more), flush=True)
