"""A busy subject: a ring of events in order of time, a pointer into it and sums for each window, a table of counterparties."""

import numpy as np

from linewarden.features.arena import POWERS, give_back, taken, taken_as_is
from linewarden.features.compiled import compiled, flat
from linewarden.features.layout import (
    BYTE,
    IS_ANSWER,
    IS_ATTEMPT,
    IS_END,
    IS_FLASH,
    IS_LAST,
    IS_NEAR,
    IS_SHORT,
    STANDS,
    TALK_AT,
    Int,
    Ints,
)
from linewarden.features.prefetch import prefetch
from linewarden.features.short import late, met
from linewarden.features.short.everyday import size_of
from linewarden.features.short.layout import (
    BUSY,
    BUSY_SIZE,
    EVENT,
    FEW_EVENTS,
    FIRST,
    FIVE_US,
    HOUR_US,
    LAST_AT,
    LATE,
    LATE_COUNT,
    LEAST_MET_BITS,
    LEAST_RING_BITS,
    MET,
    MET_COUNT,
    MOST_EVENTS,
    NEAR_AT_MOST,
    NEXT,
    PREVIOUS_AT,
    PREVIOUS_CALLED,
    RING,
    RING_EVENT,
    RING_EVENT_BITS,
    SUMS,
    SUMS_STRIDE,
    WINDOWS,
)
from linewarden.features.short.places import bits_at, number_at, place_at
from linewarden.features.tables import hashed

_KEPT_FLAGS = ~(STANDS | IS_LAST)


@compiled
def promoted(words: Ints, free: Ints, pointer: Int, clock: Int, seed: Int) -> Int:
    """The pointer to a busy block that goes on from an everyday one that is full, which is given back."""
    list_, room, count = pointer >> 16, pointer >> 8 & BYTE, MOST_EVENTS
    block = taken(words, free, BUSY_SIZE)
    words[block + RING] = taken_as_is(words, free, POWERS + RING_EVENT_BITS + LEAST_RING_BITS) << 8 | LEAST_RING_BITS
    met.begin(words, free, block)
    _sort(words, list_, count)
    for i in range(count):
        event = list_ + EVENT * i
        at, party, what = _event(words, event)
        if what & IS_LAST:
            words[block + PREVIOUS_CALLED], words[block + PREVIOUS_AT] = party, at
        _take_in(words, free, block, clock, at, party, what & _KEPT_FLAGS, seed)
    give_back(words, free, size_of(room), list_)
    return block << 16 | BUSY


@compiled
def _sort(words: Ints, list_: Int, count: Int) -> None:
    """By time; a few events."""
    for i in range(1, count):
        event = list_ + EVENT * i
        at, party, what = words[event], words[event + 1], words[event + 2]
        while event > list_ and words[event - EVENT] > at:
            for word in range(EVENT):
                words[event + word] = words[event - EVENT + word]
            event -= EVENT
        words[event], words[event + 1], words[event + 2] = at, party, what


@compiled
def look(words: Ints, free: Ints, pointer: Int, clock: Int, at: Int, party: Int, what: Int, seed: Int) -> Int:
    """The pointer afterwards: what has left is let go, the event taken in if it is one (`what` is not 0) and the hour holds it."""
    block = pointer >> 16
    _let_go(words, free, block, 0, clock - FIVE_US, seed)
    _let_go(words, free, block, 1, clock - HOUR_US, seed)
    if what != 0 and at > clock - HOUR_US:
        if what & IS_ATTEMPT:
            before = words[block + PREVIOUS_CALLED]
            is_fresh = before > 0 and party > 0 and words[block + PREVIOUS_AT] > clock - HOUR_US
            if is_fresh and party != before and abs(party - before) <= NEAR_AT_MOST:
                what |= IS_NEAR
            words[block + PREVIOUS_CALLED], words[block + PREVIOUS_AT] = party, at
        _take_in(words, free, block, clock, at, party, what, seed)
    return _fitted(words, free, pointer, seed)


@flat
def _row(words: Ints, block: Int, number: Int) -> Int:
    """Where the event with this number lies."""
    return place_at(words, block + RING) + (number & ((1 << bits_at(words, block + RING)) - 1)) * RING_EVENT


@flat
def ask(words: Ints, block: Int, party: Int, seed: Int) -> None:
    """Ask for the lines that the next look will need beside the block: new event and oldest event of the ring, the counterparty."""
    prefetch(words, np.int64(_row(words, block, number_at(words, block + NEXT))))
    prefetch(words, np.int64(_row(words, block, number_at(words, block + FIRST))))
    prefetch(words, np.int64(_row(words, block, number_at(words, block + FIRST + 1))))
    table, mask = place_at(words, block + MET), (1 << bits_at(words, block + MET)) - 1
    prefetch(words, np.int64(table + 2 * (hashed(party, seed) & mask)))


@compiled
def _take_in(words: Ints, free: Ints, block: Int, clock: Int, at: Int, party: Int, what: Int, seed: Int) -> None:
    """An event that the hour holds; what has left is gone."""
    is_in_five = at > clock - FIVE_US
    for window in range(0 if is_in_five else 1, WINDOWS):
        _add(words, block, window, what, 1)
    if party != 0:
        met.meet(words, free, block, party, at, clock - FIVE_US, seed)
    if at < words[block + LAST_AT]:
        for window in range(0 if is_in_five else 1, WINDOWS):
            late.push(words, free, block, window, at, party, what)
        return
    number = number_at(words, block + NEXT)
    if number - words[block + FIRST + 1] == 1 << bits_at(words, block + RING):
        _rebuild(words, free, block, bits_at(words, block + RING) + 1)
    row = _row(words, block, number)
    words[row], words[row + 1], words[row + 2] = at, party, what
    words[block + NEXT], words[block + LAST_AT] = number + 1, at
    if not is_in_five:  # nor is any before it
        words[block + FIRST] = number + 1


