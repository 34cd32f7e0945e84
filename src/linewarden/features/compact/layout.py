"""Where things lie in a long block of the arena; constants of compiled code. A word is an int64."""

from linewarden.features.compiled import flat
from linewarden.features.layout import Int

# Both kinds of block begin with a word:
# entries | parties << 8 | words << 16 | pane in which it was tidied << 24 | trail << 32; entries = HEAVY for a heavy block.
HEADER = 1
HEAVY = 255
PRINT = 0xFFFFFF  # 24 bits of fingerprint

# A light block goes on with one word an entry (counts of one pane, or of one group past the day); from its end backwards lie the
# counterparties, two to a word: fingerprint << 8 | pane of the last event.
# Entry: pane 8 | attempts 7 | answers 7 | ends 7 | shorts 6 | flashes 6 | firsts 6 | talk_s 17 bits.
ATTEMPTS_AT, ANSWERS_AT, ENDS_AT, SHORTS_AT, FLASHES_AT, FIRSTS_AT, TALK_S_AT = 8, 15, 22, 29, 35, 41, 47
SEVEN, SIX, SEVENTEEN = 0x7F, 0x3F, 0x1FFFF
EVENS = SEVEN << ATTEMPTS_AT | SEVEN << ENDS_AT | SIX << FLASHES_AT
ODDS = SEVEN << ANSWERS_AT | SIX << SHORTS_AT | SIX << FIRSTS_AT
"""Every second count: added up over a whole block they do not run into each other."""
LANE = 0xFFF

ONE_EACH = (1 << 8) | (1 << 15) | (1 << 22) | (1 << 29) | (1 << 35) | (1 << 41)

FULL = (1 << 14) | (1 << 21) | (1 << 28) | (1 << 34) | (1 << 40) | (1 << 46) | -(1 << 63)
"""The highest bit of each count: an entry in which an event could set one of them takes no more, and another of the same pane begins."""

LONGEST_TALK_S = 0xFFFF
"""A longer call makes its subject heavy: two of them must not overflow an entry."""

MOST_ENTRIES, MOST_PARTIES = 30, 96
STEP = 4  # words from one size of light block to the next
LIGHT_SIZES = 20  # 4, 8 … 80 words: HEADER + MOST_ENTRIES + MOST_PARTIES / 2

# A heavy block has 264 words: header, what is told of the table of counterparties, both windows, panes, groups, and how many
# counterparties were met last in each of the last 128 panes, two to a word.
LAST_PANE, TABLE, TABLE_BITS, LIVE, COUNTED, KEPT, LOWERED, PURGED = 2, 3, 4, 5, 6, 7, 8, 9
IN_DAY, IN_WEEK = 10, 11  # counterparties of the level COUNTED
DAY, WEEK = 16, 24
PANES_AT = 32
FIELDS = 8  # attempts, answers, -, shorts, flashes, ends, talk_s, firsts: the order of the matrix, distinct left out
GROUPS_AT = PANES_AT + 13 * FIELDS
LAST_MET_AT = GROUPS_AT + 8 * FIELDS
LAST_MET = 128
HEAVY_WORDS = LAST_MET_AT + LAST_MET // 2

# Tables of 2^7 … 2^12 counterparties, two to a word.
LEAST_BITS, MOST_BITS = 7, 12

WINDOW_VALUES = 8  # attempts, answers, distinct, shorts, flashes, ends, talk_ms, firsts
VALUES = 2 * WINDOW_VALUES + 2  # day, week, known_s, gap_s


@flat
def seconds_of(talk_ms: Int) -> Int:
    """Talk in whole seconds, rounded."""
    return (talk_ms + 500) // 1000
