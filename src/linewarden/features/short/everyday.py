"""A look at the exact windows of a subject with few events, as part of `follow`: one loop over them lets go, adds up, finds the counterparty."""

import numpy as np

from linewarden.features.arena import give_back, taken_as_is
from linewarden.features.compact.layout import STEP
from linewarden.features.compiled import compiled, flat
from linewarden.features.layout import BYTE, IS_ATTEMPT, IS_LAST, IS_NEAR, STANDS, TALK_AT, Bool, Int, Ints
from linewarden.features.short.layout import COUNTS, EVENT, FIVE_US, HOUR_US, MOST_EVENTS, NEAR_AT_MOST, OVERFULL

_FLAGS = 0x7F
_SPREAD, _ONES = sum(1 << 7 * k for k in range(7)), sum(1 << 8 * k for k in range(7))
"""Seven flags times the first, and with the second: a byte for each, so that an addition counts all of them."""
_NEAR_AT, _STANDS_AT = 40, 48
_ATTEMPTS_AT, _ANSWERS_AT, _SHORTS_AT, _FLASHES_AT, _ENDS_AT = 0, 8, 16, 24, 32


@flat
def size_of(room: Int) -> Int:
    """Size of the block for so many events."""
    return (EVENT * room + STEP - 1) // STEP - 1


@compiled
def with_room(words: Ints, free: Ints, pointer: Int) -> Int:
    """The pointer to a block with room for more than before, into which all events have moved: 1, 2, 5, 10, 16 events."""
    old, room, count = pointer >> 16, pointer >> 8 & BYTE, pointer & BYTE
    more = min(2 * room + (room == 2), MOST_EVENTS) if room else 1
    new = taken_as_is(words, free, size_of(more))
    for word in range(EVENT * count):
        words[new + word] = words[old + word]
    if room:
        give_back(words, free, size_of(room), old)
    return new << 16 | more << 8 | count


@flat
def look(  # noqa: C901, PLR0915  one flat piece, as `compact.look`
    words: Ints,
    free: Ints,
    cells: Ints,
    place: Int,
    pointer: Int,
    clock: Int,
    at: Int,
    party: Int,
    what: Int,
    is_caller: Bool,
) -> Int:
    """The pointer afterwards; fills `cells` from `place` on with the values of both windows.

    `what`: of the event, 0 if there is none to be taken in; it is, if the hour holds it. If it finds no room the pointer says OVERFULL
    and no values are written: the subject has become busy.
    """
    since_five, since_hour = clock - FIVE_US, clock - HOUR_US
    list_, count = pointer >> 16, pointer & BYTE
    kept = five = hour = five_talk = hour_talk = np.int64(0)
    same = last = np.int64(-1)
    for j in range(count):
        event, to = list_ + EVENT * j, list_ + EVENT * kept
        other_at, other, did = words[np.uintp(event)], words[np.uintp(event + 1)], words[np.uintp(event + 2)]
        words[np.uintp(to)], words[np.uintp(to + 1)], words[np.uintp(to + 2)] = other_at, other, did
        in_hour, in_five = np.int64(other_at > since_hour), np.int64(other_at > since_five)
        counts, talk = (did & _FLAGS) * _SPREAD & _ONES, did >> TALK_AT
        hour += counts & -in_hour
        hour_talk += talk & -in_hour
        five += counts & -in_five
        five_talk += talk & -in_five
        same = kept if in_hour & np.int64(other == party) & np.int64(did & STANDS != 0) else same
        last = kept if in_hour & np.int64(did & IS_LAST != 0) else last
        kept += in_hour
    if what != 0 and at > since_hour:
        if kept == MOST_EVENTS:
            return pointer & ~BYTE | OVERFULL
        if what & IS_ATTEMPT:
            if last >= 0:
                called = words[np.uintp(list_ + EVENT * last + 1)]
                is_told = called > 0 and party > 0
                if is_told and party != called and abs(party - called) <= NEAR_AT_MOST:
                    what |= IS_NEAR
                words[np.uintp(list_ + EVENT * last + 2)] &= ~IS_LAST
            what |= IS_LAST
        if party != 0:
            if same < 0:
                what |= STANDS
            elif words[np.uintp(list_ + EVENT * same)] <= at:
                what |= STANDS
                words[np.uintp(list_ + EVENT * same + 2)] &= ~STANDS
                hour -= 1 << _STANDS_AT
                five -= np.int64(words[np.uintp(list_ + EVENT * same)] > since_five) << _STANDS_AT
        in_five = np.int64(at > since_five)
        counts, talk = (what & _FLAGS) * _SPREAD & _ONES, what >> TALK_AT
        hour += counts
        hour_talk += talk
        five += counts & -in_five
        five_talk += talk & -in_five
        if kept == pointer >> 8 & BYTE:
            pointer = with_room(words, free, pointer & ~BYTE | kept)
            list_ = pointer >> 16
        event = list_ + EVENT * kept
        words[np.uintp(event)], words[np.uintp(event + 1)], words[np.uintp(event + 2)] = at, party, what
        kept += 1
    stride = COUNTS + is_caller
    for window in range(2):
        to, counts, talk = place + window * stride, hour if window else five, hour_talk if window else five_talk
        cells[np.uintp(to)] = counts >> _ATTEMPTS_AT & BYTE
        cells[np.uintp(to + 1)] = counts >> _ANSWERS_AT & BYTE
        cells[np.uintp(to + 2)] = counts >> _STANDS_AT & BYTE
        cells[np.uintp(to + 3)] = counts >> _SHORTS_AT & BYTE
        cells[np.uintp(to + 4)] = counts >> _FLASHES_AT & BYTE
        cells[np.uintp(to + 5)] = counts >> _ENDS_AT & BYTE
        cells[np.uintp(to + 6)] = talk
        if is_caller:
            cells[np.uintp(to + 7)] = counts >> _NEAR_AT & BYTE
    return pointer & ~BYTE | kept
