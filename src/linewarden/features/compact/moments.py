"""What every kind of subject needs to know of an event, worked out once."""

import numba as nb
import numpy as np

from linewarden.features.compact.layout import (
    ADDS,
    ANSWERS_AT,
    ATTEMPTS_AT,
    CALLED_PRINT,
    CLOCK_S,
    ENDS_AT,
    FLASHES_AT,
    LIMIT,
    LONGEST_TALK_S,
    NOW,
    PANE,
    SECOND,
    SHORTS_AT,
    TALK_AT,
    TALK_S,
)
from linewarden.features.compact.panes import PANE_US, week_limit
from linewarden.features.compact.parties import fingerprint
from linewarden.features.layout import (
    IS_ANSWER,
    IS_ATTEMPT,
    IS_END,
    IS_FLASH,
    IS_SHORT,
    US_PER_S,
    Bytes,
    Int,
    Int32s,
    Ints,
    Table,
)

VALUES = 8


@nb.njit(cache=True, nogil=True)
def fill(
    at: Ints, clock: Ints, flags: Bytes, talk: Int32s, cli: Ints, called: Ints, seed: Int, found: Table, cli_print: Ints
) -> None:
    """Fills `found` [n, VALUES] and, for the called, the fingerprints of the callers.

    Panes of clock and event, age that the week holds in panes, event and clock in whole seconds, talk in seconds, what the event adds to
    an entry (first contacts aside; a talk too long for one is left out), fingerprint of the called.
    """
    for i in range(at.size):
        what, now = np.int64(flags[i]), clock[i] // PANE_US
        talk_s = (np.int64(talk[i]) + 500) // 1000
        found[i, NOW], found[i, PANE], found[i, LIMIT] = now, at[i] // PANE_US, week_limit(now)
        found[i, SECOND], found[i, CLOCK_S], found[i, TALK_S] = at[i] // US_PER_S, clock[i] // US_PER_S, talk_s
        found[i, ADDS] = (
            np.int64(what & IS_ATTEMPT != 0) << ATTEMPTS_AT
            | np.int64(what & IS_ANSWER != 0) << ANSWERS_AT
            | np.int64(what & IS_END != 0) << ENDS_AT
            | np.int64(what & IS_SHORT != 0) << SHORTS_AT
            | np.int64(what & IS_FLASH != 0) << FLASHES_AT
            | (talk_s if talk_s <= LONGEST_TALK_S else 0) << TALK_AT
        )
        found[i, CALLED_PRINT] = fingerprint(called[i], seed)
        cli_print[i] = fingerprint(cli[i], seed)
