"""A subject of everyday size: a few words, gone through at every event."""

import numba as nb

from linewarden.features.compact.arena import give_back, taken
from linewarden.features.compact.layout import BYTE, FULL, HEADER, LIGHT_SIZES, STEP
from linewarden.features.compact.panes import DAY_PANES, GROUP_PANES, week_limit
from linewarden.features.layout import Int, Int32s, Ints


@nb.njit(cache=True, nogil=True)
def begun(words: Ints, free: Ints) -> Int:
    """A block with room for an entry and two counterparties."""
    block = taken(words, free, 0)
    words[block] = STEP << 16
    return block


@nb.njit(cache=True, nogil=True)
def tidied(words: Ints, halves: Int32s, free: Ints, block: Int, now: Int) -> Int:
    """The block after the clock came into pane `now`: without what left the week, panes past the day joined to groups, no larger than needed."""
    header = words[block]
    entries, parties, length = header & BYTE, header >> 8 & BYTE, header >> 16 & BYTE
    limit, kept = week_limit(now), 0
    for i in range(entries):
        entry = words[block + HEADER + i]
        age = (now - entry) & BYTE
        if age > limit:
            continue
        joined = -1
        if age > DAY_PANES:
            for j in range(kept):
                other = (now - words[block + HEADER + j]) & BYTE
                if other > DAY_PANES and (now - other) // GROUP_PANES == (now - age) // GROUP_PANES:
                    both = words[block + HEADER + j] + (entry & ~BYTE)
                    if both & FULL == 0:
                        words[block + HEADER + j] = both
                        joined = j
                        break
        if joined < 0:
            words[block + HEADER + kept] = entry
            kept += 1
    last, met = 2 * (block + length) - 1, 0
    for i in range(parties):
        if (now - halves[last - i]) & BYTE <= limit:
            halves[last - met] = halves[last - i]
            met += 1
    words[block] = header >> 32 << 32 | (now & BYTE) << 24 | length << 16 | met << 8 | kept
    size = (HEADER + kept + (met + 1) // 2 + STEP - 1) // STEP - 1
    return moved(words, halves, free, block, size) if (size + 2) * STEP <= length else block


@nb.njit(cache=True, nogil=True)
def moved(words: Ints, halves: Int32s, free: Ints, block: Int, size: Int) -> Int:
    """The same in a block of another size, 0 when no block is that large."""
    if size >= LIGHT_SIZES:
        return 0
    header = words[block]
    entries, parties, length = header & BYTE, header >> 8 & BYTE, header >> 16 & BYTE
    place, room = taken(words, free, size), (size + 1) * STEP
    words[place] = header & ~(BYTE << 16) | room << 16
    for i in range(1, HEADER + entries):
        words[place + i] = words[block + i]
    for i in range(parties):
        halves[2 * (place + room) - 1 - i] = halves[2 * (block + length) - 1 - i]
    give_back(words, free, length // STEP - 1, block)
    return place
