"""One block of events through the long windows of one kind of subject, event by event in stream order."""

import numba as nb
import numpy as np

from linewarden.features.compact import heavy, parties
from linewarden.features.compact.arena import give_back
from linewarden.features.compact.layout import (
    ANSWERS_AT,
    ATTEMPTS_AT,
    BYTE,
    COUNTED,
    DAY,
    ENDS_AT,
    EVENS,
    FIELDS,
    FIRSTS_AT,
    FLASHES_AT,
    FULL,
    HEADER,
    HEAVY,
    HEAVY_SIZE,
    IN_DAY,
    IN_WEEK,
    LANE,
    LONGEST_TALK_S,
    LOW,
    MOST_ENTRIES,
    MOST_PARTIES,
    ODDS,
    ONE_EACH,
    SEVENTEEN,
    SHORTS_AT,
    STEP,
    TALK_AT,
)
from linewarden.features.compact.light import begun, moved, tidied
from linewarden.features.compact.panes import DAY_PANES, GROUP_PANES, PANE_S, PANE_US, week_limit
from linewarden.features.layout import (
    IS_ANSWER,
    IS_ATTEMPT,
    IS_END,
    IS_FLASH,
    IS_SHORT,
    US_PER_S,
    Bool,
    Bytes,
    Int,
    Int32s,
    Ints,
    Table,
)
from linewarden.features.prefetch import prefetch
from linewarden.features.tables import AHEAD, ENTRIES, NOBODY, find, home, remove

WINDOW_VALUES = 8  # attempts, answers, distinct, shorts, flashes, ends, talk_ms, firsts
VALUES = 2 * WINDOW_VALUES + 2  # day, week, known_s, gap_s

_LINE = 8  # words of a cache line
_MOST_BACK = 0x7FFFFFFF


@nb.njit(cache=True, nogil=True)
def seat(keys: Ints, rows: Ints, at: Ints, clock: Ints, slots: Table, seed: Int, tally: Ints, seats: Ints) -> None:
    """Fills, for these rows, the slot of the event's subject (NOBODY: none); makes one unless the event is too old for the week."""
    mask = slots.shape[0] - 1
    for j in range(rows.size):
        if j + AHEAD < rows.size:
            prefetch(slots, home(keys[rows[j + AHEAD]], 0, seed, mask))
        i = rows[j]
        seats[i] = NOBODY
        if keys[i] == 0:
            continue
        slot = find(slots, keys[i], seed)
        if slots[slot, 0] == 0:
            now = clock[i] // PANE_US
            if now - at[i] // PANE_US > week_limit(now):
                continue
            slots[slot, 0], slots[slot, 1] = keys[i], 0
            tally[ENTRIES] += 1
        seats[i] = slot


@nb.njit(cache=True, nogil=True)
def look_up(keys: Ints, rows: Ints, slots: Table, seed: Int, seats: Ints) -> None:
    """Fills, for these rows, the slot of the key (NOBODY: not known)."""
    mask = slots.shape[0] - 1
    for j in range(rows.size):
        if j + AHEAD < rows.size:
            prefetch(slots, home(keys[rows[j + AHEAD]], 0, seed, mask))
        key = keys[rows[j]]
        slot = find(slots, key, seed)
        seats[rows[j]] = slot if key != 0 and slots[slot, 0] == key else NOBODY


