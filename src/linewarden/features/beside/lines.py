"""What a caller of many does with its line: calls at once, and calls in a row to one prefix (signal S2; OpenSIPS fraud_detection).

A prefix is a called number without its last four digits: a block of ten thousand. Calls at once are known when they have ended: how many others of the caller's latest `LATEST` were up when
this one was set up, this one included. Times are whole seconds, so a call counts as up until two seconds before its end.
"""

import numpy as np

from linewarden.features.beside.rows import AHEAD, NO_ROOM, SEEN, Rows, ask, kept_row
from linewarden.features.compiled import compiled
from linewarden.features.layout import US_PER_S, Int, Ints, Table
from linewarden.model.event import EventBlock, EventKind

LEAST_ATTEMPTS = 3
"""Attempts within an hour before a caller is looked at; a run that began before is that much shorter here."""

LATEST = 8
MOST_KEPT = 1 << 18
"""Callers: 96 bytes each."""

_PREFIX, _RUN, _CALLS = 2, 3, 4
_WIDTH = _CALLS + LATEST
_LAST_DIGITS = 10_000
_SLACK_S = 2
_LOW = 0xFFFFFFFF
_SETUP, _RELEASE, _RECORD = int(EventKind.SETUP), int(EventKind.RELEASE), int(EventKind.RECORD)


class Lines:
    """Callers' latest calls. Memory of one stream; not for two threads."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self.rows = Rows(_WIDTH, most)

    def meet(self, events: EventBlock, now_s: Ints, attempts_1h: Ints) -> tuple[Ints, Ints]:
        """Of each attempt the calls in a row to its prefix, of each ended call those at once; both with itself, else 0."""
        run, at_once = np.zeros(len(events), np.int64), np.zeros(len(events), np.int64)
        rows = np.flatnonzero((attempts_1h >= LEAST_ATTEMPTS) & (events.cli != 0))  # few
        callers, kinds, prefixes = (
            events.cli[rows],
            events.kind[rows].astype(np.int64),
            events.called[rows] // _LAST_DIGITS,
        )
        since_s, until_s, clock_s = events.setup_us[rows] // US_PER_S, events.at_us[rows] // US_PER_S, now_s[rows]
        own_run, own_at_once = np.zeros(rows.size, np.int64), np.zeros(rows.size, np.int64)
        self.rows.take_in(
            rows.size,
            lambda start, words, tally: meet_all(
                start, callers, kinds, prefixes, since_s, until_s, clock_s, words, tally, own_run, own_at_once
            ),
        )
        run[rows], at_once[rows] = own_run, own_at_once
        return run, at_once


@compiled
def meet_all(
    start: Int,
    callers: Ints,
    kinds: Ints,
    prefixes: Ints,
    since_s: Ints,
    until_s: Ints,
    now_s: Ints,
    words: Table,
    tally: Ints,
    run: Ints,
    at_once: Ints,
) -> Int:
    """The first event for which there is no room; those before it are taken in."""
    cells = words.reshape(words.size)
    for i in range(start, callers.size):
        if i + AHEAD < callers.size:
            ask(cells, words, callers[i + AHEAD])
        row = kept_row(words, tally, callers[i])
        if row == NO_ROOM:
            return i
        words[row, SEEN] = now_s[i]
        if kinds[i] in (_SETUP, _RECORD) and prefixes[i] > 0:
            words[row, _RUN] = words[row, _RUN] + 1 if words[row, _PREFIX] == prefixes[i] else 1
            words[row, _PREFIX] = prefixes[i]
            run[i] = words[row, _RUN]
        if kinds[i] in (_RELEASE, _RECORD):
            at_once[i] = 1
            oldest = _CALLS
            for call in range(_CALLS, _CALLS + LATEST):
                began, ended = words[row, call] >> 32, words[row, call] & _LOW
                at_once[i] += began <= since_s[i] and since_s[i] + _SLACK_S < ended
                oldest = call if words[row, call] < words[row, oldest] else oldest
            words[row, oldest] = since_s[i] << 32 | until_s[i]
    return callers.size
