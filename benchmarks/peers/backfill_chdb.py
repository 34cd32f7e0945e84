"""chDB (ClickHouse in the process) over Parquet: window functions with exact distinct counts, all cores.

`uniqExact` on purpose: what other tools make of a distinct count there is an approximation. Its RANGE offsets have 32 bits, which a week in
milliseconds just fits and one in microseconds does not.
"""

import json

import chdb

from benchmarks.peers.job import MEASURES, NAMES, PLAIN_PARQUET, SPANS_MS, parser, tell
from benchmarks.peers.meter import Meter

_ONE = {
    "attempts": "count()",
    "answers": "sum(is_answered)",
    "talk_ms": "sum(talk_ms)",
    "distinct": "uniqExact(called)",
}


def query(file: str, cores: int) -> str:
    """Sums over all rows of values."""
    frame = "(PARTITION BY cli ORDER BY at_ms RANGE BETWEEN {} PRECEDING AND CURRENT ROW)"
    windows = ", ".join(f"w{span} AS {frame.format(ms - 1)}" for span, ms in SPANS_MS.items())
    values = ", ".join(f"{_ONE[m]} OVER w{span} AS caller_{m}_{span}" for span in SPANS_MS for m in MEASURES)
    sums = ", ".join(f"sum({name}) AS {name}" for name in NAMES)
    return f"""
SELECT count() AS events, {sums} FROM (SELECT {values} FROM file('{file}', Parquet) WINDOW {windows})
SETTINGS max_threads = {cores}, output_format_json_quote_64bit_integers = 0"""


def main() -> None:
    """Run and print."""
    arguments = parser(__doc__)
    arguments.add_argument("--cores", type=int, default=2)
    asked = arguments.parse_args()
    with Meter() as meter:
        found = json.loads(str(chdb.query(query(str(asked.folder / PLAIN_PARQUET), asked.cores), "JSONEachRow")))
    events = int(found.pop("events"))
    tell(meter.figures(events), sums={name: int(found[name]) for name in NAMES}, version=chdb.__version__)


if __name__ == "__main__":
    main()
