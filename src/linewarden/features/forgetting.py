"""How blocks come back whose subjects nobody looks at any more: all rows are gone through, again and again."""

import numpy as np

from linewarden.features import companions
from linewarden.features.arena import HEAVY_SIZE, give_back
from linewarden.features.compact import parties
from linewarden.features.compact.layout import HEAVY, STEP
from linewarden.features.compact.panes import PANE_S, week_limit
from linewarden.features.companions import TOGETHER
from linewarden.features.compiled import compiled
from linewarden.features.layout import BYTE, KEY, LONG, SEEN, SHORT, US_PER_S, Int, Ints, Table
from linewarden.features.short import busy
from linewarden.features.short.everyday import size_of
from linewarden.features.short.layout import BUSY, HOUR_US
from linewarden.features.tables import after, remove


@compiled
def forget(words: Ints, free: Ints, long: Int, short: Int) -> None:
    """Give back all that was kept of a subject: the blocks that these pointers tell."""
    block = long >> 8
    header = words[block]
    if header & BYTE == HEAVY:
        parties.end(words, free, block)
        give_back(words, free, HEAVY_SIZE, block)
    else:
        give_back(words, free, (header >> 16 & BYTE) // STEP - 1, block)
    forget_short(words, free, short)


@compiled
def forget_short(words: Ints, free: Ints, short: Int) -> None:
    """Give back the short block, if there is one."""
    if short & BYTE == BUSY:
        busy.end_all(words, free, short >> 16)
    elif short:
        give_back(words, free, size_of(short >> 8 & BYTE), short >> 16)


@compiled
def sweep(
    slots: Table, mates: Table, first: Table, second: Table, seed: Int, start: Int, steps: Int, clock_s: Int, words: Ints, free: Ints
) -> tuple[Int, Int]:  # fmt: skip
    """Goes through so many rows from `start` on: takes back short blocks whose hour is empty, and forgets subjects whose week is.

    Where to go on, and how many were forgotten. `mates`, `first`, `second`: of callers, and the tables of their companions. Blocks are not read unless they are taken back: the row says when its subject was seen.
    """
    rows, now = slots.shape[0], clock_s // PANE_S
    slot, forgotten = np.int64(start % rows), np.int64(0)
    hour_begins, week_begins = clock_s - HOUR_US // US_PER_S, (now - week_limit(now)) * PANE_S
    for _ in range(steps):
        newest = slots[slot, SEEN] >> 32
        if newest >= hour_begins or slots[slot, LONG] == TOGETHER:  # an empty row is of 1970
            slot = np.int64(after(slot, rows))
            continue
        if slots[slot, KEY] != 0 and (slots[slot, LONG] == 0 or newest < week_begins):
            if slots[slot, LONG]:
                forget(words, free, slots[slot, LONG], slots[slot, SHORT])
            if mates.shape[0]:
                companions.forget(mates, slot, 0, first, seed)
                companions.forget(mates, slot, 1, second, seed)
            remove(slots, mates, slot, seed)
            forgotten += 1
            continue
        if slots[slot, SHORT]:
            forget_short(words, free, slots[slot, SHORT])
            slots[slot, SHORT] = 0
        slot = np.int64(after(slot, rows))
    return slot, forgotten


@compiled
def in_hour(slots: Table, clock_s: Int) -> Int:
    """Subjects with an event in the last hour, to the second."""
    count = np.int64(0)
    for slot in range(slots.shape[0]):
        count += np.int64(slots[slot, LONG] != 0 and clock_s - (slots[slot, SEEN] >> 32) < HOUR_US // US_PER_S)
    return count