@compiled
def _let_go(words: Ints, free: Ints, block: Int, window: Int, since: Int, seed: Int) -> None:
    """Events up to `since` leave the window."""
    number, end = number_at(words, block + FIRST + window), number_at(words, block + NEXT)
    while number < end:
        row = _row(words, block, number)
        if words[row] > since:
            break
        _, party, what = _event(words, row)
        _add(words, block, window, what, -1)
        if party != 0:
            met.part(words, block, party, window, since, seed)
        number += 1
    words[block + FIRST + window] = number
    while words[block + LATE_COUNT + window] and words[place_at(words, block + LATE + window)] <= since:
        oldest = place_at(words, block + LATE + window)
        _, party, what = _event(words, oldest)
        _add(words, block, window, what, -1)
        if party != 0:
            met.part(words, block, party, window, since, seed)
        late.drop(words, free, block, window)


@flat
def _event(words: Ints, row: Int) -> tuple[Int, Int, Int]:
    return np.int64(words[row]), np.int64(words[row + 1]), np.int64(words[row + 2])


@flat
def _add(words: Ints, block: Int, window: Int, what: Int, sign: Int) -> None:
    """Counterparties aside."""
    sums = block + SUMS + window * SUMS_STRIDE
    words[sums] += sign * np.int64(what & IS_ATTEMPT != 0)
    words[sums + 1] += sign * np.int64(what & IS_ANSWER != 0)
    words[sums + 3] += sign * np.int64(what & IS_SHORT != 0)
    words[sums + 4] += sign * np.int64(what & IS_FLASH != 0)
    words[sums + 5] += sign * np.int64(what & IS_END != 0)
    words[sums + 6] += sign * (what >> TALK_AT)
    words[sums + 7] += sign * np.int64(what & IS_NEAR != 0)


@compiled
def _fitted(words: Ints, free: Ints, pointer: Int, seed: Int) -> Int:
    """The pointer after ring and table were made smaller where an eighth of them is used; everyday again when few events are left."""
    block = pointer >> 16
    in_ring = words[block + NEXT] - words[block + FIRST + 1]
    if in_ring + words[block + LATE_COUNT + 1] <= FEW_EVENTS:
        return _demoted(words, free, block, seed)
    ring_bits, met_bits = bits_at(words, block + RING), bits_at(words, block + MET)
    if ring_bits > LEAST_RING_BITS and in_ring * 8 <= 1 << ring_bits:
        _rebuild(words, free, block, ring_bits - 1)
    if met_bits > LEAST_MET_BITS and words[block + MET_COUNT] * 8 <= 1 << met_bits:
        met.rebuild(words, free, block, met_bits - 1, seed)
    return pointer


@compiled
def _rebuild(words: Ints, free: Ints, block: Int, bits: Int) -> None:
    """Go on in a ring of 2^bits."""
    old, old_bits = place_at(words, block + RING), bits_at(words, block + RING)
    ring, mask = taken_as_is(words, free, POWERS + RING_EVENT_BITS + bits), (1 << bits) - 1
    for number in range(number_at(words, block + FIRST + 1), number_at(words, block + NEXT)):
        source, target = _row(words, block, number), ring + (number & mask) * RING_EVENT
        words[target], words[target + 1], words[target + 2] = words[source], words[source + 1], words[source + 2]
    give_back(words, free, POWERS + RING_EVENT_BITS + old_bits, old)
    words[block + RING] = ring << 8 | bits


@compiled
def _demoted(words: Ints, free: Ints, block: Int, seed: Int) -> Int:
    """The pointer to an everyday block that goes on from a busy one, which is given back."""
    room, count, is_told = 10, np.int64(0), False
    list_ = taken_as_is(words, free, size_of(room))
    first, end = number_at(words, block + FIRST + 1), number_at(words, block + NEXT)
    for i in range(end - first + words[block + LATE_COUNT + 1]):
        if first + i < end:
            row = _row(words, block, first + i)
        else:
            row = place_at(words, block + LATE + 1) + (first + i - end) * RING_EVENT
        at, party, what = _event(words, row)
        what |= STANDS * met.take_youngest(words, block, party, at, seed)
        is_last = (
            what & IS_ATTEMPT != 0 and at == words[block + PREVIOUS_AT] and party == words[block + PREVIOUS_CALLED]
        )
        if is_last and not is_told:
            what |= IS_LAST
            is_told = True
        event = list_ + EVENT * count
        words[event], words[event + 1], words[event + 2] = at, party, what
        count += 1
    end_all(words, free, block)
    return list_ << 16 | room << 8 | count


@compiled
def end_all(words: Ints, free: Ints, block: Int) -> None:
    """Give back a busy block and all that belongs to it."""
    give_back(words, free, POWERS + RING_EVENT_BITS + bits_at(words, block + RING), place_at(words, block + RING))
    met.end(words, free, block)
    for window in range(WINDOWS):
        late.end(words, free, block, window)
    give_back(words, free, BUSY_SIZE, block)
