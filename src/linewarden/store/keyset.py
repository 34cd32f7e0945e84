"""An exact set of (id, time) pairs in open addressing, for whole columns at once. It grows; a smaller one is a new one."""

import numba as nb
import numpy as np
import numpy.typing as npt

from linewarden.model.event import Ids, Ints

Flags = npt.NDArray[np.bool_]

_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_EMPTY = np.int64(-(2**63))  # no record has this time
_LEAST_SLOTS = 256
_WORD_BITS = 64


@nb.njit(cache=True, nogil=True)
def _slot(id_: np.uint64, at: np.int64, slot_ids: Ids, slot_ats: Ints, shift: np.uint64) -> np.int64:
    """Slot that holds the pair, or the empty one where it belongs."""
    mask = slot_ids.size - 1
    slot = np.int64((id_ * _SPREAD) >> shift)
    while slot_ats[slot] != _EMPTY and not (slot_ids[slot] == id_ and slot_ats[slot] == at):
        slot = (slot + 1) & mask
    return slot


@nb.njit(cache=True, nogil=True)
def _add(ids: Ids, ats: Ints, slot_ids: Ids, slot_ats: Ints, shift: np.uint64, is_new: Flags) -> int:
    count = 0
    for i in range(ids.size):
        slot = _slot(ids[i], ats[i], slot_ids, slot_ats, shift)
        is_new[i] = slot_ats[slot] == _EMPTY
        if is_new[i]:
            slot_ids[slot] = ids[i]
            slot_ats[slot] = ats[i]
            count += 1
    return count


@nb.njit(cache=True, nogil=True)
def _has(ids: Ids, ats: Ints, slot_ids: Ids, slot_ats: Ints, shift: np.uint64, found: Flags) -> None:
    for i in range(ids.size):
        found[i] = slot_ats[_slot(ids[i], ats[i], slot_ids, slot_ats, shift)] != _EMPTY


class KeySet:
    """Pairs of uint64 id and int64 time. 16 bytes a slot, at most two thirds of the slots used."""

    def __init__(self, room: int = 0) -> None:
        self._count = 0
        self._allot(room)

    def __len__(self) -> int:
        """Number of pairs."""
        return self._count

    @property
    def nbytes(self) -> int:
        """Memory of the slots."""
        return self._ids.nbytes + self._ats.nbytes

    def add(self, ids: Ids, ats: Ints) -> Flags:
        """Put the pairs in; True where a pair was not there before, in the order given."""
        self._make_room(self._count + ids.size)
        is_new = np.empty(ids.size, np.bool_)
        self._count += _add(ids, ats, self._ids, self._ats, self._shift, is_new)
        return is_new

    def has(self, ids: Ids, ats: Ints) -> Flags:
        """True where the pair is in the set."""
        found = np.empty(ids.size, np.bool_)
        _has(ids, ats, self._ids, self._ats, self._shift, found)
        return found

    def _allot(self, room: int) -> None:
        slots = _LEAST_SLOTS
        while slots * 2 < room * 3:
            slots *= 2
        self._ids = np.zeros(slots, np.uint64)
        self._ats = np.full(slots, _EMPTY, np.int64)
        self._shift = np.uint64(_WORD_BITS - slots.bit_length() + 1)

    def _make_room(self, room: int) -> None:
        if room * 3 <= self._ids.size * 2:
            return
        is_used = self._ats != _EMPTY
        ids, ats = self._ids[is_used], self._ats[is_used]
        self._allot(room)
        _add(ids, ats, self._ids, self._ats, self._shift, np.empty(ids.size, np.bool_))


def first_of_each(ids: Ids, ats: Ints) -> Flags:
    """True where a pair appears for the first time in the columns."""
    return KeySet(ids.size).add(ids, ats)
