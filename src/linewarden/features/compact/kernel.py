"""One block of events through the long windows of one kind of subject, event by event in stream order."""

import numba as nb
import numpy as np

from linewarden.features.compact import heavy, parties
from linewarden.features.compact.arena import give_back
from linewarden.features.compact.layout import (
    ADDS,
    ANSWERS_AT,
    ATTEMPTS_AT,
    BYTE,
    CLOCK_S,
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
    LAST_PANE,
    LIMIT,
    LONGEST_TALK_S,
    LOW,
    MOST_ENTRIES,
    MOST_PARTIES,
    NOW,
    ODDS,
    ONE_EACH,
    PANE,
    PRINT,
    SECOND,
    SEVENTEEN,
    SHORTS_AT,
    STEP,
    TABLE,
    TABLE_BITS,
    TALK_AT,
    TALK_S,
    WEEK,
)
from linewarden.features.compact.light import begun, moved, tidied
from linewarden.features.compact.panes import DAY_PANES, GROUP_PANES, PANE_S, week_limit
from linewarden.features.layout import Bool, Int, Int32s, Ints, Table
from linewarden.features.prefetch import prefetch
from linewarden.features.tables import AHEAD, ENTRIES, NOBODY, find, home, remove

WINDOW_VALUES = 8  # attempts, answers, distinct, shorts, flashes, ends, talk_ms, firsts
VALUES = 2 * WINDOW_VALUES + 2  # day, week, known_s, gap_s

_LINE = 8  # words of a cache line
_SOON = 6  # rows between asking for what a heavy block leads to and using it
_MOST_BACK = 0x7FFFFFFF


