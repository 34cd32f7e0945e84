"""How the block of a subject of everyday size is kept short."""

import numpy as np

from linewarden.features.arena import give_back, taken_as_is
from linewarden.features.compact.layout import FULL, HEADER, LIGHT_SIZES, STEP
from linewarden.features.compact.panes import DAY_PANES, GROUP_PANES, week_limit
from linewarden.features.compiled import compiled
from linewarden.features.layout import BYTE, Int, Int32s, Ints


@compiled
def begun(words: Ints, free: Ints, now: Int) -> Int:
    """A block with room for an entry and four counterparties."""
    block = taken_as_is(words, free, 0)
    words[block] = STEP << 16 | (now & BYTE) << 24
    return block


@compiled
def tidied(words: Ints, halves: Int32s, free: Ints, block: Int, now: Int) -> Int:
    """The block without what left the week, panes past the day joined to groups, no larger than needed.

    Wanted when the clock has come into another group: once a day. So up to twelve panes past the day wait to be joined, which costs less
    than joining them at every look; and wanted before that when a subject would get too many entries.
    """
    header = words[block]
    entries, met, length = header & BYTE, header >> 8 & BYTE, header >> 16 & BYTE
    passed = (now - (header >> 24)) & BYTE
    is_new_group = now // GROUP_PANES != (now - passed) // GROUP_PANES
    kept = _joined(words, block, entries, now, passed)
    if is_new_group:
        kept, met = _left(words, halves, block, kept, met, now)
    words[block] = header >> 32 << 32 | (now & BYTE) << 24 | length << 16 | met << 8 | kept
    size = (HEADER + kept + (met + 1) // 2 + STEP - 1) // STEP - 1
    return moved(words, halves, free, block, size) if (size + 2) * STEP <= length else block


@compiled
def _joined(words: Ints, block: Int, entries: Int, now: Int, passed: Int) -> Int:
    """How many entries are left when each that left the day, these panes ago or later, has been added to one of its group."""
    place = np.int64(0)
    while place < entries:
        entry = words[block + HEADER + place]
        age = (now - entry) & BYTE
        joined = -1
        if age > DAY_PANES and age - passed <= DAY_PANES:
            oldest = now - (now - age) // GROUP_PANES * GROUP_PANES
            youngest = max(oldest - GROUP_PANES, DAY_PANES) + 1
            for j in range(entries):
                other = (now - words[block + HEADER + j]) & BYTE
                both = words[block + HEADER + j] + (entry & ~BYTE)
                if j != place and youngest <= other <= oldest and both & FULL == 0:
                    words[block + HEADER + j] = both
                    joined = j
                    break
        if joined < 0:
            place += 1
        else:
            entries -= 1
            words[block + HEADER + place] = words[block + HEADER + entries]
    return entries


@compiled
def _left(words: Ints, halves: Int32s, block: Int, entries: Int, parties: Int, now: Int) -> tuple[Int, Int]:
    """How many entries and counterparties are left without those that the week no longer holds."""
    limit, kept, met = week_limit(now), np.int64(0), np.int64(0)
    for i in range(entries):
        entry = words[block + HEADER + i]
        if (now - entry) & BYTE <= limit:
            words[block + HEADER + kept] = entry
            kept += 1
    last = 2 * (block + (words[block] >> 16 & BYTE)) - 1
    for i in range(parties):
        party = halves[last - i]
        if (now - party) & BYTE <= limit:
            halves[last - met] = party
            met += 1
    return kept, met


@compiled
def moved(words: Ints, halves: Int32s, free: Ints, block: Int, size: Int) -> Int:
    """The same in a block of another size, 0 when no block is that large."""
    if size >= LIGHT_SIZES:
        return 0
    header = words[block]
    entries, parties, length = header & BYTE, header >> 8 & BYTE, header >> 16 & BYTE
    place, room = taken_as_is(words, free, size), (size + 1) * STEP
    words[place] = header & ~(BYTE << 16) | room << 16
    for i in range(1, HEADER + entries):
        words[place + i] = words[block + i]
    for i in range(parties):
        halves[2 * (place + room) - 1 - i] = halves[2 * (block + length) - 1 - i]
    give_back(words, free, length // STEP - 1, block)
    return place
