"""Ours: the events go through `linewarden.features.Engine` in blocks. Reading is done before the clock starts."""

import numpy as np

from benchmarks.peers.job import NAMES, PARQUET, parser, tell
from benchmarks.peers.meter import Meter
from benchmarks.peers.stream import read
from linewarden.features import FEATURES, Engine, warm_up
from linewarden.model.event import EventBlock, event_block

OF_THE_JOB = ("at_us", "kind", "record_id", "setup_us", "answered_us", "talk_ms", "ring_ms", "cli", "called")


def sums(events: EventBlock, block_rows: int) -> np.ndarray:
    """Column sums over all events."""
    engine, total = Engine(), np.zeros(len(FEATURES), np.int64)
    for start in range(0, len(events), block_rows):
        total += engine.push(events.take(slice(start, start + block_rows))).values.sum(axis=0)
    return total


def main() -> None:
    """Run and print."""
    arguments = parser(__doc__)
    arguments.add_argument("--job", choices=("caller", "all"), default="caller")
    arguments.add_argument("--block-rows", type=int, default=10_000)
    asked = arguments.parse_args()
    events = read(asked.folder / PARQUET)
    if asked.job == "caller":  # subjects that are not told cost nothing; those of the called are followed all the same
        events = event_block(**{name: getattr(events, name) for name in OF_THE_JOB})
    warm_up()
    with Meter() as meter:
        found = sums(events, asked.block_rows)
    named = {feature.name: int(value) for feature, value in zip(FEATURES, found, strict=True)}
    wanted = NAMES if asked.job == "caller" else tuple(named)
    tell(meter.figures(len(events)), sums={name: named[name] for name in wanted}, columns=len(FEATURES))


if __name__ == "__main__":
    main()
