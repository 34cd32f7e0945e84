"""Whether a caller rings a country, or a part of the world, for the first time since it is known (signal S4, VoIPmonitor).

The parts of the world are the zones of ITU-T E.164: the first digit of a country code. Whoever has rung `MOST_COUNTRIES` trades with the world: nothing is new to it any more.
"""

import numpy as np

from linewarden.features.beside.rows import AHEAD, NO_ROOM, SEEN, Rows, ask, kept_row
from linewarden.features.compiled import compiled
from linewarden.features.layout import Int, Ints, Table

MOST_COUNTRIES = 12
MOST_KEPT = 1 << 17
"""Callers of foreign numbers: 40 bytes each; who was silent longest is forgotten, and all is new to it again."""

_PLACES, _CODES = 2, 3  # countries << 16 | zones as bits; then words of six codes each
_IN_WORD, _BITS = 6, 10
_WIDTH = _CODES + MOST_COUNTRIES // _IN_WORD


class Firsts:
    """Countries of callers. Memory of one stream; not for two threads."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self.rows = Rows(_WIDTH, most)

    def meet(self, callers: Ints, countries: Ints, now_s: Ints) -> tuple[Ints, Ints]:
        """1 where the caller has not rung the country before, and where it has rung none of its zone; 0 of events without a country."""
        is_country, is_zone = np.zeros(callers.size, np.int64), np.zeros(callers.size, np.int64)
        rows = np.flatnonzero((callers != 0) & (countries > 0))
        own_callers, own_countries, clock_s = callers[rows], countries[rows], now_s[rows]
        news = np.zeros((rows.size, 2), np.int64)
        self.rows.take_in(
            rows.size,
            lambda start, words, tally: meet_all(start, own_callers, own_countries, clock_s, words, tally, news),
        )
        is_country[rows], is_zone[rows] = news[:, 0], news[:, 1]
        return is_country, is_zone


@compiled
def meet_all(start: Int, callers: Ints, countries: Ints, now_s: Ints, words: Table, tally: Ints, news: Table) -> Int:
    """The first call for which there is no room; those before it are taken in."""
    cells = words.reshape(words.size)
    for i in range(start, callers.size):
        if i + AHEAD < callers.size:
            ask(cells, words, callers[i + AHEAD])
        row = kept_row(words, tally, callers[i])
        if row == NO_ROOM:
            return i
        words[row, SEEN] = now_s[i]
        known, code, zone = words[row, _PLACES] >> 16, countries[i], countries[i]
        is_known = known >= MOST_COUNTRIES
        for place in range(known):
            word, shift = _CODES + place // _IN_WORD, _BITS * (place % _IN_WORD)
            is_known |= (words[row, word] >> shift) & 1_023 == code
        if is_known:
            continue
        words[row, _CODES + known // _IN_WORD] |= code << _BITS * (known % _IN_WORD)
        while zone >= 10:
            zone //= 10
        news[i, 0], news[i, 1] = 1, 1 - ((words[row, _PLACES] >> zone) & 1)
        words[row, _PLACES] = (known + 1) << 16 | (words[row, _PLACES] & 0xFFFF) | 1 << zone
    return callers.size
