"""64-bit hashes of columns, the same on every machine and in every run."""

import numba as nb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from linewarden.model.event import Ids, Ints

_FNV_START = np.uint64(0xCBF29CE484222325)
_FNV_PRIME = np.uint64(0x100000001B3)
_MIX = np.uint64(0xD6E8FEB86659FD93)
_HALF = np.uint64(32)


@nb.njit(cache=True, inline="always")
def _mixed(value: np.uint64) -> np.uint64:
    value ^= value >> _HALF
    value *= _MIX
    value ^= value >> _HALF
    value *= _MIX
    value ^= value >> _HALF
    return value


@nb.njit(cache=True, nogil=True)
def _mix_all(values: npt.NDArray[np.uint64], out: npt.NDArray[np.uint64]) -> None:
    for i in range(values.size):
        out[i] = _mixed(out[i] * _FNV_PRIME ^ _mixed(values[i] + _FNV_START))


@nb.njit(cache=True, nogil=True)
def _hash_slices(offsets: npt.NDArray[np.int64], data: npt.NDArray[np.uint8], out: npt.NDArray[np.uint64]) -> None:
    for i in range(out.size):
        value = _FNV_START
        for j in range(offsets[i], offsets[i + 1]):
            value = (value ^ np.uint64(data[j])) * _FNV_PRIME
        out[i] = _mixed(value)


def mix(columns: list[npt.NDArray[np.int64] | npt.NDArray[np.uint64]]) -> Ids:
    """One hash a row over integer columns of the same length."""
    out = np.full(columns[0].size, _FNV_START, np.uint64)
    for column in columns:
        _mix_all(column.view(np.uint64) if column.dtype.itemsize == 8 else column.astype(np.uint64), out)
    return out


def hash_text(column: pa.Array | pa.ChunkedArray) -> Ids:
    """One hash a row of a text, binary or dictionary column; null hashes to 0, the empty text does not."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(array, pa.ChunkedArray):  # combine_chunks keeps chunks apart when there are none
        array = pa.concat_arrays(array.chunks) if array.num_chunks else pa.array([], pa.utf8())
    if pa.types.is_dictionary(array.type):
        picked: Ids = np.append(hash_text(array.dictionary), np.uint64(0))[_places(array)]
        return picked
    binary = array.cast(pa.large_binary())
    out = np.empty(len(binary), np.uint64)
    _, offsets, data = binary.buffers()
    starts = (
        np.frombuffer(offsets, np.int64)[binary.offset : binary.offset + len(binary) + 1]
        if len(binary)
        else np.zeros(1, np.int64)
    )
    _hash_slices(starts, np.frombuffer(data, np.uint8) if data is not None else np.empty(0, np.uint8), out)
    if binary.null_count:
        out[binary.is_null().to_numpy(zero_copy_only=False)] = 0
    return out


def int_keys(column: pa.Array | pa.ChunkedArray) -> Ints:
    """One int64 key a row for text such as IMEI, cell or trunk: a positive 62-bit hash, 0 for null and the empty text."""
    if pa.types.is_dictionary(column.type) and not isinstance(column, pa.ChunkedArray):
        picked: Ints = np.append(int_keys(column.dictionary), np.int64(0))[_places(column)]
        return picked
    keys = ((hash_text(column) >> np.uint64(2)) | np.uint64(1)).view(np.int64)
    keys[_is_blank(column)] = 0
    return keys


def _places(array: pa.DictionaryArray) -> Ints:
    """Place of each row's value in the dictionary, -1 for null."""
    places: Ints = pc.fill_null(array.indices, -1).to_numpy(zero_copy_only=False)
    return places


def _is_blank(column: pa.Array | pa.ChunkedArray) -> npt.NDArray[np.bool_]:
    text = column.cast(pa.utf8()) if pa.types.is_dictionary(column.type) else column
    is_blank: npt.NDArray[np.bool_] = pc.fill_null(pc.binary_length(text), 0).to_numpy() == 0
    return is_blank


def record_ids(batch: pa.RecordBatch, names: tuple[str, ...]) -> Ids:
    """One id a row over the named columns of any type; equal rows get equal ids."""
    parts: list[npt.NDArray[np.int64] | npt.NDArray[np.uint64]] = []
    for name in names:
        column = batch.column(name)
        if pa.types.is_timestamp(column.type):
            parts.append(pc.fill_null(column.cast(pa.int64()), 0).to_numpy(zero_copy_only=False))
        elif pa.types.is_integer(column.type):
            parts.append(pc.fill_null(column, 0).cast(pa.int64()).to_numpy(zero_copy_only=False))
        else:
            parts.append(hash_text(column))
    return mix(parts)
