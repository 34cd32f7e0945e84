"""Distinct texts of an index, each stored once, and the codes that stand for them."""

from collections.abc import Sequence

import numba as nb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from linewarden.model.event import Bytes, Ints
from linewarden.store.ordinals import Codes


class Names:
    """Running numbers for the texts of columns, in the order they are first seen."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}

    @property
    def texts(self) -> list[str]:
        """The texts, by code - 1."""
        return list(self._codes)

    def add(self, column: pa.Array) -> Codes:
        """The code of each row of a text or dictionary column: 0 for null, else 1 + a running number."""
        if not pa.types.is_dictionary(column.type):
            column = column.dictionary_encode()
        if len(column.dictionary) == 1 and not column.null_count:  # most columns of most feeds
            return np.full(len(column), self._code(column.dictionary[0].as_py()), np.uint32)
        places = pc.fill_null(column.indices, len(column.dictionary)).to_numpy(zero_copy_only=False)
        codes = np.zeros(len(column.dictionary) + 1, np.uint32)
        _mark(places, codes)
        used = np.flatnonzero(codes[:-1])
        for place, text in zip(used.tolist(), column.dictionary.take(pa.array(used)).to_pylist(), strict=True):
            codes[place] = self._code(text)
        codes[-1] = 0
        out = np.empty(len(column), np.uint32)
        _pick(places, codes, out)
        return out

    def _code(self, text: str | None) -> int:
        return 0 if text is None else self._codes.setdefault(text, len(self._codes) + 1)


@nb.njit(cache=True, nogil=True)
def _mark(places: npt.NDArray[np.int32], is_used: Codes) -> None:
    for i in range(places.size):
        is_used[places[i]] = 1


@nb.njit(cache=True, nogil=True)
def _pick(places: npt.NDArray[np.int32], codes: Codes, out: Codes) -> None:
    for i in range(places.size):
        out[i] = codes[places[i]]


class TextTable:
    """Texts one after the other; a text is known by its number."""

    def __init__(self) -> None:
        self._parts: list[pa.Array] = []
        self._count = 0

    def add(self, texts: Sequence[str] | pa.Array) -> int:
        """The number of the first of these texts; null takes no bytes."""
        part = texts if isinstance(texts, pa.Array) else pa.array(texts, pa.utf8())
        self._parts.append(part.cast(pa.large_binary()))
        self._count += len(part)
        return self._count - len(part)

    def arrays(self) -> tuple[Ints, Bytes]:
        """Where each text begins, and the end of the last; the bytes."""
        starts, pieces, size = [np.zeros(1, np.int64)], [], 0
        for part in self._parts:
            if not len(part):
                continue
            _, offsets_buffer, data = part.buffers()
            offsets = np.frombuffer(offsets_buffer, np.int64)[part.offset : part.offset + len(part) + 1]
            starts.append(offsets[1:] - offsets[0] + size)
            if data is not None:
                pieces.append(np.frombuffer(data, np.uint8)[offsets[0] : offsets[-1]])
            size += int(offsets[-1] - offsets[0])
        return np.concatenate(starts), np.concatenate(pieces) if pieces else np.empty(0, np.uint8)
