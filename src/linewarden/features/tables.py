"""Compiled hash tables: subject key to dense id, and pair of subject and counterparty to the event that stands for it.

Both are open addressing with linear probing over rows of two int64: a key (0: empty slot), then an id in the upper half. A subject is
found by its key and has the id; a pair is found by the key of the counterparty and the id of the subject, and has the low half of an
event's number. Entries are removed by shifting back, so there are no tombstones and nothing to sweep. All numbers are int64 on purpose: numba
makes a float of int64 with uint64.
"""

import numba as nb
import numpy as np

from linewarden.features.layout import (
    ANSWERS,
    ATTEMPTS,
    COUNTS_STRIDE,
    ENDS,
    LONGEST,
    SPAN_COUNT,
    Bool,
    Counts,
    Int,
    Int32s,
    Ints,
    Plan,
    Table,
)
from linewarden.features.prefetch import prefetch

AHEAD = 16
"""Rows between asking for a cache line and using it."""

USED, FREE, ENTRIES = 0, 1, 2
"""Positions in the tally of a table: ids ever handed out, ids to hand out again, pairs held."""

NO_PREVIOUS, OUTLIVED, NO_PARTY = -1, -2, -3
"""Instead of a holder: the first of its pair; a late event whose pair has a younger event already; no pair at all."""

NOBODY, FOREIGN = -1, -2
"""Instead of an id: a key that is not told or not known; a key that another share answers for."""

_LOW = 0xFFFFFFFF
_LATE_LOW = 0x7FFFFFFF
_MIX = np.uint64(0xD6E8FEB86659FD93)
_HALF = np.uint64(32)


@nb.njit(cache=True, nogil=True)
def home(key: Int, whose: Int, seed: Int, mask: Int) -> Int:
    """The slot where a key belongs. The seed keeps outsiders from choosing numbers that collide.

    `whose`: of a counterparty, id + 1 of the subject; of a subject 0.
    """
    value = np.uint64(key ^ seed)
    value ^= value >> _HALF
    value *= _MIX
    value ^= value >> _HALF ^ np.uint64(whose)
    value *= _MIX
    value ^= value >> _HALF
    return np.int64(value) & mask


@nb.njit(cache=True, nogil=True)
def find(slots: Table, key: Int, seed: Int) -> Int:
    """The slot that has the key, or the empty one where it would go."""
    mask = slots.shape[0] - 1
    slot = home(key, 0, seed, mask)
    while slots[slot, 0] != key and slots[slot, 0] != 0:
        slot = (slot + 1) & mask
    return slot


@nb.njit(cache=True, nogil=True)
def find_pair(slots: Table, subject: Int, party: Int, seed: Int) -> Int:
    """The slot that has the pair, or the empty one where it would go."""
    mask = slots.shape[0] - 1
    slot = home(party, subject + 1, seed, mask)
    while slots[slot, 0] != 0 and (slots[slot, 0] != party or slots[slot, 1] >> 32 != subject):
        slot = (slot + 1) & mask
    return slot


@nb.njit(cache=True, nogil=True)
def _home_of(slots: Table, slot: Int, is_pair: Bool, seed: Int, mask: Int) -> Int:
    """Where the entry in a slot belongs."""
    return home(slots[slot, 0], (slots[slot, 1] >> 32) + 1 if is_pair else 0, seed, mask)


@nb.njit(cache=True, nogil=True)
def remove(slots: Table, slot: Int, is_pair: Bool, seed: Int) -> None:
    """Empties a slot and moves back what had to go past it (Knuth, vol. 3, 6.4 R)."""
    mask = slots.shape[0] - 1
    hole = slot
    at = (hole + 1) & mask
    while slots[at, 0] != 0:
        if (at - _home_of(slots, at, is_pair, seed, mask)) & mask >= (at - hole) & mask:
            slots[hole, 0], slots[hole, 1] = slots[at, 0], slots[at, 1]
            hole = at
        at = (at + 1) & mask
    slots[hole, 0] = 0


@nb.njit(cache=True, nogil=True)
def refill(old: Table, new: Table, is_pair: Bool, seed: Int) -> None:
    """Copies every entry of a table into a larger empty one."""
    for i in range(old.shape[0]):
        if old[i, 0] != 0:
            slot = find_pair(new, old[i, 1] >> 32, old[i, 0], seed) if is_pair else find(new, old[i, 0], seed)
            new[slot, 0], new[slot, 1] = old[i, 0], old[i, 1]


@nb.njit(cache=True, nogil=True)
def resolve(
    keys: Ints,
    rows: Ints,
    plan: Plan,
    slots: Table,
    seed: Int,
    key_of: Ints,
    free: Int32s,
    tally: Ints,
    ids: Int32s,
) -> None:
    """Fills `ids` of these rows (NOBODY: no key). Events that no window holds find their subject but make none."""
    mask = slots.shape[0] - 1
    for j in range(rows.size):
        if j + AHEAD < rows.size:
            prefetch(slots, home(keys[rows[j + AHEAD]], 0, seed, mask))
        i = rows[j]
        key = keys[i]
        ids[i] = NOBODY
        if key == 0:
            continue
        slot = find(slots, key, seed)
        if slots[slot, 0] == key:
            ids[i] = slots[slot, 1] >> 32
        elif plan.first_span[i] < SPAN_COUNT:
            ids[i] = _new_id(free, tally)
            key_of[ids[i]] = key
            slots[slot, 0], slots[slot, 1] = key, np.int64(ids[i]) << 32


