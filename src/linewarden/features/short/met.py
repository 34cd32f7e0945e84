"""How many different counterparties a busy subject had in both windows: a table of them with the time of the youngest event of each."""

import numpy as np

from linewarden.features.arena import POWERS, give_back, taken
from linewarden.features.compiled import compiled
from linewarden.features.layout import Int, Ints
from linewarden.features.short.layout import LEAST_MET_BITS, MET, MET_COUNT, SUMS, SUMS_STRIDE
from linewarden.features.short.places import bits_at, number_at, place_at
from linewarden.features.tables import hashed

_DISTINCT = 2


@compiled
def begin(words: Ints, free: Ints, block: Int) -> None:
    """Give a busy block its first table."""
    words[block + MET] = taken(words, free, POWERS + LEAST_MET_BITS + 1) << 8 | LEAST_MET_BITS


@compiled
def end(words: Ints, free: Ints, block: Int) -> None:
    """Take the table back."""
    give_back(words, free, POWERS + bits_at(words, block + MET) + 1, place_at(words, block + MET))


@compiled
def meet(words: Ints, free: Ints, block: Int, party: Int, at: Int, since_five: Int, seed: Int) -> None:
    """Note an event with a counterparty within the hour, and count it where it is new."""
    is_in_five = np.int64(at > since_five)
    row = _row(words, block, party, seed)
    if words[row] == 0:
        words[row], words[row + 1] = party, at << 1 | is_in_five
        words[block + SUMS + _DISTINCT] += is_in_five
        words[block + SUMS + SUMS_STRIDE + _DISTINCT] += 1
        words[block + MET_COUNT] += 1
        if words[block + MET_COUNT] * 8 > 5 << bits_at(words, block + MET):
            rebuild(words, free, block, bits_at(words, block + MET) + 1, seed)
        return
    known = words[row + 1]
    words[block + SUMS + _DISTINCT] += is_in_five & ~known
    words[row + 1] = max(known >> 1, at) << 1 | known & 1 | is_in_five


@compiled
def part(words: Ints, block: Int, party: Int, window: Int, since: Int, seed: Int) -> None:
    """An event with a counterparty has left a window, which begins after `since`: so has the counterparty, if none is younger."""
    row = _row(words, block, party, seed)
    known = words[row + 1]
    if words[row] == 0 or known >> 1 > since:
        return
    if window == 0:
        words[block + SUMS + _DISTINCT] -= known & 1
        words[row + 1] = known & ~1
        return
    words[block + SUMS + SUMS_STRIDE + _DISTINCT] -= 1
    words[block + MET_COUNT] -= 1
    _remove(words, block, row, seed)


@compiled
def take_youngest(words: Ints, block: Int, party: Int, at: Int, seed: Int) -> Int:
    """1 for the first event that asks and is the youngest of its counterparty, else 0; the table is of no use afterwards."""
    if party == 0:
        return 0
    row = _row(words, block, party, seed)
    if words[row + 1] >> 1 != at:
        return 0
    words[row + 1] = -1
    return 1


@compiled
def _row(words: Ints, block: Int, party: Int, seed: Int) -> Int:
    """Where the entry of the counterparty lies, or would."""
    table, mask = place_at(words, block + MET), (1 << bits_at(words, block + MET)) - 1
    slot = hashed(party, seed) & mask
    while words[table + 2 * slot] != party and words[table + 2 * slot] != 0:
        slot = (slot + 1) & mask
    return table + 2 * slot


@compiled
def _remove(words: Ints, block: Int, row: Int, seed: Int) -> None:
    """As `tables.remove`."""
    table, mask = place_at(words, block + MET), (1 << bits_at(words, block + MET)) - 1
    hole = (row - table) // 2
    at = (hole + 1) & mask
    while words[table + 2 * at] != 0:
        home = hashed(number_at(words, table + 2 * at), seed) & mask
        if (at - home) & mask >= (at - hole) & mask:
            words[table + 2 * hole], words[table + 2 * hole + 1] = words[table + 2 * at], words[table + 2 * at + 1]
            hole = at
        at = (at + 1) & mask
    words[table + 2 * hole] = 0


@compiled
def rebuild(words: Ints, free: Ints, block: Int, bits: Int, seed: Int) -> None:
    """Go on in a table of 2^bits."""
    old, old_bits = place_at(words, block + MET), bits_at(words, block + MET)
    words[block + MET] = taken(words, free, POWERS + bits + 1) << 8 | bits
    for i in range(1 << old_bits):
        if words[old + 2 * i] != 0:
            row = _row(words, block, number_at(words, old + 2 * i), seed)
            words[row], words[row + 1] = words[old + 2 * i], words[old + 2 * i + 1]
    give_back(words, free, POWERS + old_bits + 1, old)
