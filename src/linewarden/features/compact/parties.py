"""How many different counterparties: fingerprints of 24 bits with the pane of the last event.

Up to `MOST` counterparties in a week the count is exact, but that two may share a fingerprint: n²/2^25 are expected to, 0.07 of 1,536.
Beyond, only counterparties are kept whose fingerprint ends in `level` zero bits, at least some `MOST` / 2 of them when the level rises,
and their number is multiplied by 2^level: a standard error of 3.6 % for the week, and of 1 / sqrt(kept counterparties of the day) for
the day. When an eighth of `MOST` is left the level falls, and a week later it is counted with twice as many.
"""

import math

import numpy as np

from linewarden.features.arena import POWERS, give_back, taken
from linewarden.features.compact.layout import (
    COUNTED,
    IN_DAY,
    IN_WEEK,
    KEPT,
    LAST_MET,
    LAST_MET_AT,
    LEAST_BITS,
    LIVE,
    LOWERED,
    MOST_BITS,
    PURGED,
    TABLE,
    TABLE_BITS,
)
from linewarden.features.compact.panes import DAY_PANES, GROUP_PANES, GROUPS, week_limit
from linewarden.features.compiled import compiled, flat
from linewarden.features.layout import LOW, Int, Int32s, Ints
from linewarden.features.tables import hashed

BITS = 24
SPACE = 1 << BITS
MOST = 3 << (MOST_BITS - 3)
FEW = MOST // 8
_MASK = LAST_MET - 1


@flat
def fingerprint(party: Int, seed: Int) -> Int:
    """24 bits, never 0; 0 when the counterparty is not told."""
    return max(hashed(party, seed) & (SPACE - 1), 1) * np.int64(party != 0)


@compiled
def estimate(count: Int, level: Int) -> Int:
    """Counterparties that a count at this level stands for: those that share a fingerprint are allowed for."""
    if level == 0:
        return count
    share = min((count << level) / SPACE, 0.999)
    return np.int64(round(-SPACE * math.log(1.0 - share)))


@compiled
def begin(words: Ints, free: Ints, block: Int, now: Int) -> None:
    """Give a heavy block its first table."""
    words[block + TABLE_BITS], words[block + PURGED] = LEAST_BITS + 1, now
    words[block + TABLE] = taken(words, free, POWERS + LEAST_BITS)


@compiled
def end(words: Ints, free: Ints, block: Int) -> None:
    """Take the table back."""
    give_back(words, free, POWERS - 1 + np.int64(words[block + TABLE_BITS]), np.int64(words[block + TABLE]))


@compiled
def meet(words: Ints, halves: Int32s, free: Ints, block: Int, print_: Int, pane: Int, now: Int, limit: Int) -> Int:
    """Note an event with a counterparty; how many first contacts it stands for (0: they met within the week)."""
    if print_ & ((1 << words[block + KEPT]) - 1):
        return 0
    bits, table = np.int64(words[block + TABLE_BITS]), np.int64(words[block + TABLE]) * 2
    slot = table + _slot(halves, table, bits, print_)
    level = np.int64(words[block + COUNTED])
    is_counted = np.int64(print_ & ((1 << level) - 1) == 0)
    is_today = np.int64(now - pane <= DAY_PANES)
    last_met = 2 * (block + LAST_MET_AT)
    held = np.int64(halves[slot]) & LOW
    age = (now - held) & 0xFF
    if held and age <= limit:
        if now - pane < age:
            halves[slot] = np.int32(print_ << 8 | pane & 0xFF)
            halves[last_met + (now - age & _MASK)] -= is_counted
            halves[last_met + (pane & _MASK)] += is_counted
            words[block + IN_DAY] += is_counted & is_today & np.int64(age > DAY_PANES)
        return 0
    halves[slot] = np.int32(print_ << 8 | pane & 0xFF)
    halves[last_met + (pane & _MASK)] += is_counted
    words[block + LIVE] += held == 0
    words[block + IN_DAY] += is_counted & is_today
    words[block + IN_WEEK] += is_counted
    if words[block + LIVE] > 1 << (bits - 1):
        _make_room(words, halves, free, block, now)
    return is_counted << level


