"""DuckDB, one thread. The calls lie in its memory before the clock starts.

Micro-batches, as a live stream needs them: a batch is put into the table of what the longest window holds and joined with it, grouped by
pair first, so that distinct people need no COUNT(DISTINCT); what has left is deleted every eight batches. Window functions over the batch's
callers took five times as long, larger batches as long. `--whole`: one query with window functions over all calls at once, the most that
DuckDB can do when nobody waits for an answer. `--all`: the whole grid in one query, made from the definitions of the features.
"""

import duckdb
import pyarrow.parquet as pq

from benchmarks.peers.job import MEASURES, NAMES, PARQUET, PLAIN_PARQUET, SPANS_MS, parser, tell
from benchmarks.peers.meter import Meter

CLEAN_EVERY = 8
LONGEST_MS = max(SPANS_MS.values())
SUMS = ", ".join(f"coalesce(sum({name}), 0)::BIGINT" for name in NAMES)
_FRAMED = {
    "attempts": "count(*)",
    "answers": "sum(is_answered)",
    "talk_ms": "sum(talk_ms)",
    "distinct": "count(DISTINCT called)",
}


def framed() -> str:
    """The query with a window function for each value."""
    frame = "(PARTITION BY cli ORDER BY at_ms RANGE BETWEEN {} PRECEDING AND CURRENT ROW)"
    windows = ", ".join(f"w{span} AS {frame.format(ms - 1)}" for span, ms in SPANS_MS.items())
    values = ", ".join(
        f"{_FRAMED[measure]} OVER w{span} AS caller_{measure}_{span}" for span in SPANS_MS for measure in MEASURES
    )
    return f"SELECT {values} FROM calls WINDOW {windows}"


def joined() -> str:
    """The query of a micro-batch: first what each caller had with each person, then over all persons."""
    sums = {"attempts": "count(*)", "answers": "sum(is_answered)", "talk_ms": "sum(talk_ms)"}
    one, all_of_them = [], []
    for span, ms in SPANS_MS.items():
        one += [f"{sums[m]} FILTER (WHERE held.at_ms > now - {ms}) AS {m}_{span}" for m in sums]
        all_of_them += [f"sum({m}_{span}) AS caller_{m}_{span}" for m in sums]
        all_of_them.append(f"count(*) FILTER (WHERE latest > now - {ms}) AS caller_distinct_{span}")
    return f"""
SELECT {", ".join(all_of_them)} FROM (
  SELECT now, called, max(held.at_ms) AS latest, {", ".join(one)}
  FROM (SELECT cli, at_ms AS now FROM batch) AS asking
  JOIN held ON held.cli = asking.cli AND held.at_ms <= now AND held.at_ms > now - {LONGEST_MS}
  GROUP BY now, called)
GROUP BY now"""


def whole(connection: duckdb.DuckDBPyConnection) -> list[int]:
    """Sums of all calls."""
    return list(connection.execute(f"SELECT {SUMS} FROM ({framed()})").fetchone() or ())


def micro_batches(connection: duckdb.DuckDBPyConnection, rows: int, batch_rows: int) -> list[int]:
    """Sums, batch by batch."""
    total, query = [0] * len(NAMES), f"SELECT {SUMS} FROM ({joined()})"
    connection.execute("CREATE TABLE held AS SELECT * FROM calls LIMIT 0")
    for number, start in enumerate(range(0, rows, batch_rows)):
        end = start + batch_rows - 1
        connection.execute(f"CREATE OR REPLACE TEMP TABLE batch AS FROM calls WHERE rowid BETWEEN {start} AND {end}")
        connection.execute("INSERT INTO held FROM batch")
        total = [a + b for a, b in zip(total, connection.execute(query).fetchone() or (), strict=True)]
        if number % CLEAN_EVERY == CLEAN_EVERY - 1:
            connection.execute(f"DELETE FROM held WHERE at_ms <= (SELECT max(at_ms) FROM batch) - {LONGEST_MS}")
    return total


def grid(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Sums of all features."""
    from linewarden.features import FEATURES  # noqa: PLC0415  only here
    from linewarden.features.sql import in_order  # noqa: PLC0415

    sums = ", ".join(f"sum({feature.name})::BIGINT" for feature in FEATURES)
    row = connection.execute(f"SELECT {sums} FROM ({in_order()})").fetchone() or ()
    return dict(zip([feature.name for feature in FEATURES], row, strict=True))


def main() -> None:
    """Run and print."""
    arguments = parser(__doc__)
    arguments.add_argument("--batch-rows", type=int, default=10_000)
    arguments.add_argument("--whole", action="store_true")
    arguments.add_argument("--all", action="store_true")
    asked = arguments.parse_args()
    connection = duckdb.connect(config={"threads": 1})
    events = pq.read_table(asked.folder / (PARQUET if asked.all else PLAIN_PARQUET))
    connection.execute(f"CREATE TABLE {'events' if asked.all else 'calls'} AS FROM events")
    with Meter() as meter:
        if asked.all:
            sums = grid(connection)
        else:
            found = whole(connection) if asked.whole else micro_batches(connection, events.num_rows, asked.batch_rows)
            sums = dict(zip(NAMES, found, strict=True))
    tell(meter.figures(events.num_rows), sums=sums, version=duckdb.__version__)


if __name__ == "__main__":
    main()
