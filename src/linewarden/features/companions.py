"""A number, the handset and the card that it has only ever come with: one state for the three, until they are first seen apart.

Nearly every handset holds one card with one number, and what is kept of the three is the same. So the caller's pass, in the order of the
stream, keeps the state with the number, and its `mates`: the handset and the card. Their own rows say whose state is theirs; the
caller's values are written for them as well, and their own passes do not see the event. The first event with one of the two and without
the other parts them: the handset or the card gets a copy of the state as it was before that event, and lives alone from then on.

They come together only at an event that is the first for both, and never again once they were parted, until they are forgotten. Not in an
engine that has a share of the subjects: another may keep the handset.
"""

from typing import NamedTuple

import numpy as np

from linewarden.features.compact import copies as long
from linewarden.features.compact.layout import VALUES as LONG_VALUES
from linewarden.features.compiled import compiled, flat
from linewarden.features.layout import (
    BYTE,
    HOUR_S,
    KEY,
    LONG,
    SEEN,
    SHORT,
    Bool,
    Bytes,
    Int,
    Ints,
    Table,
)
from linewarden.features.prefetch import prefetch
from linewarden.features.short import copies as short
from linewarden.features.short.layout import COUNTS
from linewarden.features.tables import ENTRIES, EVER, find, home_of

TOGETHER = -1
"""In a row instead of where the long block lies: its state is that of the caller whose key stands instead of the short block."""

MATES = 2
"""Columns of `mates`: the keys of the handset and of the card, 0 for none."""


class Kind(NamedTuple):
    """A kind of subject that may share the state of callers."""

    keys: Ints  # of the events; zeros when the kind is not kept
    slots: Table
    tally: Ints
    column: int  # of the matrix, the first of the kind


@flat
def ask(kind: Kind, i: Int, seed: Int) -> None:
    """Ask for the row of the event's companion."""
    key = kind.keys[np.uintp(i)]
    if key != 0:
        prefetch(kind.slots, home_of(key, seed, kind.slots.shape[0]))


@compiled
def settle(
    words: Ints, free: Ints, slots: Table, mates: Table, slot: Int, number: Int, kind: Kind, i: Int,
    seed: Int, is_fresh: Bool,
) -> None:  # fmt: skip
    """Before an event is taken in: part those that it tells apart, and bring together those that begin with it.

    `slot`: of its caller, negative if there is none; `number`: of the kind among the mates. `is_fresh`: nothing is kept of the caller yet.
    """
    key = kind.keys[i]
    if slot >= 0:
        if mates[slot, number] == key:
            return
        if mates[slot, number] != 0:
            part(words, free, slots, mates, slot, number, kind.slots, seed)
    if key == 0:
        return
    at = find(kind.slots, key, seed)
    if kind.slots[at, LONG] == TOGETHER:
        part(
            words,
            free,
            slots,
            mates,
            find(slots, np.int64(kind.slots[at, SHORT]), seed),
            number,
            kind.slots,
            seed,
        )
    elif kind.slots[at, KEY] == 0:
        kind.slots[at, KEY] = key  # from now on it is known, whether its own pass or the caller's keeps its state
        kind.tally[ENTRIES] += 1
        kind.tally[EVER] = 1
        if slot >= 0 and is_fresh:
            kind.slots[at, LONG], kind.slots[at, SHORT] = TOGETHER, slots[slot, KEY]
            mates[slot, number] = key


@compiled
def part(
    words: Ints,
    free: Ints,
    slots: Table,
    mates: Table,
    slot: Int,
    number: Int,
    others: Table,
    seed: Int,
) -> None:
    """The companion of this caller has a state of its own from now on: a copy of the caller's, or none if there is none."""
    at = find(others, np.int64(mates[slot, number]), seed)
    mates[slot, number] = 0
    pointer = np.int64(slots[slot, LONG])
    others[at, LONG] = others[at, SHORT] = others[at, SEEN] = 0
    if pointer == 0:
        return
    others[at, LONG] = long.copied(words, free, pointer >> 8) << 8 | pointer & BYTE
    others[at, SHORT] = short.copied(words, free, np.int64(slots[slot, SHORT]))
    others[at, SEEN] = slots[slot, SEEN]


@compiled
def forget(mates: Table, slot: Int, number: Int, others: Table, seed: Int) -> None:
    """The caller is forgotten, and so is the companion, if there is one: its row waits to be taken back."""
    if mates[slot, number] != 0:
        at = find(others, np.int64(mates[slot, number]), seed)
        others[at, LONG] = others[at, SHORT] = others[at, SEEN] = 0
        mates[slot, number] = 0


@flat
def tell(cells: Ints, place: Int, target: Int) -> None:
    """The values of a caller, which begin at `place`, for a companion: all but the near steps, which are told of callers alone."""
    for window in range(2):
        for value in range(COUNTS):
            cells[np.uintp(target + window * COUNTS + value)] = cells[np.uintp(place + window * (COUNTS + 1) + value)]
    for value in range(LONG_VALUES):
        cells[np.uintp(target + 2 * COUNTS + value)] = cells[np.uintp(place + 2 * (COUNTS + 1) + value)]


@compiled
def in_hour(slots: Table, mates: Table, number: Int, clock_s: Int) -> Int:
    """Companions with an event in the last hour, to the second."""
    count = np.int64(0)
    for slot in range(slots.shape[0]):
        is_here = mates[slot, number] != 0 and slots[slot, LONG] != 0
        count += np.int64(is_here and clock_s - (slots[slot, SEEN] >> 32) < HOUR_S)
    return count


@compiled
def alone(rows: Ints, done: Bytes, bit: Int, found: Ints) -> Int:
    """Fills `found` with those rows whose event was not told for the kind with this bit; how many."""
    count = np.uintp(0)
    for r in range(np.uintp(rows.size)):
        found[count] = rows[r]
        count += np.uintp(done[np.uintp(rows[r])] & bit == 0)
    return np.int64(count)
