"""With how many different others something was seen on a day, up to four: cards in a handset, handsets of a card, cells of a caller (signals S17, S14)."""

import numpy as np

from linewarden.features.beside.rows import AHEAD, NO_ROOM, SEEN, Rows, ask, kept_row
from linewarden.features.compiled import compiled
from linewarden.features.layout import Int, Ints, Table
from linewarden.features.memory import in_one_piece
from linewarden.features.tables import hashed

MOST = 4
"""Others that are told apart; 4 means four or more."""

MOST_KEPT = 1 << 20
"""Rows: a handset that was silent for longest in a large city is forgotten first. 64 bytes each."""

# Words of a row: first day << 32 | day << 8 | others (a first day of 0: before it was remembered); two words of two marks each; the other and the place of the latest call; when that began and ended, s.
_DAY, _MARKS, _LATEST, _CALL, _WIDTH = 2, 3, 5, 6, 8
_LOW = 0xFFFFFFFF
_DAY_BITS = 0xFFFFFF


class Partners:
    """Counts of one kind of pair. Memory of one stream; not for two threads."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self.rows = Rows(_WIDTH, most)

    def meet(self, keys: Ints, others: Ints, day: int, now_s: Ints) -> Ints:
        """Different others of each key on this day so far, this one included; 0 where either is not told."""
        count, nothing = np.zeros(keys.size, np.int64), np.zeros(0, np.int64)
        rows = np.flatnonzero((keys != 0) & (others != 0))
        count[rows] = self._meet(keys[rows], others[rows], day, now_s[rows], nothing, nothing, nothing)[0]
        return count

    def meet_at(
        self, keys: Ints, others: Ints, day: int, now_s: Ints, places: Ints, since_s: Ints, until_s: Ints
    ) -> tuple[Ints, Ints, Ints]:
        """The same; 1 where the call [since_s, until_s] overlaps the key's latest, which was with another and at another place; and for how many days the key is known, 1 on the first.

        Who was forgotten for want of room is new again.
        """
        return self._meet(keys, others, day, now_s, places, since_s, until_s)

    def _meet(
        self, keys: Ints, others: Ints, day: int, now_s: Ints, places: Ints, since_s: Ints, until_s: Ints
    ) -> tuple[Ints, Ints, Ints]:
        count, is_twice, known_days = (np.zeros(keys.size, np.int64) for _ in range(3))
        keys, others, places, since_s, until_s = (
            in_one_piece(column) for column in (keys, others, places, since_s, until_s)
        )
        self.rows.take_in(
            keys.size,
            lambda start, words, tally: meet_all(
                start, keys, others, places, since_s, until_s, now_s, day, words, tally, count, is_twice, known_days
            ),
        )
        return count, is_twice, known_days


@compiled
def meet_all(  # noqa: C901  one flat loop, as the engine's
    start: Int,
    keys: Ints,
    others: Ints,
    places: Ints,
    since_s: Ints,
    until_s: Ints,
    now_s: Ints,
    day: Int,
    words: Table,
    tally: Ints,
    count: Ints,
    is_twice: Ints,
    known_days: Ints,
) -> Int:
    """The first pair for which there is no room; those before it are taken in."""
    cells = words.reshape(words.size)
    for i in range(start, keys.size):
        if i + AHEAD < keys.size:
            ask(cells, words, keys[i + AHEAD])
        if keys[i] == 0 or others[i] == 0:
            continue
        row = kept_row(words, tally, keys[i])
        if row == NO_ROOM:
            return i
        if words[row, _DAY] == 0:  # it was made just now
            words[row, _DAY] = day << 32
        words[row, SEEN] = max(words[row, SEEN], now_s[i])
        first, latest = words[row, _DAY] >> 32, (words[row, _DAY] >> 8) & _DAY_BITS
        if latest < day:
            words[row, _DAY] = first << 32 | day << 8
        if latest > day:  # a late event of the day before
            continue
        known_days[i] = day - first + 1
        mark, known = (hashed(others[i], 0) & _LOW) | 1, words[row, _DAY] & 0xFF
        is_known = False
        for place in range(known):
            word, shift = _MARKS + place // 2, 32 * (place % 2)
            is_known |= (words[row, word] >> shift) & _LOW == mark
        if not is_known and known < MOST:
            word, shift = _MARKS + known // 2, 32 * (known % 2)
            words[row, word] = words[row, word] & ~(_LOW << shift) | mark << shift
            words[row, _DAY] += 1
        count[i] = words[row, _DAY] & 0xFF
        if places.size and places[i] != 0:
            is_twice[i] = _moves(words, row, mark, (hashed(places[i], 0) & _LOW) | 1, since_s[i], until_s[i])
    return keys.size


@compiled
def _moves(words: Table, row: Int, mark: Int, site: Int, since_s: Int, until_s: Int) -> Int:
    """Notes the latest call; 1 when it overlaps the one before, which was with another and elsewhere."""
    latest, call = words[row, _LATEST], words[row, _CALL]
    is_elsewhere = latest != 0 and (latest >> 32) & _LOW != mark and latest & _LOW != site
    overlaps = since_s < (call & _LOW) and until_s > (call >> 32)
    words[row, _LATEST] = mark << 32 | site
    words[row, _CALL] = since_s << 32 | until_s
    return np.int64(is_elsewhere and overlaps)
