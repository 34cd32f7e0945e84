"""Plain Python: a dict of callers. The calls lie in memory as tuples before the clock starts."""

import pyarrow.parquet as pq

from benchmarks.peers.job import NAMES, PLAIN, PLAIN_PARQUET, parser, tell
from benchmarks.peers.meter import Meter
from benchmarks.peers.plain import Caller


def main() -> None:
    """Run and print."""
    asked = parser(__doc__).parse_args()
    table = pq.read_table(asked.folder / PLAIN_PARQUET)
    calls = list(zip(*(table.column(name).to_pylist() for name in PLAIN), strict=True))
    callers: dict[int, Caller] = {}
    sums = [0] * len(NAMES)
    with Meter() as meter:
        for at_ms, cli, called, is_answered, talk_ms in calls:
            caller = callers.get(cli)
            if caller is None:
                caller = callers[cli] = Caller()
            values = caller.step(at_ms, called, is_answered, talk_ms)
            sums = [a + b for a, b in zip(sums, values, strict=True)]
    tell(meter.figures(len(calls)), sums=dict(zip(NAMES, sums, strict=True)))


if __name__ == "__main__":
    main()