@nb.njit(cache=True, nogil=True)
def follow(  # noqa: C901, PLR0912, PLR0915  one flat loop, as in windows.slide
    rows: Ints,
    seats: Ints,
    party: Ints,
    watchers: Ints,
    at: Ints,
    clock: Ints,
    flags: Bytes,
    talk: Int32s,
    numbers: Ints,
    links: Ints,
    seed: Int,
    slots: Table,
    words: Ints,
    halves: Int32s,
    free: Ints,
    out: Table,
    column: Int,
    watcher_column: Int,
    is_stale: Bool,
) -> None:
    """Takes in the events at these rows and fills their subjects' values from `column` on.

    `seats`: slots of the subjects, NOBODY, or FOREIGN where another share answers. `watchers`: slots whose values are wanted besides, from `watcher_column` on; may be empty. `numbers`: place of the event in the trail;
    `links` gets how far back the subject's previous one lies (0: none); both may be empty.
    """
    n, has_watchers, has_trail = rows.size, watchers.size > 0, numbers.size > 0
    cells, width = out.reshape(out.size), out.shape[1]
    for r in range(n):
        if r + AHEAD < n:
            later = rows[r + AHEAD]
            if seats[later] >= 0:
                ahead = slots[seats[later], 1]
                prefetch(words, ahead)
                prefetch(words, ahead + _LINE)
                prefetch(words, ahead + 2 * _LINE)
            if has_watchers and watchers[later] >= 0:
                ahead = slots[watchers[later], 1]
                prefetch(words, ahead)
                prefetch(words, ahead + _LINE)
                prefetch(words, ahead + 2 * _LINE)
        i = rows[r]
        now, pane = clock[i] // PANE_US, at[i] // PANE_US
        limit, age = week_limit(now), now - pane
        gap_s = 0
        for turn in range(1 + has_watchers):
            slot = watchers[i] if turn else seats[i]
            place = i * width + (watcher_column if turn else column)
            if slot < 0:
                if is_stale and slot == NOBODY:
                    cells[place : place + VALUES] = 0
                continue
            is_own = turn == 0 or slot == seats[i]
            block = slots[slot, 1]
            if block and now - (words[block + 1] >> 32) // PANE_S > limit:
                forget(words, free, block)
                block = slots[slot, 1] = 0
            is_kept = turn == 0 and age <= limit
            second = at[i] // US_PER_S
            if turn == 0 or not is_own:
                gap_s = 0
            if block == 0:
                if not is_kept:
                    if is_stale:
                        cells[place : place + VALUES] = 0
                    continue
                block = slots[slot, 1] = begun(words, free)
                words[block] |= (now & BYTE) << 24
                words[block + 1] = second << 32 | second
            else:
                if turn == 0 or not is_own:
                    gap_s = clock[i] // US_PER_S - (words[block + 1] >> 32)
                if is_kept and second > words[block + 1] >> 32:
                    words[block + 1] = second << 32 | words[block + 1] & LOW
            if has_trail and is_kept:
                before = words[block] >> 32 & LOW
                back = (numbers[i] + 1 - before) & LOW
                links[i] = back if before and back <= _MOST_BACK else 0
                words[block] = words[block] & LOW | ((numbers[i] + 1) & LOW) << 32
            mark = parties.fingerprint(party[i], seed) if is_kept else 0
            talk_s = (np.int64(talk[i]) + 500) // 1000 if flags[i] & IS_END else 0
            if words[block] & BYTE != HEAVY:
                if (words[block] >> 24 & BYTE) != now & BYTE:
                    block = slots[slot, 1] = tidied(words, halves, free, block, now)
                header = words[block]
                entries, met, length = header & BYTE, header >> 8 & BYTE, header >> 16 & BYTE
                day_evens = day_odds = day_talk = week_evens = week_odds = week_talk = np.int64(0)
                same, most = -1, ONE_EACH + (min(talk_s, LONGEST_TALK_S) << TALK_AT)
                for j in range(entries):
                    entry = words[block + HEADER + j]
                    other = (now - entry) & BYTE
                    evens, odds, talked = entry & EVENS, entry & ODDS, entry >> TALK_AT & SEVENTEEN
                    week_evens += evens
                    week_odds += odds
                    week_talk += talked
                    if other <= DAY_PANES:
                        day_evens += evens
                        day_odds += odds
                        day_talk += talked
                    is_same = other == age or (
                        age > DAY_PANES and other > DAY_PANES and (now - other) // GROUP_PANES == pane // GROUP_PANES
                    )
                    if is_same and (entry + most) & FULL == 0:
                        same = j
                last = 2 * (block + length) - 1
                known, known_age, in_day = -1, np.int64(0), np.int64(0)
                for j in range(met):
                    held = np.int64(halves[last - j]) & LOW
                    other = (now - held) & BYTE
                    in_day += np.int64(other <= DAY_PANES)
                    if held >> 8 == mark:
                        known, known_age = j, other
                is_first = mark != 0 and known < 0
                adds = np.int64(0)
                if is_kept:
                    what = np.int64(flags[i])
                    adds = (
                        np.int64(what & IS_ATTEMPT != 0) << ATTEMPTS_AT
                        | np.int64(what & IS_ANSWER != 0) << ANSWERS_AT
                        | np.int64(what & IS_END != 0) << ENDS_AT
                        | np.int64(what & IS_SHORT != 0) << SHORTS_AT
                        | np.int64(what & IS_FLASH != 0) << FLASHES_AT
                        | np.int64(is_first) << FIRSTS_AT
                    )
                    if talk_s <= LONGEST_TALK_S:
                        adds |= talk_s << TALK_AT
                    new_entries, new_met = entries + (same < 0), met + is_first
                    is_too_much = talk_s > LONGEST_TALK_S or new_entries > MOST_ENTRIES or new_met > MOST_PARTIES
                    needed = HEADER + new_entries + (new_met + 1) // 2
                    if not is_too_much and needed > length:
                        place_ = moved(words, halves, free, block, (needed + STEP - 1) // STEP - 1)
                        if place_ == 0:
                            is_too_much = True
                        else:
                            block = slots[slot, 1] = place_
                            length = words[block] >> 16 & BYTE
                            last = 2 * (block + length) - 1
                    if is_too_much:
                        block = slots[slot, 1] = heavy.promoted(words, halves, free, block, now)
                    else:
                        if same >= 0:
                            words[block + HEADER + same] += adds
                        else:
                            words[block + HEADER + entries] = adds | pane & BYTE
                        if is_first:
                            halves[last - met] = np.int32(mark << 8 | pane & BYTE)
                            in_day += np.int64(age <= DAY_PANES)
                        elif known >= 0 and age < known_age:
                            halves[last - known] = np.int32(mark << 8 | pane & BYTE)
                            in_day += np.int64(known_age > DAY_PANES and age <= DAY_PANES)
                        met = new_met
                        words[block] = words[block] & ~0xFFFF | new_met << 8 | new_entries
                        week_evens += adds & EVENS
                        week_odds += adds & ODDS
                        week_talk += talk_s
                        if age <= DAY_PANES:
                            day_evens += adds & EVENS
                            day_odds += adds & ODDS
                            day_talk += talk_s
                if words[block] & BYTE != HEAVY:
                    cells[place] = day_evens >> ATTEMPTS_AT & LANE
                    cells[place + 1] = day_odds >> ANSWERS_AT & LANE
                    cells[place + 2] = in_day
                    cells[place + 3] = day_odds >> SHORTS_AT & LANE
                    cells[place + 4] = day_evens >> FLASHES_AT & LANE
                    cells[place + 5] = day_evens >> ENDS_AT & LANE
                    cells[place + 6] = day_talk * 1000
                    cells[place + 7] = day_odds >> FIRSTS_AT & LANE
                    cells[place + 8] = week_evens >> ATTEMPTS_AT & LANE
                    cells[place + 9] = week_odds >> ANSWERS_AT & LANE
                    cells[place + 10] = met
                    cells[place + 11] = week_odds >> SHORTS_AT & LANE
                    cells[place + 12] = week_evens >> FLASHES_AT & LANE
                    cells[place + 13] = week_evens >> ENDS_AT & LANE
                    cells[place + 14] = week_talk * 1000
                    cells[place + 15] = week_odds >> FIRSTS_AT & LANE
            if words[block] & BYTE == HEAVY:
                heavy.turn(words, halves, free, block, now)
                if is_kept:
                    heavy.add(words, halves, free, block, pane, now, np.int64(flags[i]), talk_s, mark)
                for j in range(2 * FIELDS):
                    cells[place + j] = words[block + DAY + j]
                cells[place + 2] = parties.estimate(words[block + IN_DAY], words[block + COUNTED])
                cells[place + 10] = parties.estimate(words[block + IN_WEEK], words[block + COUNTED])
                cells[place + 6] *= 1000
                cells[place + 14] *= 1000
            cells[place + 16] = clock[i] // US_PER_S - (words[block + 1] & LOW)
            cells[place + 17] = gap_s


@nb.njit(cache=True, nogil=True)
def forget(words: Ints, free: Ints, block: Int) -> None:
    """Give back all that was kept of a subject."""
    header = words[block]
    if header & BYTE == HEAVY:
        parties.end(words, free, block)
        give_back(words, free, HEAVY_SIZE, block)
    else:
        give_back(words, free, (header >> 16 & BYTE) // STEP - 1, block)


@nb.njit(cache=True, nogil=True)
def sweep(slots: Table, seed: Int, tally: Ints, start: Int, steps: Int, now: Int, words: Ints, free: Ints) -> Int:
    """Goes through so many slots from `start` on and forgets those subjects that the week holds nothing of; where to go on."""
    mask, limit, slot = slots.shape[0] - 1, week_limit(now), np.int64(start & (slots.shape[0] - 1))
    for _ in range(steps):
        block = slots[slot, 1]
        is_gone = block == 0 or now - (words[block + 1] >> 32) // PANE_S > limit
        if slots[slot, 0] != 0 and is_gone:
            if block:
                forget(words, free, block)
            remove(slots, slot, False, seed)
            tally[ENTRIES] -= 1
        else:
            slot = np.int64((slot + 1) & mask)
    return slot
