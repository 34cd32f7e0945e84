"""A look at the long windows of one subject, as part of `follow`: an event comes in, what has left is let go, values are written."""

import numpy as np

from linewarden.features.compact import heavy, parties
from linewarden.features.compact.layout import (
    ANSWERS_AT,
    ATTEMPTS_AT,
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
    IN_DAY,
    IN_WEEK,
    LANE,
    LAST_PANE,
    LONGEST_TALK_S,
    MOST_ENTRIES,
    MOST_PARTIES,
    ODDS,
    ONE_EACH,
    PRINT,
    SEVENTEEN,
    SHORTS_AT,
    STEP,
    TALK_S_AT,
)
from linewarden.features.compact.light import moved, tidied
from linewarden.features.compact.panes import DAY_PANES, GROUP_PANES, week_limit
from linewarden.features.compiled import flat
from linewarden.features.layout import BYTE, LINE, Bool, Int, Int32s, Ints

HEAVY_LINES = 4
"""Cache lines of a heavy block that every look touches: header and sums."""


@flat
def lines_of(header: Int) -> Int:
    """Cache lines of the block that an event touches; of a light one that is as long, one more is told."""
    if header & BYTE == HEAVY:
        return HEAVY_LINES
    lines = ((header >> 16 & BYTE) + LINE - 1) // LINE
    return lines + (lines == HEAVY_LINES)


@flat
def look(  # noqa: C901, PLR0912, PLR0915  one flat piece of `follow`
    words: Ints,
    halves: Int32s,
    free: Ints,
    cells: Ints,
    place: Int,
    block: Int,
    now: Int,
    pane: Int,
    talk_s: Int,
    adds: Int,
    mark: Int,
    is_kept: Bool,
) -> Int:
    """Where the block lies afterwards; fills `cells` from `place` on with the values of day and week.

    `pane`, `talk_s`, `adds`: of the event, taken in if `is_kept`; `mark`: fingerprint of its counterparty, 0 if none is to be noted.
    Positions are unsigned where it matters: numba looks whether signed ones count from the end.
    """
    age = now - pane
    if words[block] & BYTE != HEAVY:
        header = words[block]
        passed, length = (now - (header >> 24)) & BYTE, header >> 16 & BYTE
        if passed > now % GROUP_PANES or (header & BYTE >= MOST_ENTRIES and passed > 0):
            block = tidied(words, halves, free, block, now)
            header = words[block]
            length = header >> 16 & BYTE
        entries, met = header & BYTE, header >> 8 & BYTE
        day_evens = day_odds = day_talk = week_evens = week_odds = week_talk = np.int64(0)
        same, most = np.int64(0), ONE_EACH + (min(talk_s, LONGEST_TALK_S) << TALK_S_AT)
        start = np.uintp(block + HEADER)
        for j in range(np.uintp(entries)):
            entry = words[start + j]
            other = (now - entry) & BYTE
            evens, odds, talked = entry & EVENS, entry & ODDS, entry >> TALK_S_AT & SEVENTEEN
            week_evens += evens
            week_odds += odds
            week_talk += talked
            is_today = -np.int64(other <= DAY_PANES)
            day_evens += evens & is_today
            day_odds += odds & is_today
            day_talk += talked & is_today
        newest = (now - words[np.uintp(block + HEADER + entries - 1)]) & BYTE
        if newest == age:  # as almost always, if it is there at all
            same = entries * np.int64((words[np.uintp(block + HEADER + entries - 1)] + most) & FULL == 0)
        elif newest < age:
            for j in range(entries):
                entry = words[block + HEADER + j]
                if (now - entry) & BYTE == age and (entry + most) & FULL == 0:
                    same = np.int64(j + 1)
        if age > DAY_PANES:
            for j in range(entries):
                entry = words[block + HEADER + j]
                other = (now - entry) & BYTE
                is_same = other > DAY_PANES and (now - other) // GROUP_PANES == pane // GROUP_PANES
                if is_same and (entry + most) & FULL == 0:
                    same = np.int64(j + 1)
        last = 2 * (block + length) - 1
        known = in_day = np.int32(0)
        start, today, sought = np.uintp(last + 1 - met), np.int32(now & BYTE), np.int32(mark)
        for j in range(np.uintp(met)):
            held = halves[start + j]
            in_day += np.int32((today - held) & np.int32(BYTE) <= np.int32(DAY_PANES))
            known += np.int32(j + np.uintp(1)) * np.int32(held >> np.int32(8) & np.int32(PRINT) == sought)
        is_first = mark != 0 and known == 0
        if is_kept:
            new_entries, new_met = entries + np.int64(same == 0), met + np.int64(is_first)
            is_too_much = talk_s > LONGEST_TALK_S or new_entries > MOST_ENTRIES or new_met > MOST_PARTIES
            needed = HEADER + new_entries + (new_met + 1) // 2
            if not is_too_much and needed > length:
                larger = moved(words, halves, free, block, (needed + STEP - 1) // STEP - 1)
                if larger == 0:
                    is_too_much = True
                else:
                    block = larger
                    last = 2 * (block + (words[block] >> 16 & BYTE)) - 1
            if is_too_much:
                block = heavy.promoted(words, halves, free, block, now)
            else:
                added = adds | np.int64(is_first) << FIRSTS_AT
                if same > 0:
                    words[np.uintp(block + HEADER + same - 1)] += added
                else:
                    words[np.uintp(block + HEADER + entries)] = added | pane & BYTE
                if is_first:
                    halves[np.uintp(last - met)] = np.int32(mark << 8 | pane & BYTE)
                    in_day += np.int32(age <= DAY_PANES)
                elif known > 0:
                    party = np.uintp(last + np.int64(known) - met)
                    known_age = (now - np.int64(halves[party])) & BYTE
                    if age < known_age:
                        halves[party] = np.int32(mark << 8 | pane & BYTE)
                        in_day += np.int32(known_age > DAY_PANES and age <= DAY_PANES)
                met = new_met
                words[np.uintp(block)] = words[np.uintp(block)] & ~0xFFFF | new_met << 8 | new_entries
                week_evens += added & EVENS
                week_odds += added & ODDS
                week_talk += talk_s
                is_today = -np.int64(age <= DAY_PANES)
                day_evens += added & EVENS & is_today
                day_odds += added & ODDS & is_today
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
            heavy.add(words, halves, free, block, pane, now, week_limit(now), adds, talk_s, mark)
        start = np.uintp(block + DAY)
        for value in range(np.uintp(2 * FIELDS)):
            cells[place + value] = words[start + value]
        level = np.int64(words[block + COUNTED])
        cells[place + np.uintp(2)] = parties.estimate(np.int64(words[block + IN_DAY]), level)
        cells[place + np.uintp(10)] = parties.estimate(np.int64(words[block + IN_WEEK]), level)
        cells[place + np.uintp(6)] *= 1000
        cells[place + np.uintp(14)] *= 1000
    return block
