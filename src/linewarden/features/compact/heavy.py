"""A busy subject: a ring of panes and one of groups, whose sums are kept; a table of counterparties."""

import numpy as np

from linewarden.features.arena import HEAVY_SIZE, give_back, taken
from linewarden.features.compact import parties
from linewarden.features.compact.layout import (
    ANSWERS_AT,
    ATTEMPTS_AT,
    DAY,
    ENDS_AT,
    FIELDS,
    FIRSTS_AT,
    FLASHES_AT,
    GROUPS_AT,
    HEADER,
    HEAVY,
    LAST_PANE,
    PANES_AT,
    SEVEN,
    SEVENTEEN,
    SHORTS_AT,
    SIX,
    STEP,
    TALK_S_AT,
    WEEK,
)
from linewarden.features.compact.panes import DAY_PANES, FINE_PANES, GROUP_PANES, GROUPS, WEEK_GROUPS, week_limit
from linewarden.features.compiled import compiled, flat
from linewarden.features.layout import BYTE, LOW, Int, Int32s, Ints


@compiled
def turn(words: Ints, halves: Int32s, free: Ints, block: Int, now: Int) -> None:
    """Let go what left the windows when the clock came into pane `now`."""
    last = np.int64(words[block + LAST_PANE])
    if last == now:
        return
    for pane in range(max(last + 1, now - DAY_PANES), now + 1):
        _empty(words, block + PANES_AT + pane % FINE_PANES * FIELDS, block + DAY)
    last_group, group = last // GROUP_PANES, now // GROUP_PANES
    for other in range(max(last_group + 1, group - WEEK_GROUPS), group + 1):
        _empty(words, block + GROUPS_AT + other % GROUPS * FIELDS, block + WEEK)
    words[block + LAST_PANE] = now
    parties.turn(words, halves, free, block, last, now)


@compiled
def _empty(words: Ints, bucket: Int, sums: Int) -> None:
    for field in range(FIELDS):
        words[sums + field] -= words[bucket + field]
        words[bucket + field] = 0


@compiled
def add(
    words: Ints,
    halves: Int32s,
    free: Ints,
    block: Int,
    pane: Int,
    now: Int,
    limit: Int,
    adds: Int,
    talk_s: Int,
    print_: Int,
) -> None:
    """Take in one event that the week holds; `turn` came before."""
    firsts = parties.meet(words, halves, free, block, print_, pane, now, limit) if print_ else 0
    if now - pane <= DAY_PANES:
        _count(words, block + PANES_AT + pane % FINE_PANES * FIELDS, adds, talk_s, firsts)
        _count(words, block + DAY, adds, talk_s, firsts)
    _count(words, block + GROUPS_AT + pane // GROUP_PANES % GROUPS * FIELDS, adds, talk_s, firsts)
    _count(words, block + WEEK, adds, talk_s, firsts)


@flat
def _count(words: Ints, bucket: Int, adds: Int, talk_s: Int, firsts: Int) -> None:
    words[bucket] += adds >> ATTEMPTS_AT & 1
    words[bucket + 1] += adds >> ANSWERS_AT & 1
    words[bucket + 3] += adds >> SHORTS_AT & 1
    words[bucket + 4] += adds >> FLASHES_AT & 1
    words[bucket + 5] += adds >> ENDS_AT & 1
    words[bucket + 6] += talk_s
    words[bucket + 7] += firsts


@compiled
def promoted(words: Ints, halves: Int32s, free: Ints, light: Int, now: Int) -> Int:
    """The heavy block that goes on from a light one, which is given back."""
    block = taken(words, free, HEAVY_SIZE)
    parties.begin(words, free, block, now)
    header = words[light]
    words[block] = header & ~BYTE | HEAVY
    words[block + LAST_PANE] = now
    limit = week_limit(now)
    for i in range(header & BYTE):
        entry = words[light + HEADER + i]
        age = (now - entry) & BYTE
        if age <= DAY_PANES:
            _spread(words, block + PANES_AT + (now - age) % FINE_PANES * FIELDS, entry)
            _spread(words, block + DAY, entry)
        if age <= limit:
            _spread(words, block + GROUPS_AT + (now - age) // GROUP_PANES % GROUPS * FIELDS, entry)
            _spread(words, block + WEEK, entry)
    length = header >> 16 & BYTE
    for i in range(header >> 8 & BYTE):
        party = np.int64(halves[2 * (light + length) - 1 - i]) & LOW
        age = (now - party) & BYTE
        if age <= limit:
            parties.meet(words, halves, free, block, party >> 8, now - age, now, limit)
    give_back(words, free, length // STEP - 1, light)
    return block


@flat
def _spread(words: Ints, bucket: Int, entry: Int) -> None:
    words[bucket] += entry >> ATTEMPTS_AT & SEVEN
    words[bucket + 1] += entry >> ANSWERS_AT & SEVEN
    words[bucket + 3] += entry >> SHORTS_AT & SIX
    words[bucket + 4] += entry >> FLASHES_AT & SIX
    words[bucket + 5] += entry >> ENDS_AT & SEVEN
    words[bucket + 6] += entry >> TALK_S_AT & SEVENTEEN
    words[bucket + 7] += entry >> FIRSTS_AT & SIX
