"""The compiled heart: one block of events through all windows of one kind of subject, event by event in stream order."""

import numpy as np

from linewarden.features import companions
from linewarden.features.compact import look as long
from linewarden.features.compact import parties
from linewarden.features.compact.layout import TABLE, TABLE_BITS, seconds_of
from linewarden.features.compact.layout import VALUES as LONG_VALUES
from linewarden.features.compact.light import begun
from linewarden.features.compact.panes import PANE_S, week_limit
from linewarden.features.compiled import compiled, flat
from linewarden.features.forgetting import forget
from linewarden.features.layout import (
    ADDS,
    AT,
    BYTE,
    CLOCK,
    CLOCK_S,
    KEY,
    LINE,
    LONG,
    LOW,
    NOW,
    PANE,
    ROW,
    SECOND,
    SEEN,
    SHORT,
    TALK_AT,
    WHAT,
    Bool,
    Bytes,
    Int,
    Int32s,
    Ints,
    Table,
)
from linewarden.features.prefetch import prefetch
from linewarden.features.share import owner
from linewarden.features.short import busy, everyday
from linewarden.features.short.layout import BUSY, COUNTS, EVENT, OVERFULL, SUMS, SUMS_STRIDE, WINDOWS
from linewarden.features.tables import ENTRIES, EVER, FOREIGN, NOBODY, after, home_of

AHEAD = 12
"""Events between asking for a subject's row and reading it, and again between asking for its blocks and using them."""

_SOON = 6  # events between asking for what the block of a busy subject leads to and using it
_MOST_BACK = 0x7FFFFFFF

SEATS = 64
"""Columns of `seats`: a power of two, more than 2 * AHEAD."""


