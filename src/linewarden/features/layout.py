"""How the compiled kernel lays out what it keeps: types of its arrays, positions within a row. Constants of compiled code."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Int = int | np.integer[Any]
Bool = bool | np.bool_
Ints = npt.NDArray[np.int64]  # [n]
Int32s = npt.NDArray[np.int32]  # [n]
Bytes = npt.NDArray[np.uint8]  # [n]
Table = npt.NDArray[np.int64]  # [rows, columns]

US_PER_S = 1_000_000
HOUR_S = 3_600
BYTE = 0xFF
LOW = 0xFFFFFFFF
LINE = 8  # words of a cache line; a word is an int64

# A subject's row in the hash table of its kind: half a cache line. Blocks lie in the arena; 0: none.
KEY = 0
LONG = 1  # place of the long block << 8 | cache lines of it that are worth asking for
SHORT = 2  # place of the short block << 16 | events it has room for << 8 | events it holds, BUSY for a busy subject's
SEEN = 3  # known since, s | newest event, s << 32; both since 1970 UTC
ROW = 4

# What an event is and adds to the short windows: talk, ms << 8 | flags.
IS_ATTEMPT, IS_ANSWER, IS_SHORT, IS_FLASH, IS_END = 1, 2, 4, 8, 16
IS_NEAR = 32  # a step to a neighbouring number
IS_LATE = 64  # in the trail
STANDS = 64  # in a short block: the youngest event of its counterparty, the one that is counted
IS_LAST = 128  # in a short block: the attempt that arrived last
TALK_AT = 8

# What all kinds of subject need of an event, one cache line: see `moments.fill`.
AT, CLOCK, WHAT, ADDS, SECOND, CLOCK_S, NOW, PANE = 0, 1, 2, 3, 4, 5, 6, 7
MOMENT = 8


class Target(NamedTuple):
    """Where values go: `column` is the first of the subject, `watcher_column` that of the call-backs.

    `is_stale`: `out` holds old values where it is not written to, so zeros are written too.
    """

    out: Table
    column: int
    watcher_column: int
    is_stale: bool
