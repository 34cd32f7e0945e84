"""The company that a number keeps: how many of the latest callers with the same software, address, handset or cell turned out risky (signal S22).

Numbers are thrown away after a few calls; what they are dialled with is not. So a group (a SIP fingerprint, a source address, a handset, a cell) is
watched from its first risky caller on, and remembers the `MEMBERS` callers that were seen in it last, each once. Of a new caller it tells how many others there
are, and how many of them are risky: a gateway that everybody uses has many that are not. A caller counts for `COUNTS_S` after its latest call,
as a risky one for as long after it was last found so. Callers not told (0) belong to nobody.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv

from linewarden.features.beside.rows import AHEAD, KEPT, KEY, ROOM, SEEN, Rows, ask, row_of
from linewarden.features.compiled import compiled
from linewarden.features.layout import Int, Ints, Table
from linewarden.features.memory import in_one_piece
from linewarden.features.tables import hashed
from linewarden.model.event import EventBlock

GROUPS: tuple[str, ...] = ("stack", "source_ip", "imei", "cell")
"""Columns of an event that make a group."""

MEMBERS = 32
COUNTS_S = 3 * 86_400
MOST_GROUPS = 1 << 16
DOUBT = 0.05
"""Chance at which the true share of risky callers is below the bound that is told."""

_FIRST = 2  # word of a row where the members begin: caller, then seen s << 32 | risky s
_LOW = 0xFFFFFFFF


def _bounds() -> npt.NDArray[np.float64]:
    risky, others = np.mgrid[0 : MEMBERS + 1, 0 : MEMBERS + 1]
    are_some = (risky > 0) & (risky <= others)
    bounds: npt.NDArray[np.float64] = np.where(
        are_some, betaincinv(np.maximum(risky, 1), np.maximum(others - risky, 0) + 1, DOUBT), 0.0
    )
    return bounds


BOUNDS = _bounds()
"""[risky, others]: lower bound of the share (Clopper and Pearson 1934, one-sided); all of n: DOUBT ** (1 / n)."""


@dataclass(frozen=True, slots=True)
class Met:
    """Of n events and each of GROUPS, the others in the caller's group."""

    risky: Ints  # (n, groups)
    others: Ints  # (n, groups), the risky ones among them

    def values(self) -> dict[str, npt.NDArray[np.float64]]:
        """By name: `company_stack_risky`, how many are risky; `company_stack_share`, at least which share of them is."""
        bounds = BOUNDS[self.risky, self.others]
        counts = {f"company_{name}_risky": self.risky[:, k].astype(np.float64) for k, name in enumerate(GROUPS)}
        return counts | {f"company_{name}_share": bounds[:, k] for k, name in enumerate(GROUPS)}


LISTED_MEMBERS, MOST_LISTED = 8, 1 << 17
"""Latest callers of a person who was rung by a risky one, and persons: a list that a gang works through (signal S29)."""

COMPANY_VALUES: tuple[str, ...] = (*Met(*np.zeros((2, 0, len(GROUPS)), np.int64)).values(), "listed_by_risky")
"""`listed_by_risky`: other risky callers among the latest of the person called."""


class Company:
    """All groups. Memory of one stream; not for two threads."""

    def __init__(self, groups: tuple[str, ...] = GROUPS, members: int = MEMBERS, most: int = MOST_GROUPS) -> None:
        self.rows = Rows(_FIRST + 2 * members, most)
        self._groups = groups

    def meet(self, events: EventBlock, now_s: Ints, is_risky: npt.NDArray[np.bool_]) -> Met:
        """What each caller finds, in stream order; `is_risky` by its own record alone, or a group would make itself risky. `now_s`: the clock."""
        keys = np.stack([getattr(events, name) for name in self._groups], axis=1)
        met = Met(np.zeros(keys.shape, np.int64), np.zeros(keys.shape, np.int64))
        cli, marks = in_one_piece(events.cli), is_risky.view(np.uint8)
        self.rows.take_in(
            len(events),
            lambda start, words, tally: meet_all(start, keys, cli, now_s, marks, words, tally, met.risky, met.others),
        )
        return met


@compiled
def meet_all(  # noqa: C901, PLR0912  one flat loop, as the engine's
    start: Int,
    keys: Table,
    callers: Ints,
    now_s: Ints,
    is_risky: npt.NDArray[np.uint8],
    words: Table,
    tally: Ints,
    risky: Table,
    others: Table,
) -> Int:
    """The first event that needs more room than there is; those before it are taken in."""
    cells = words.reshape(words.size)
    for i in range(start, callers.size):
        if i + AHEAD < callers.size:
            for kind in range(keys.shape[1]):
                if keys[i + AHEAD, kind] != 0:
                    ask(cells, words, hashed(keys[i + AHEAD, kind], kind + 1) | 1)
        cli = callers[i]
        if cli == 0:
            continue
        if is_risky[i] and tally[KEPT] + keys.shape[1] > tally[ROOM]:
            return i
        for kind in range(keys.shape[1]):
            if keys[i, kind] == 0:
                continue
            key = hashed(keys[i, kind], kind + 1) | 1
            row = row_of(words, key)
            if words[row, KEY] == 0:
                if not is_risky[i]:
                    continue
                words[row, KEY] = key
                tally[KEPT] += 1
            seat, seat_rank, known, bad = -1, np.int64(0), np.int64(0), np.int64(0)
            for member in range(_FIRST, words.shape[1], 2):
                seen, found = words[row, member + 1] >> 32, words[row, member + 1] & _LOW
                if words[row, member] == cli:
                    seat, seat_rank = member, np.int64(-1)
                    continue
                if seat < 0 or seen < seat_rank:
                    seat, seat_rank = member, seen
                if words[row, member] != 0 and now_s[i] - seen < COUNTS_S:
                    known += 1
                    bad += found != 0 and now_s[i] - found < COUNTS_S
            risky[i, kind], others[i, kind] = bad, known
            before = words[row, seat + 1] & _LOW if words[row, seat] == cli else 0
            words[row, seat] = cli
            words[row, seat + 1] = now_s[i] << 32 | (now_s[i] if is_risky[i] else before)
            words[row, SEEN] = now_s[i]
    return callers.size
