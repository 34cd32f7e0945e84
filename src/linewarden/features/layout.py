"""How the compiled kernel lays out what it keeps: types of its arrays, positions within a row. Constants of compiled code."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Int = int | np.integer[Any]
Bool = bool | np.bool_
Ints = npt.NDArray[np.int64]  # [n]
Int32s = npt.NDArray[np.int32]  # [n]
Bytes = npt.NDArray[np.uint8]  # [n]
Bools = npt.NDArray[np.bool_]  # [n]
Table = npt.NDArray[np.int64]  # [rows, columns]
Counts = npt.NDArray[np.int32]  # [subjects, SPAN_COUNT * COUNTS_STRIDE]

SPAN_COUNT = 2  # exact windows; the long ones have a layout of their own
LONGEST = SPAN_COUNT - 1

# A subject's state is 64 bytes, one cache line: for each window six int32 counts and one int64 sum.
ATTEMPTS, ANSWERS, DISTINCT, SHORTS, FLASHES, ENDS = 0, 1, 2, 3, 4, 5
COUNTS = 6
COUNTS_STRIDE = 8  # int32 from window to window
TALK = 3  # the int64 behind the six counts
TALK_STRIDE = 4  # int64 from window to window
VALUES = COUNTS + 1  # written to the matrix for each window

LINE = 8  # int64 of a cache line: a subject's state
LOWER = 0xFFFFFFFF  # of two counts in one int64, the first; the second is the rest

# What else is remembered of a caller: four int64.
NEAR = 0  # near steps, one for each window
PREVIOUS_CALLED, PREVIOUS_AT = 2, 3
TRAITS = 4

# Flags of an event in the log.
IS_ATTEMPT, IS_ANSWER, IS_SHORT, IS_FLASH, IS_END, IS_NEAR, IS_LATE = 1, 2, 4, 8, 16, 32, 64

US_PER_S = 1_000_000


class Plan(NamedTuple):
    """When the n events of one block enter and leave the windows; see `timeline.schedule`."""

    base: int  # running number of the first event
    at: Ints
    clock: Ints  # after each event
    lengths: Ints  # of the windows, µs, ascending
    starts: Ints  # pointer of each window before the block
    until: Table  # [n, SPAN_COUNT]: pointer of each window when the event comes
    first_span: Bytes  # shortest window in which the event lies; SPAN_COUNT: none any more, it is forgotten at once
    leaving: Table  # [SPAN_COUNT, late events that leave]
    leaving_until: Table  # [n, SPAN_COUNT]


class Events(NamedTuple):
    """The log as the kernel sees it: rings of one size, a power of two; event `number` lies in row `number & (size - 1)`."""

    at: Ints  # µs
    talk: Int32s  # ms
    flags: Bytes  # IS_


class State(NamedTuple):
    """What is kept of one kind of subject.

    `words` is a ring like the log: (id + 1) * 2 + (1 while the event stands for its pair), 0 for nobody. `parties` is the column of the
    log with the keys of the counterparties. `sums` is the same memory as `counts`. `traits` has rows for callers only.
    """

    words: Int32s
    parties: Ints
    counts: Counts
    sums: Table
    traits: Table


class Deaths(NamedTuple):
    """Who lost the last event of the longest window: `subjects[: counts[0]]`, and the first `counts[1]` pairs. Possibly more than once."""

    subjects: Int32s
    paired: Int32s  # subject of each pair
    parties: Ints  # key of its counterparty
    counts: Ints


class Target(NamedTuple):
    """Where values go: `column` is the first of the subject, `watcher_column` that of the call-backs.

    `is_stale`: `out` holds old values where it is not written to, so zeros are written too.
    """

    out: Table
    column: int
    watcher_column: int
    is_stale: bool