@nb.njit(cache=True, nogil=True)
def _new_id(free: Int32s, tally: Ints) -> Int:
    if tally[FREE] > 0:
        tally[FREE] -= 1
        return np.int64(free[tally[FREE]])
    tally[USED] += 1
    return np.int64(tally[USED] - 1)


@nb.njit(cache=True, nogil=True)
def probe(keys: Ints, rows: Ints, slots: Table, seed: Int, ids: Int32s) -> None:
    """Fills `ids` of these rows with those of keys that the table knows, NOBODY for the others; changes nothing else."""
    mask = slots.shape[0] - 1
    for j in range(rows.size):
        if j + AHEAD < rows.size:
            prefetch(slots, home(keys[rows[j + AHEAD]], 0, seed, mask))
        key = keys[rows[j]]
        slot = find(slots, key, seed)
        ids[rows[j]] = slots[slot, 1] >> 32 if key != 0 and slots[slot, 0] == key else NOBODY


@nb.njit(cache=True, nogil=True)
def _holder(low: Int, number: Int) -> Int:
    """Running number * 2 + (1 if it came late) of the event of which a slot keeps the low half; `number`: of any event soon after it."""
    return (number - ((number - (low >> 1)) & _LATE_LOW)) * 2 + (low & 1)


@nb.njit(cache=True, nogil=True)
def pair_up(
    subjects: Int32s,
    parties: Ints,
    rows: Ints,
    plan: Plan,
    slots: Table,
    seed: Int,
    tally: Ints,
    log_at: Ints,
    previous: Ints,
) -> None:
    """Fills `previous` of these rows with the event that stood for each event's pair before it, and lets the event stand for it.

    The youngest event by `at` stands for a pair. It is written as running number * 2 + (1 if it came late).
    """
    mask, ring = slots.shape[0] - 1, log_at.size - 1
    for j in range(rows.size):
        if j + AHEAD < rows.size:
            ahead = rows[j + AHEAD]
            prefetch(slots, home(parties[ahead], np.int64(subjects[ahead]) + 1, seed, mask))
        i = rows[j]
        subject, party = np.int64(subjects[i]), parties[i]
        previous[i] = NO_PARTY
        if subject < 0 or party == 0 or plan.first_span[i] == SPAN_COUNT:
            continue
        slot = find_pair(slots, subject, party, seed)
        number, is_late = plan.base + i, plan.at[i] < plan.clock[i]
        if slots[slot, 0] == 0:
            slots[slot, 0] = party
            tally[ENTRIES] += 1
            previous[i] = NO_PREVIOUS
        else:
            holder = _holder(slots[slot, 1] & _LOW, number)
            if is_late and plan.at[i] < log_at[(holder >> 1) & ring]:
                previous[i] = OUTLIVED
                continue
            previous[i] = holder
        slots[slot, 1] = subject << 32 | (number * 2 + is_late) & _LOW


@nb.njit(cache=True, nogil=True)
def is_gone(counts: Counts, k: Int) -> Bool:
    """True when the longest window holds no event of subject k: every event is an attempt, an answer or an end."""
    start = LONGEST * COUNTS_STRIDE
    return np.bool_(counts[k, start + ATTEMPTS] | counts[k, start + ANSWERS] | counts[k, start + ENDS] == 0)


@nb.njit(cache=True, nogil=True)
def bury_keys(
    died: Int32s, counts: Counts, traits: Table, slots: Table, seed: Int, key_of: Ints, free: Int32s, tally: Ints
) -> None:
    """Forgets the subjects among `died` that are still gone, and hands their ids out again. `traits` may have no rows."""
    mask = slots.shape[0] - 1
    for i in range(died.size):
        if i + AHEAD < died.size:
            prefetch(slots, home(key_of[died[i + AHEAD]], 0, seed, mask))
        k = died[i]
        if key_of[k] == 0 or not is_gone(counts, k):
            continue
        remove(slots, find(slots, key_of[k], seed), False, seed)
        key_of[k] = 0
        if traits.shape[0]:
            traits[k] = 0
        free[tally[FREE]] = k
        tally[FREE] += 1


@nb.njit(cache=True, nogil=True)
def bury_pairs(
    subjects: Int32s,
    parties: Ints,
    since: Int,
    first: Int,
    count: Int,
    slots: Table,
    seed: Int,
    tally: Ints,
    log_at: Ints,
) -> None:
    """Forgets the pairs of `subjects` with `parties` for which no event stands any more: numbered below `first`, or not later than `since`.

    `count`: events so far.
    """
    mask, ring = slots.shape[0] - 1, log_at.size - 1
    for i in range(parties.size):
        if i + AHEAD < parties.size:
            prefetch(slots, home(parties[i + AHEAD], np.int64(subjects[i + AHEAD]) + 1, seed, mask))
        slot = find_pair(slots, np.int64(subjects[i]), parties[i], seed)
        holder = _holder(slots[slot, 1] & _LOW, count) >> 1
        if slots[slot, 0] == 0 or (holder >= first and log_at[holder & ring] > since):
            continue
        remove(slots, slot, True, seed)
        tally[ENTRIES] -= 1