@compiled
def follow(  # noqa: C901, PLR0912, PLR0915  one flat loop: a call costs more than its pieces
    seats: Table,
    rows: Ints,
    keys: Ints,
    others: Ints,
    watched: Ints,
    moments: Table,
    slots: Table,
    tally: Ints,
    words: Ints,
    halves: Int32s,
    free: Ints,
    links: Int32s,
    number: Int,
    mates: Table,
    handset: companions.Kind,
    card: companions.Kind,
    done: Bytes,
    out: Table,
    column: Int,
    watcher_column: Int,
    is_caller: Bool,
    is_stale: Bool,
    seed: Int,
    share: Int,
    of: Int,
) -> None:
    """Takes in the events at these rows and fills their subjects' values from `column` on.

    `keys`, `others`: of the subjects and of their counterparties. `watched`: keys whose values are wanted besides, from `watcher_column`
    on; may be empty. A key that share `share` of `of` does not own is passed over. `links`: the trail's, which gets how far back the
    subject's previous event lies (0: none); may be empty; `number`: what the trail calls the first of these events that tells its
    subject. The tables have room for all subjects that may be new. `mates` [slots, 2], `handset`, `card`: of callers, see `companions`; `mates`
    may be empty. `done` gets bit 0 of events whose handset and bit 1 of those whose card has been told its values.
    `seats` [2, SEATS]: to note slots in, those of the watched in the second row.
    """
    n, has_watchers, has_trail = rows.size, watched.size > 0, links.size > 0
    cells, width, table = out.reshape(out.size), out.shape[1], slots.reshape(slots.size)
    size, ring = slots.shape[0], links.size - 1
    has_mates = mates.shape[0] > 0
    short_values = 2 * (COUNTS + is_caller)
    values = short_values + LONG_VALUES
    for r in range(-2 * AHEAD, n):
        # First ask for the row of the subject ...
        later = r + 2 * AHEAD
        if later < n:
            i = rows[np.uintp(later)]
            for turn in range(1 + has_watchers):
                key = watched[np.uintp(i)] if turn else keys[np.uintp(i)]
                home = FOREIGN if of > 1 and owner(key, of) != share else home_of(key, seed, size)
                seats[turn, np.uintp(later & (SEATS - 1))] = home
                if home >= 0:
                    prefetch(table, home * ROW)
                    if has_mates:
                        prefetch(mates, home)
        # ... then find it and ask for the blocks, and for the cells ...
        later = r + AHEAD
        if 0 <= later < n:
            i = rows[np.uintp(later)]
            for turn in range(1 + has_watchers):
                seat = np.uintp(later & (SEATS - 1))
                key, slot = watched[np.uintp(i)] if turn else keys[np.uintp(i)], seats[turn, seat]
                if slot < 0:  # another share's, whose cells are being written there: they are not to be touched here
                    continue
                target = i * width + (watcher_column if turn else column)
                for line in range(0, values, LINE):
                    prefetch(cells, np.int64(target + line))
                if key == 0:
                    seats[turn, seat] = NOBODY
                    if has_mates:
                        companions.ask(handset, i, seed)
                        companions.ask(card, i, seed)
                    continue
                while table[np.uintp(slot * ROW)] != key and table[np.uintp(slot * ROW)] != 0:
                    slot = after(slot, size)
                if table[np.uintp(slot * ROW)] == 0:
                    now = moments[np.uintp(i), NOW]
                    if turn or now - moments[np.uintp(i), PANE] > week_limit(now):
                        seats[turn, seat] = NOBODY
                        continue
                    table[np.uintp(slot * ROW + KEY)] = key
                    tally[ENTRIES] += 1
                    tally[EVER] = 1
                seats[turn, seat] = slot
                if has_mates:
                    for mate, kind in enumerate((handset, card)):
                        if mates[np.uintp(slot), mate] != kind.keys[np.uintp(i)]:
                            companions.ask(kind, i, seed)
                        elif kind.keys[np.uintp(i)] != 0:
                            for line in range(0, values, LINE):
                                prefetch(cells, np.int64(i * width + kind.column + line))
                ahead = table[np.uintp(slot * ROW + LONG)]
                for line in range(ahead & BYTE):
                    prefetch(words, (ahead >> 8) + line * LINE)
                ahead = table[np.uintp(slot * ROW + SHORT)]
                for line in range(_short_lines(ahead)):
                    prefetch(words, (ahead >> 16) + line * LINE)
        if r < 0:
            continue
        if r + _SOON < n and seats[0, np.uintp((r + _SOON) & (SEATS - 1))] >= 0:
            soon = np.uintp(seats[0, np.uintp((r + _SOON) & (SEATS - 1))] * ROW)
            ahead = table[soon + np.uintp(LONG)]
            if ahead & BYTE == long.HEAVY_LINES:
                other = others[np.uintp(rows[np.uintp(r + _SOON)])]
                shift = parties.BITS + 1 - words[np.uintp((ahead >> 8) + TABLE_BITS)]
                prefetch(
                    words,
                    np.int64(words[np.uintp((ahead >> 8) + TABLE)] + (parties.fingerprint(other, seed) >> shift)),
                )
            ahead = table[soon + np.uintp(SHORT)]
            if ahead & BYTE == BUSY:
                busy.ask(words, ahead >> 16, others[np.uintp(rows[np.uintp(r + _SOON)])], seed)
        # ... and now it is here.
        i = rows[np.uintp(r)]
        moment = np.uintp(i)
        now, pane, clock, clock_s = (
            moments[moment, NOW],
            moments[moment, PANE],
            moments[moment, CLOCK],
            moments[moment, CLOCK_S],
        )
        limit = week_limit(now)
        gap_s = np.int64(0)
        own = seats[0, np.uintp(r & (SEATS - 1))]
        for turn in range(1 + has_watchers):
            slot = seats[turn, np.uintp(r & (SEATS - 1))]
            place = i * width + (watcher_column if turn else column)
            if slot < 0:
                if has_mates:
                    for mate, kind in enumerate((handset, card)):
                        companions.settle(words, free, slots, mates, slot, mate, kind, i, seed, is_fresh=False)
                if is_stale and slot == NOBODY:
                    for value in range(values):
                        cells[np.uintp(place + value)] = 0
                number += has_trail and keys[np.uintp(i)] != 0
                continue
            row = np.uintp(slot * ROW)
            is_kept = turn == 0 and now - pane <= limit
            pointer, seen = table[row + np.uintp(LONG)], table[row + np.uintp(SEEN)]
            is_gone = pointer != 0 and now - (seen >> 32) // PANE_S > limit
            if has_mates:
                is_fresh = is_kept and (pointer == 0 or is_gone)
                for mate, kind in enumerate((handset, card)):
                    if mates[np.uintp(slot), mate] != kind.keys[np.uintp(i)]:
                        companions.settle(words, free, slots, mates, slot, mate, kind, i, seed, is_fresh=is_fresh)
            if is_gone:
                forget(words, free, pointer, table[row + np.uintp(SHORT)])
                pointer = table[row + np.uintp(SHORT)] = 0
            if turn == 0 or slot != own:
                gap_s = clock_s - (seen >> 32) if pointer else np.int64(0)
            if pointer == 0:
                if not is_kept:
                    table[row + np.uintp(LONG)] = 0
                    if has_mates:
                        companions.forget(mates, slot, 0, handset.slots, seed)
                        companions.forget(mates, slot, 1, card.slots, seed)
                    if is_stale:
                        for value in range(values):
                            cells[np.uintp(place + value)] = 0
                    number += has_trail
                    continue
                block, seen = begun(words, free, now), moments[moment, SECOND] << 32 | moments[moment, SECOND]
                table[row + np.uintp(SEEN)] = seen
            else:
                block = pointer >> 8
                if is_kept and moments[moment, SECOND] > seen >> 32:
                    seen = moments[moment, SECOND] << 32 | seen & LOW
                    table[row + np.uintp(SEEN)] = seen
            if has_trail:
                if is_kept:
                    before = words[np.uintp(block)] >> 32 & LOW
                    back = (number + 1 - before) & LOW
                    links[np.uintp(number & ring)] = back if before and back <= _MOST_BACK else 0
                    words[np.uintp(block)] = words[np.uintp(block)] & LOW | ((number + 1) & LOW) << 32
                number += 1
            other = others[np.uintp(i)] if is_kept else 0
            what = moments[moment, WHAT] if is_kept else 0
            short = table[row + np.uintp(SHORT)]
            if short & BYTE != BUSY:
                short = everyday.look(
                    words, free, cells, place, short, clock, moments[moment, AT], other, what, is_caller
                )
                if short & BYTE == OVERFULL:
                    short = busy.promoted(words, free, short, clock, seed)
            if short & BYTE == BUSY:
                short = busy.look(words, free, short, clock, moments[moment, AT], other, what, seed)
                if short & BYTE == BUSY:
                    stride = COUNTS + is_caller
                    for window in range(WINDOWS):
                        for value in range(stride):
                            sums = (short >> 16) + SUMS + window * SUMS_STRIDE
                            cells[np.uintp(place + window * stride + value)] = words[np.uintp(sums + value)]
                else:
                    short = everyday.look(words, free, cells, place, short, clock, 0, 0, 0, is_caller)
            table[row + np.uintp(SHORT)] = short
            block = long.look(
                words, halves, free, cells, np.uintp(place + short_values), block, now, pane, seconds_of(what >> TALK_AT), moments[moment, ADDS],
                parties.fingerprint(other, seed), is_kept,
            )  # fmt: skip
            table[row + np.uintp(LONG)] = block << 8 | long.lines_of(words[np.uintp(block)])
            cells[np.uintp(place + values - 2)] = clock_s - (seen & LOW)
            cells[np.uintp(place + values - 1)] = gap_s
            if has_mates:
                for mate, kind in enumerate((handset, card)):
                    if mates[np.uintp(slot), mate] != 0:
                        companions.tell(cells, place, i * width + kind.column)
                        done[np.uintp(i)] |= 1 << mate


@flat
def _short_lines(pointer: Int) -> Int:
    """Cache lines of a short block that an event more will touch."""
    count = pointer & BYTE
    return 4 if count == BUSY else (count * EVENT + EVENT + LINE - 1) // LINE
