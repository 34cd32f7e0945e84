"""The compiled heart: events enter and leave the windows of their subjects, and every event reads its subject's values.

One call handles one kind of subject for one block, event by event in stream order. Nothing here searches a hash table: ids and pairs
were looked up before, and an event that leaves knows from one bit in the log whether it still stands for its pair.
"""

import numba as nb
import numpy as np

from linewarden.features.layout import (
    ANSWERS,
    ATTEMPTS,
    COUNTS,
    COUNTS_STRIDE,
    DISTINCT,
    ENDS,
    FLASHES,
    IS_ANSWER,
    IS_ATTEMPT,
    IS_END,
    IS_FLASH,
    IS_LATE,
    IS_NEAR,
    IS_SHORT,
    KNOWN_SINCE,
    LONGEST,
    NEAR,
    PREVIOUS_AT,
    PREVIOUS_CALLED,
    SHORTS,
    SPAN_COUNT,
    TALK,
    TALK_STRIDE,
    US_PER_S,
    VALUES,
    Bool,
    Deaths,
    Events,
    Int,
    Int32s,
    Ints,
    Plan,
    State,
    Table,
    Target,
)
from linewarden.features.prefetch import prefetch
from linewarden.features.tables import AHEAD, NO_PARTY, NO_PREVIOUS, OUTLIVED, is_gone, pair_of


@nb.njit(cache=True, nogil=True)
def slide(
    ids: Int32s,
    previous: Ints,
    watchers: Int32s,
    called: Ints,
    near_at_most: Int,
    plan: Plan,
    log: Events,
    state: State,
    deaths: Deaths,
    target: Target,
) -> None:
    """Slides the windows of one kind of subject over a block and fills its columns.

    `ids` and `previous` come from `tables.resolve` and `tables.pair_up`. `watchers` are ids whose values are wanted besides, for
    call-backs; may be empty.
    """
    ring = log.at.size - 1
    for i in range(ids.size):
        if i + AHEAD < ids.size:
            _fetch(i + AHEAD, ids, previous, watchers, state, ring)
        _let_go(i, plan, log, state, deaths)
        row, k = (plan.base + i) & ring, np.int64(ids[i])
        state.words[row] = 0
        if k >= 0:
            if plan.first_span[i] < SPAN_COUNT:
                if state.traits.shape[0]:
                    _note_caller(k, i, row, called[i], near_at_most, plan, log, state)
                _enter(k, i, row, previous[i], plan, log, state)
            _write(k, i, target.column, state, target.out)
            if state.traits.shape[0] and not is_gone(state.counts, k):
                target.out[i, target.known_column] = (plan.clock[i] - state.traits[k, KNOWN_SINCE]) // US_PER_S
        if watchers.size and watchers[i] >= 0:
            _write(np.int64(watchers[i]), i, target.watcher_column, state, target.out)


@nb.njit(cache=True, nogil=True)
def _fetch(i: Int, ids: Int32s, previous: Ints, watchers: Int32s, state: State, ring: Int) -> None:
    if ids[i] >= 0:
        prefetch(state.counts, np.int64(ids[i]))
    if previous[i] >= 0:
        prefetch(state.words, (previous[i] >> 1) & ring)
    if watchers.size and watchers[i] >= 0:
        prefetch(state.counts, np.int64(watchers[i]))


@nb.njit(cache=True, nogil=True)
def _let_go(i: Int, plan: Plan, log: Events, state: State, deaths: Deaths) -> None:
    """Takes out of each window what leaves it before event i."""
    ring = log.at.size - 1
    for w in range(SPAN_COUNT):
        for number in range(plan.until[i - 1, w] if i else plan.starts[w], plan.until[i, w]):
            next_id = (np.int64(state.words[(number + AHEAD) & ring]) >> 1) - 1
            if next_id >= 0:
                prefetch(state.counts, next_id)
            row = number & ring
            if state.words[row] and not log.flags[row] & IS_LATE:
                _leave(w, row, log, state, deaths)
        for place in range(plan.leaving_until[i - 1, w] if i else 0, plan.leaving_until[i, w]):
            row = plan.leaving[w, place] & ring
            if state.words[row]:
                _leave(w, row, log, state, deaths)