@nb.njit(cache=True, nogil=True)
def seat(keys: Ints, rows: Ints, moments: Table, slots: Table, seed: Int, tally: Ints, seats: Ints) -> None:
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
            if moments[i, NOW] - moments[i, PANE] > moments[i, LIMIT]:
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
    prints: Ints,
    watchers: Ints,
    moments: Table,
    numbers: Ints,
    links: Ints,
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

    `seats`: slots of the subjects, NOBODY, or FOREIGN where another share answers. `prints`: fingerprints of the counterparties. `watchers`:
    slots whose values are wanted besides, from `watcher_column` on; may be empty. `numbers`: place of the event in the trail; `links` gets
    how far back the subject's previous one lies (0: none); both may be empty. Positions are unsigned where it matters: numba looks whether
    signed ones count from the end.
    """
    n, has_watchers, has_trail = rows.size, watchers.size > 0, numbers.size > 0
    cells, width = out.reshape(out.size), out.shape[1]
    for r in range(n):
        if r + AHEAD < n:
            later = rows[r + AHEAD]
            target = np.int64(later * width + column)
            prefetch(cells, target)
            prefetch(cells, target + _LINE)
            prefetch(cells, target + VALUES - 1)
            if seats[later] >= 0:
                ahead = slots[seats[later], 1]
                prefetch(words, ahead)
                prefetch(words, ahead + _LINE)
                prefetch(words, ahead + 2 * _LINE)
                prefetch(words, ahead + 3 * _LINE)
            if has_watchers and watchers[later] >= 0:
                ahead = slots[watchers[later], 1]
                prefetch(words, ahead)
                prefetch(words, ahead + _LINE)
                prefetch(words, ahead + 2 * _LINE)
                prefetch(words, ahead + 3 * _LINE)
        if r + _SOON < n and seats[rows[r + _SOON]] >= 0:
            ahead = slots[seats[rows[r + _SOON]], 1]
            if words[ahead] & BYTE == HEAVY:
                shift = parties.BITS + 1 - words[ahead + TABLE_BITS]
                prefetch(words, np.int64(words[ahead + TABLE] + (prints[rows[r + _SOON]] >> shift)))
                prefetch(words, ahead + DAY)
                prefetch(words, ahead + WEEK)
        i = rows[r]
        moment = moments[i]
        now, pane, limit, clock_s, talk_s = moment[NOW], moment[PANE], moment[LIMIT], moment[CLOCK_S], moment[TALK_S]
        age = now - pane
        gap_s = np.int64(0)
        for turn in range(1 + has_watchers):
            slot = watchers[i] if turn else seats[i]
            place = np.uintp(i * width + (watcher_column if turn else column))
            if slot < 0:
                if is_stale and slot == NOBODY:
                    for value in range(np.uintp(VALUES)):
                        cells[place + value] = 0
                continue
            is_own = turn == 0 or slot == seats[i]
            is_kept = turn == 0 and age <= limit
            block = slots[slot, 1]
            if block and now - (words[block + 1] >> 32) // PANE_S > limit:
                forget(words, free, block)
                block = slots[slot, 1] = 0
            if turn == 0 or not is_own:
                gap_s = np.int64(0)
            if block == 0:
                if not is_kept:
                    if is_stale:
                        for value in range(np.uintp(VALUES)):
                            cells[place + value] = 0
                    continue
                block = slots[slot, 1] = begun(words, free)
                words[block] |= (now & BYTE) << 24
                words[block + 1] = moment[SECOND] << 32 | moment[SECOND]
            else:
                newest = words[block + 1] >> 32
                if turn == 0 or not is_own:
                    gap_s = clock_s - newest
                if is_kept and moment[SECOND] > newest:
                    words[block + 1] = moment[SECOND] << 32 | words[block + 1] & LOW
            if has_trail and is_kept:
                before = words[block] >> 32 & LOW
                back = (numbers[i] + 1 - before) & LOW
                links[i] = back if before and back <= _MOST_BACK else 0
                words[block] = words[block] & LOW | ((numbers[i] + 1) & LOW) << 32
            mark = prints[i] if is_kept else 0
            if words[block] & BYTE != HEAVY:
                if (words[block] >> 24 & BYTE) != now & BYTE:
                    block = slots[slot, 1] = tidied(words, halves, free, block, now)
                header = words[block]
                entries, met, length = header & BYTE, header >> 8 & BYTE, header >> 16 & BYTE
                day_evens = day_odds = day_talk = week_evens = week_odds = week_talk = np.int64(0)
                same, most = np.int64(0), ONE_EACH + (min(talk_s, LONGEST_TALK_S) << TALK_AT)
                start = np.uintp(block + HEADER)
                for j in range(np.uintp(entries)):
                    entry = words[start + j]
                    other = (now - entry) & BYTE
                    evens, odds, talked = entry & EVENS, entry & ODDS, entry >> TALK_AT & SEVENTEEN
                    week_evens += evens
                    week_odds += odds
                    week_talk += talked
                    is_today = -np.int64(other <= DAY_PANES)
                    day_evens += evens & is_today
                    day_odds += odds & is_today
                    day_talk += talked & is_today
                    same = max(
                        same,
                        np.int64(j + np.uintp(1)) * (np.int64(other == age) & np.int64((entry + most) & FULL == 0)),
                    )
                if age > DAY_PANES:
                    for j in range(entries):
                        entry = words[block + HEADER + j]
                        other = (now - entry) & BYTE
                        is_same = other > DAY_PANES and (now - other) // GROUP_PANES == pane // GROUP_PANES
                        if is_same and (entry + most) & FULL == 0:
                            same = np.int64(j + 1)
                last = 2 * (block + length) - 1
                known = in_day = np.int64(0)
                start = np.uintp(last + 1 - met)
                for j in range(np.uintp(met)):
                    held = np.int64(halves[start + j])
                    in_day += np.int64((now - held) & BYTE <= DAY_PANES)
                    known += np.int64(j + np.uintp(1)) * np.int64(held >> 8 & PRINT == mark)
                is_first = mark != 0 and known == 0
                adds = moment[ADDS] | np.int64(is_first) << FIRSTS_AT
                if is_kept:
                    new_entries, new_met = entries + np.int64(same == 0), met + np.int64(is_first)
                    is_too_much = talk_s > LONGEST_TALK_S or new_entries > MOST_ENTRIES or new_met > MOST_PARTIES
                    needed = HEADER + new_entries + (new_met + 1) // 2
                    if not is_too_much and needed > length:
                        larger = moved(words, halves, free, block, (needed + STEP - 1) // STEP - 1)
                        if larger == 0:
                            is_too_much = True
                        else:
                            block = slots[slot, 1] = larger
                            last = 2 * (block + (words[block] >> 16 & BYTE)) - 1
                    if is_too_much:
                        block = slots[slot, 1] = heavy.promoted(words, halves, free, block, now)
                    else:
                        if same > 0:
                            words[block + HEADER + same - 1] += adds
                        else:
                            words[block + HEADER + entries] = adds | pane & BYTE
                        if is_first:
                            halves[last - met] = np.int32(mark << 8 | pane & BYTE)
                            in_day += np.int64(age <= DAY_PANES)
                        elif known > 0:
                            party = last + known - met
                            known_age = (now - np.int64(halves[party])) & BYTE
                            if age < known_age:
                                halves[party] = np.int32(mark << 8 | pane & BYTE)
                                in_day += np.int64(known_age > DAY_PANES and age <= DAY_PANES)
                        met = new_met
                        words[block] = words[block] & ~0xFFFF | new_met << 8 | new_entries
                        week_evens += adds & EVENS
                        week_odds += adds & ODDS
                        week_talk += talk_s
                        is_today = -np.int64(age <= DAY_PANES)
                        day_evens += adds & EVENS & is_today
                        day_odds += adds & ODDS & is_today
                        day_talk += talk_s & is_today
                if words[block] & BYTE != HEAVY:
                    cells[place] = day_evens >> ATTEMPTS_AT & LANE
                    cells[place + np.uintp(1)] = day_odds >> ANSWERS_AT & LANE
                    cells[place + np.uintp(2)] = in_day
                    cells[place + np.uintp(3)] = day_odds >> SHORTS_AT & LANE
                    cells[place + np.uintp(4)] = day_evens >> FLASHES_AT & LANE
                    cells[place + np.uintp(5)] = day_evens >> ENDS_AT & LANE
                    cells[place + np.uintp(6)] = day_talk * 1000
                    cells[place + np.uintp(7)] = day_odds >> FIRSTS_AT & LANE
                    cells[place + np.uintp(8)] = week_evens >> ATTEMPTS_AT & LANE
                    cells[place + np.uintp(9)] = week_odds >> ANSWERS_AT & LANE
                    cells[place + np.uintp(10)] = met
                    cells[place + np.uintp(11)] = week_odds >> SHORTS_AT & LANE
                    cells[place + np.uintp(12)] = week_evens >> FLASHES_AT & LANE
                    cells[place + np.uintp(13)] = week_evens >> ENDS_AT & LANE
                    cells[place + np.uintp(14)] = week_talk * 1000
                    cells[place + np.uintp(15)] = week_odds >> FIRSTS_AT & LANE
            if words[block] & BYTE == HEAVY:
                if words[block + LAST_PANE] != now:
                    heavy.turn(words, halves, free, block, now)
                if is_kept:
                    heavy.add(words, halves, free, block, pane, now, limit, moment[ADDS], talk_s, mark)
                start = np.uintp(block + DAY)
                for value in range(np.uintp(2 * FIELDS)):
                    cells[place + value] = words[start + value]
                level = np.int64(words[block + COUNTED])
                cells[place + np.uintp(2)] = parties.estimate(words[block + IN_DAY], level)
                cells[place + np.uintp(10)] = parties.estimate(words[block + IN_WEEK], level)
                cells[place + np.uintp(6)] *= 1000
                cells[place + np.uintp(14)] *= 1000
            cells[place + np.uintp(16)] = clock_s - (words[block + 1] & LOW)
            cells[place + np.uintp(17)] = gap_s


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
