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
    ENDS,
    IS_ANSWER,
    IS_ATTEMPT,
    IS_END,
    IS_FLASH,
    IS_NEAR,
    IS_SHORT,
    LINE,
    LONGEST,
    LOWER,
    NEAR,
    PREVIOUS_AT,
    PREVIOUS_CALLED,
    SPAN_COUNT,
    TALK,
    TALK_STRIDE,
    VALUES,
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
from linewarden.features.leaving import Leavers
from linewarden.features.prefetch import prefetch
from linewarden.features.tables import AHEAD, FOREIGN, NO_PREVIOUS, NOBODY


@nb.njit(inline="always")
def _add(sums: Table, k: Int, w: Int, flags: Int, stands: Int, talk: Int, sign: Int) -> None:
    """Adds what one event adds to window w; with sign -1, takes it away. Two counts at a time, as lower and upper half of an int64."""
    start = w * TALK_STRIDE
    sums[k, start] += sign * ((flags & IS_ATTEMPT) | (flags & IS_ANSWER) << 31)
    sums[k, start + 1] += sign * (stands | (flags & IS_SHORT) << 30)
    sums[k, start + 2] += sign * ((flags & IS_FLASH) >> 3 | (flags & IS_END) << 28)
    sums[k, start + TALK] += sign * talk


@nb.njit(cache=True, nogil=True)
def slide(  # noqa: C901, PLR0912, PLR0915  one flat loop: numba would count references to every array at every call of a helper
    rows: Ints,
    ids: Int32s,
    previous: Ints,
    watchers: Int32s,
    called: Ints,
    near_at_most: Int,
    plan: Plan,
    leavers: Leavers,
    log: Events,
    state: State,
    deaths: Deaths,
    target: Target,
) -> None:
    """Slides the windows of one kind of subject over a block and fills its columns.

    `rows`: positions of the events in which a subject of ours takes part, ascending, and of the last event, so that whoever must leave
    during the block does; `leavers` comes from `leaving.leavers`. `ids` and `previous` come from `tables.resolve` and `tables.pair_up`. `watchers` are ids whose values are
    wanted besides, for call-backs; may be empty.
    """
    log_at, log_talk, log_flags = log
    words, parties, counts, sums, traits = state
    died_subjects, died_paired, died_parties, died = deaths
    out, column, watcher_column, is_stale = target
    base, at, clock, lengths, _, until, first_span, leaving, leaving_until = plan
    leaver_rows, upto, upto_starts, leaver_first = leavers
    n, ring = rows.size, log_at.size - 1
    is_caller, has_late, has_watchers = traits.shape[0] > 0, leaving.shape[1] > 0, watchers.size > 0
    pointers = leaver_first.copy()
    cells, halves, width = out.reshape(out.size), sums.reshape(sums.size), out.shape[1]
    gone = np.zeros(SPAN_COUNT, np.int64)
    stride = VALUES + is_caller
    for j in range(n):
        if j + AHEAD < n:
            ahead = rows[j + AHEAD]
            if ids[ahead] >= 0:
                prefetch(sums, np.int64(ids[ahead]))
                if is_caller:
                    prefetch(traits, np.int64(ids[ahead]))
            if previous[ahead] >= 0:
                prefetch(words, (previous[ahead] >> 1) & ring)
            if has_watchers and watchers[ahead] >= 0:
                prefetch(sums, np.int64(watchers[ahead]))
        i = rows[j]
        for w in range(SPAN_COUNT):
            number, late = pointers[w], gone[w]
            end, late_end = upto[upto_starts[w] + until[i, w]], leaving_until[i, w] if has_late else 0
            while number < end or late < late_end:
                if number < end:
                    row = np.int64(leaver_rows[number])
                    number += 1
                    next_id = (np.int64(words[leaver_rows[number + AHEAD]]) >> 1) - 1
                    if next_id >= 0:
                        prefetch(sums, next_id)
                else:
                    row = leaving[w, late] & ring
                    late += 1
                word = np.int64(words[row])
                if word == 0:
                    continue
                k = (word >> 1) - 1
                flags = np.int64(log_flags[row])
                _add(sums, k, w, flags, word & 1, np.int64(log_talk[row]), -1)
                if is_caller:
                    traits[k, NEAR + w] -= flags >> 5 & 1
                if w == LONGEST:
                    start = w * COUNTS_STRIDE
                    if counts[k, start + ATTEMPTS] | counts[k, start + ANSWERS] | counts[k, start + ENDS] == 0:
                        died_subjects[died[0]] = k
                        died[0] += 1
                    if word & 1:
                        died_paired[died[1]], died_parties[died[1]] = k, parties[row]
                        died[1] += 1
            pointers[w], gone[w] = number, late
        row, k = (base + i) & ring, np.int64(ids[i])
        if k >= 0:
            first = np.int64(first_span[i])
            if first < SPAN_COUNT:
                flags, talk, holder = np.int64(log_flags[row]), np.int64(log_talk[row]), previous[i]
                if is_caller and flags & IS_ATTEMPT:
                    before = traits[k, PREVIOUS_CALLED]
                    is_fresh = before > 0 and called[i] > 0 and traits[k, PREVIOUS_AT] > clock[i] - lengths[LONGEST]
                    if is_fresh and called[i] != before and abs(called[i] - before) <= near_at_most:
                        log_flags[row] |= IS_NEAR
                        for w in range(first, SPAN_COUNT):
                            traits[k, NEAR + w] += 1
                    traits[k, PREVIOUS_CALLED], traits[k, PREVIOUS_AT] = called[i], at[i]
                stands = holder >= NO_PREVIOUS
                words[row] = (k + 1) * 2 + stands
                for w in range(first, SPAN_COUNT):
                    if holder < 0:
                        is_new = stands
                    elif holder & 1:
                        is_new = log_at[(holder >> 1) & ring] <= clock[i] - lengths[w]
                    else:
                        is_new = holder >> 1 < until[i, w]
                    _add(sums, k, w, flags, np.int64(is_new), talk, 1)
                if holder >= 0:
                    words[(holder >> 1) & ring] &= ~1
            place, own = i * width + column, k * LINE
            for w in range(SPAN_COUNT):
                for pair in range(TALK):
                    both = halves[np.uintp(own + w * TALK_STRIDE + pair)]
                    cells[np.uintp(place + 2 * pair)] = both & LOWER
                    cells[np.uintp(place + 2 * pair + 1)] = both >> 32
                cells[np.uintp(place + COUNTS)] = halves[np.uintp(own + w * TALK_STRIDE + TALK)]
                if is_caller:
                    cells[np.uintp(place + VALUES)] = traits[k, NEAR + w]
                place += stride
        elif is_stale and k != FOREIGN:
            place = i * width + column
            for cell in range(SPAN_COUNT * stride):
                cells[np.uintp(place + cell)] = 0
        if is_stale and has_watchers and watchers[i] == NOBODY:
            place = i * width + watcher_column
            for cell in range(SPAN_COUNT * VALUES):
                cells[np.uintp(place + cell)] = 0
        if has_watchers and watchers[i] >= 0:
            k = np.int64(watchers[i])
            place, own = i * width + watcher_column, k * LINE
            for w in range(SPAN_COUNT):
                for pair in range(TALK):
                    both = halves[np.uintp(own + w * TALK_STRIDE + pair)]
                    cells[np.uintp(place + 2 * pair)] = both & LOWER
                    cells[np.uintp(place + 2 * pair + 1)] = both >> 32
                cells[np.uintp(place + COUNTS)] = halves[np.uintp(own + w * TALK_STRIDE + TALK)]
                place += VALUES