@compiled
def turn(words: Ints, halves: Int32s, free: Ints, block: Int, last: Int, now: Int) -> None:
    """Forget those that left the windows when the clock came from pane `last` into pane `now`."""
    last_met = 2 * (block + LAST_MET_AT)
    for pane in range(last - DAY_PANES, min(now - DAY_PANES, last + 1)):
        words[block + IN_DAY] -= halves[last_met + (pane & _MASK)]
    begins, began = now - week_limit(now), last - week_limit(last)
    for pane in range(began, min(begins, last + 1)):
        words[block + IN_WEEK] -= halves[last_met + (pane & _MASK)]
        halves[last_met + (pane & _MASK)] = 0
    if begins == began:
        return
    is_settled = words[block + KEPT] == words[block + COUNTED]
    if is_settled and words[block + KEPT] > 0 and words[block + IN_WEEK] < FEW:
        words[block + KEPT] -= 1
        words[block + LOWERED] = now
    elif not is_settled and now - words[block + LOWERED] > (GROUPS + 1) * GROUP_PANES:
        words[block + COUNTED] = words[block + KEPT]
        _count(words, halves, block, now)
    if now - words[block + PURGED] >= 2 * GROUP_PANES:  # what is 256 panes old would look new
        _rebuild(words, halves, free, block, np.int64(words[block + TABLE_BITS]), now)


@compiled
def _slot(halves: Int32s, table: Int, bits: Int, print_: Int) -> Int:
    """The slot that has the fingerprint, or the empty one where it would go."""
    mask = (1 << bits) - 1
    slot = print_ >> (BITS - bits)
    while halves[table + slot] != 0 and (np.int64(halves[table + slot]) & LOW) >> 8 != print_:
        slot = (slot + 1) & mask
    return slot


@compiled
def _make_room(words: Ints, halves: Int32s, free: Ints, block: Int, now: Int) -> None:
    bits = np.int64(words[block + TABLE_BITS])
    _rebuild(words, halves, free, block, bits, now)
    if words[block + LIVE] <= 3 << (bits - 3):
        return
    if bits < MOST_BITS:
        _rebuild(words, halves, free, block, bits + 1, now)
        return
    words[block + COUNTED] += words[block + KEPT] == words[block + COUNTED]
    words[block + KEPT] = words[block + COUNTED]
    _rebuild(words, halves, free, block, bits, now)
    _count(words, halves, block, now)


@compiled
def _rebuild(words: Ints, halves: Int32s, free: Ints, block: Int, bits: Int, now: Int) -> None:
    """Put those that the week holds, and the level keeps, into a table of 2^bits."""
    old, old_bits, limit = np.int64(words[block + TABLE]), np.int64(words[block + TABLE_BITS]), week_limit(now)
    new = taken(words, free, POWERS - 1 + bits)
    others, live = (1 << words[block + KEPT]) - 1, 0
    for i in range(1 << old_bits):
        held = np.int64(halves[old * 2 + i]) & LOW
        if held and (now - held) & 0xFF <= limit and held >> 8 & others == 0:
            halves[new * 2 + _slot(halves, new * 2, bits, held >> 8)] = np.int32(held)
            live += 1
    give_back(words, free, POWERS - 1 + old_bits, old)
    words[block + TABLE], words[block + TABLE_BITS], words[block + LIVE] = new, bits, live
    words[block + PURGED] = now


@compiled
def _count(words: Ints, halves: Int32s, block: Int, now: Int) -> None:
    table, others, limit = words[block + TABLE] * 2, (1 << words[block + COUNTED]) - 1, week_limit(now)
    last_met = 2 * (block + LAST_MET_AT)
    halves[last_met : last_met + LAST_MET] = 0
    in_day = in_week = np.int64(0)
    for i in range(1 << words[block + TABLE_BITS]):
        held = np.int64(halves[table + i]) & LOW
        age = (now - held) & 0xFF
        if held and age <= limit and held >> 8 & others == 0:
            in_week += 1
            in_day += np.int64(age <= DAY_PANES)
            halves[last_met + (now - age & _MASK)] += 1
    words[block + IN_DAY], words[block + IN_WEEK] = in_day, in_week
