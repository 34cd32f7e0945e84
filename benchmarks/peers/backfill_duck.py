"""DuckDB over Parquet: one query with a window function for each value, all cores; spills to disk when it must."""

import duckdb

from benchmarks.peers.duck import SUMS, framed
from benchmarks.peers.job import NAMES, PLAIN_PARQUET, parser, tell
from benchmarks.peers.meter import Meter


def main() -> None:
    """Run and print."""
    arguments = parser(__doc__)
    arguments.add_argument("--cores", type=int, default=2)
    asked = arguments.parse_args()
    connection = duckdb.connect(config={"threads": asked.cores, "temp_directory": str(asked.folder / "spilled")})
    connection.execute(f"CREATE VIEW calls AS FROM read_parquet('{asked.folder / PLAIN_PARQUET}')")
    with Meter() as meter:
        events, *sums = connection.execute(f"SELECT count(*), {SUMS} FROM ({framed()})").fetchone() or ()
    tell(meter.figures(events), sums=dict(zip(NAMES, sums, strict=True)), version=duckdb.__version__)


if __name__ == "__main__":
    main()
