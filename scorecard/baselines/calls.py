"""A town's voice calls as columns, read from the lake that a replay has filled."""

from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Claims = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

_SQL = """
SELECT cli, called, epoch_us(setup_at) AS setup_us, coalesce(epoch_us(answered_at), 0) AS answered_us, epoch_us(ended_at) AS ended_us,
       source_ip IS NOT NULL AS is_voip, imei IS NOT NULL AS has_device, coalesce((hash(cell) >> 1)::BIGINT, 0) AS cell,
       cli_kind::BIGINT AS cli_kind, route = 2 AS is_from_abroad, called BETWEEN 8600000000 AND 8699999999999 AS is_to_home
FROM read_parquet($files) WHERE service = 'voice' AND cli > 0 AND called > 0 ORDER BY cli, setup_us, ended_us, called
"""


@dataclass(frozen=True, slots=True)
class Calls:
    """Columns of one length, by caller and setup. Times are µs since 1970 UTC; numbers are canonical."""

    cli: Ints
    called: Ints
    setup_us: Ints
    answered_us: Ints  # 0: never
    ended_us: Ints
    is_voip: Claims  # told by signalling as it happens; the others by record when they have ended
    has_device: Claims
    cell: Ints  # hash; 0: not told
    cli_kind: Ints  # NumberKind
    is_from_abroad: Claims
    is_to_home: Claims

    def __len__(self) -> int:
        """Calls."""
        return self.cli.size

    @property
    def known_us(self) -> Ints:
        """When an attempt is known: a VoIP call at its setup, another when it has ended."""
        return np.where(self.is_voip, self.setup_us, self.ended_us)

    @property
    def talk_known_us(self) -> Ints:
        """When a talk is known: a VoIP call's at its answer, another's when it has ended. Only of answered calls."""
        return np.where(self.is_voip, self.answered_us, self.ended_us)


def read_calls(store: Path) -> Calls:
    """Of the folder that `linewarden replay --out` wrote. One thread, as everything that the card times."""
    with duckdb.connect() as lake:
        lake.execute("SET threads = 1")
        files = str(store / "records" / "lake" / "cdr" / "*.parquet")
        columns = lake.execute(_SQL, {"files": files}).fetchnumpy()
    return Calls(**{name: np.ascontiguousarray(column) for name, column in columns.items()})
