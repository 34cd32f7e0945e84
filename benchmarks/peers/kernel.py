"""Ours: the events go through `linewarden.features.Engine` in blocks. Reading is done before the clock starts.

The job `caller` keeps callers alone, in all windows and with all 34 values, as the others keep what they are asked for; it keeps the trail of
the calls of a day, as a live engine does, though the job never asks for it. Values are written to one matrix again and again, as in a live engine.
"""

import numba as nb
import numpy as np

from benchmarks.peers.job import NAMES, PARQUET, parser, tell
from benchmarks.peers.meter import Meter
from benchmarks.peers.stream import read
from linewarden.features import Engine, warm_up
from linewarden.features.layout import Ints, Table
from linewarden.features.memory import zeros
from linewarden.model.event import EventBlock


@nb.njit(cache=True, nogil=True)
def add_up(values: Table, total: Ints) -> None:
    """Adds the rows to `total`; numpy takes a third as long for it as the engine for the values."""
    for i in range(values.shape[0]):
        for j in range(total.size):
            total[j] += values[i, j]


def sums(events: EventBlock, block_rows: int, kinds: tuple[str, ...] | None) -> dict[str, int]:
    """Column sums over all events, of the kinds that are kept."""
    engine = Engine(kinds=kinds, is_narrow=True)
    matrix = zeros((block_rows, len(engine.features)), np.int64)
    total = np.zeros(len(engine.features), np.int64)
    for start in range(0, len(events), block_rows):
        block = events.take(slice(start, start + block_rows))
        values = matrix[: len(block)]
        engine.push_into(block, values, stale=engine.used)
        add_up(values, total)
    return {feature.name: int(value) for feature, value in zip(engine.features, total, strict=True)}


def main() -> None:
    """Run and print."""
    arguments = parser(__doc__)
    arguments.add_argument("--job", choices=("caller", "all"), default="caller")
    arguments.add_argument("--block-rows", type=int, default=10_000)
    asked = arguments.parse_args()
    events = read(asked.folder / PARQUET)
    warm_up()
    sums(events.take(slice(0, 1)), 1, ("caller",))
    with Meter() as meter:
        found = sums(events, asked.block_rows, ("caller",) if asked.job == "caller" else None)
    wanted = NAMES if asked.job == "caller" else tuple(found)
    tell(meter.figures(len(events)), sums={name: found[name] for name in wanted}, columns=len(found))


if __name__ == "__main__":
    main()
