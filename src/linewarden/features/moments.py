"""What every kind of subject needs to know of an event, worked out once."""

import numpy as np

from linewarden.features.compact.layout import (
    ANSWERS_AT,
    ATTEMPTS_AT,
    ENDS_AT,
    FLASHES_AT,
    LONGEST_TALK_S,
    SHORTS_AT,
    TALK_S_AT,
    seconds_of,
)
from linewarden.features.compact.panes import PANE_S
from linewarden.features.compiled import compiled
from linewarden.features.layout import (
    ADDS,
    AT,
    CLOCK,
    CLOCK_S,
    IS_ANSWER,
    IS_ATTEMPT,
    IS_END,
    IS_FLASH,
    IS_SHORT,
    NOW,
    PANE,
    SECOND,
    TALK_AT,
    US_PER_S,
    WHAT,
    Bytes,
    Int,
    Ints,
    Table,
)
from linewarden.features.measures import Flashes, Shorts, TalkMs

_SETUP, _ANSWER, _RELEASE, _RECORD = 1, 2, 3, 4
_SHORT_MS, _FLASH_MS, _MOST_MS = Shorts().at_most_ms, Flashes().at_most_ms, TalkMs().at_most_ms


@compiled
def fill(
    at: Ints, clock_us: Ints, kind: Bytes, answered_us: Ints, talk_ms: Ints, ring_ms: Ints, clock: Int, found: Table
) -> tuple[Int, Int]:
    """Fills `found` [n, MOMENT]; the clock after the last event, and how many came late.

    `clock`: before the first event; `clock_us`: what it has reached at least at each. Of each event: time and clock (µs, s, panes), what
    it is and adds to the short windows, and what it adds to an entry of the long ones (first contacts aside; a talk too long for one is
    left out). No branches on data: they are guessed wrong.
    """
    late = np.int64(0)
    for i in range(np.uintp(at.size)):
        clock = max(clock, at[i], clock_us[i])
        late += np.int64(at[i] < clock)
        is_whole = np.int64(kind[i] == _RECORD)
        is_end = is_whole | np.int64(kind[i] == _RELEASE)
        is_answered = np.int64(answered_us[i] > 0)
        is_attempt = is_whole | np.int64(kind[i] == _SETUP)
        is_answer = np.int64(kind[i] == _ANSWER) | is_whole & is_answered
        is_short = is_end & is_answered & np.int64(talk_ms[i] <= _SHORT_MS)
        is_flash = is_end & (1 - is_answered) & np.int64(ring_ms[i] <= _FLASH_MS)
        talk = min(max(talk_ms[i], 0), _MOST_MS) * is_end
        talk_s = seconds_of(talk)
        found[i, AT], found[i, CLOCK] = at[i], clock
        found[i, WHAT] = (
            talk << TALK_AT
            | is_attempt * IS_ATTEMPT
            | is_answer * IS_ANSWER
            | is_short * IS_SHORT
            | is_flash * IS_FLASH
            | is_end * IS_END
        )
        found[i, ADDS] = (
            is_attempt << ATTEMPTS_AT
            | is_answer << ANSWERS_AT
            | is_end << ENDS_AT
            | is_short << SHORTS_AT
            | is_flash << FLASHES_AT
            | (talk_s * np.int64(talk_s <= LONGEST_TALK_S)) << TALK_S_AT
        )
        second, clock_s = at[i] // US_PER_S, clock // US_PER_S
        found[i, SECOND], found[i, CLOCK_S] = second, clock_s
        found[i, NOW], found[i, PANE] = clock_s // PANE_S, second // PANE_S
    return clock, late