@nb.njit(cache=True, nogil=True)
def _leave(w: Int, row: Int, log: Events, state: State, deaths: Deaths) -> None:
    word = np.int64(state.words[row])
    k = (word >> 1) - 1
    _count(k, w, row, -1, log, state)
    state.counts[k, w * COUNTS_STRIDE + DISTINCT] -= word & 1
    if state.traits.shape[0] and log.flags[row] & IS_NEAR:
        state.traits[k, NEAR + w] -= 1
    if w == LONGEST:
        if is_gone(state.counts, k):
            deaths.keys[deaths.counts[0]] = k
            deaths.counts[0] += 1
        if word & 1:
            deaths.pairs[deaths.counts[1]] = pair_of(k, (np.int64(state.party_words[row]) >> 1) - 1)
            deaths.counts[1] += 1


@nb.njit(cache=True, nogil=True)
def _enter(k: Int, i: Int, row: Int, holder: Int, plan: Plan, log: Events, state: State) -> None:
    stands = holder != NO_PARTY and holder != OUTLIVED  # noqa: PLR1714  compiled as it stands
    state.words[row] = (k + 1) * 2 + stands
    for w in range(plan.first_span[i], SPAN_COUNT):
        _count(k, w, row, 1, log, state)
        if stands and not _is_in(holder, w, i, plan, log):
            state.counts[k, w * COUNTS_STRIDE + DISTINCT] += 1
    if holder >= 0:
        state.words[(holder >> 1) & (log.at.size - 1)] &= ~1


@nb.njit(cache=True, nogil=True)
def _is_in(holder: Int, w: Int, i: Int, plan: Plan, log: Events) -> Bool:
    """True while window w holds that event: an in-time event leaves with the pointer, a late one by its `at`."""
    if holder == NO_PREVIOUS:
        return False
    if holder & 1:
        return np.bool_(log.at[(holder >> 1) & (log.at.size - 1)] > plan.clock[i] - plan.lengths[w])
    return np.bool_(holder >> 1 >= plan.until[i, w])


@nb.njit(cache=True, nogil=True)
def _count(k: Int, w: Int, row: Int, sign: Int, log: Events, state: State) -> None:
    """Adds what one event adds to the sums of window w; with sign -1, takes it away."""
    flags, start = np.int64(log.flags[row]), w * COUNTS_STRIDE
    if flags & IS_ATTEMPT:
        state.counts[k, start + ATTEMPTS] += sign
    if flags & IS_ANSWER:
        state.counts[k, start + ANSWERS] += sign
    if flags & IS_SHORT:
        state.counts[k, start + SHORTS] += sign
    if flags & IS_FLASH:
        state.counts[k, start + FLASHES] += sign
    if flags & IS_END:
        state.counts[k, start + ENDS] += sign
        state.sums[k, w * TALK_STRIDE + TALK] += sign * np.int64(log.talk[row])


@nb.njit(cache=True, nogil=True)
def _note_caller(
    k: Int, i: Int, row: Int, called: Int, near_at_most: Int, plan: Plan, log: Events, state: State
) -> None:
    """Remembers what callers are remembered for: since when they are known, whom they tried last, steps to a neighbouring number."""
    traits = state.traits
    if is_gone(state.counts, k):
        traits[k, KNOWN_SINCE] = plan.at[i]
    if not log.flags[row] & IS_ATTEMPT:
        return
    before = traits[k, PREVIOUS_CALLED]
    is_fresh = before > 0 and traits[k, PREVIOUS_AT] > plan.clock[i] - plan.lengths[LONGEST]
    if is_fresh and called > 0 and called != before and abs(called - before) <= near_at_most:
        log.flags[row] |= IS_NEAR
        for w in range(plan.first_span[i], SPAN_COUNT):
            traits[k, NEAR + w] += 1
    traits[k, PREVIOUS_CALLED], traits[k, PREVIOUS_AT] = called, plan.at[i]


@nb.njit(cache=True, nogil=True)
def _write(k: Int, i: Int, column: Int, state: State, out: Table) -> None:
    for w in range(SPAN_COUNT):
        for slot in range(COUNTS):
            out[i, column + slot] = state.counts[k, w * COUNTS_STRIDE + slot]
        out[i, column + COUNTS] = state.sums[k, w * TALK_STRIDE + TALK]
        column += VALUES
        if state.traits.shape[0]:
            out[i, column] = state.traits[k, NEAR + w]
            column += 1
