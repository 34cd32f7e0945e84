"""The latest records of one subject, found by following links through the log."""

from dataclasses import dataclass

import numba as nb

from linewarden.features.layout import Bytes, Int, Int32s, Ints
from linewarden.model.event import Bytes as Kinds
from linewarden.model.event import Ids


@dataclass(frozen=True, slots=True)
class Recent:
    """Records of one subject as columns, newest first, each record once: as its newest event told it.

    Of a call that is still up `talk_ms` is 0 and `kind` is SETUP or ANSWER.
    """

    record_id: Ids
    at_us: Ints
    kind: Kinds  # EventKind
    cli: Ints
    called: Ints
    talk_ms: Ints
    setup_us: Ints

    def __len__(self) -> int:
        """Number of records."""
        return int(self.at_us.size)


@nb.njit(cache=True, nogil=True)
def follow(
    number: int,
    first: int,
    last: int,
    since_us: int,
    at: Ints,
    flags: Bytes,
    is_late: Int,
    record_id: Ids,
    links: Int32s,
    found: Ints,
) -> Int:
    """How many numbers of events later than `since_us` were put into `found`, newest first, one for each record.

    Begins at `number`, passes over numbers beyond `last`, never goes below `first`. Stops at the first in-time event that is too old: all before it are older.
    """
    ring, count = at.size - 1, 0
    while number >= first and count < found.size:
        row = number & ring
        if number > last:
            pass
        elif at[row] > since_us:
            is_new = True
            for i in range(count):
                is_new &= record_id[found[i] & ring] != record_id[row]
            if is_new:
                found[count] = number
                count += 1
        elif not flags[row] & is_late:
            break
        if links[row] == 0:
            break
        number -= links[row]
    return count
