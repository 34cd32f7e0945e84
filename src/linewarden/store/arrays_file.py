"""Named arrays in one memory-mapped file with a checksum: what the lookup index is stored as.

Layout: magic, version, length and CRC of the directory, CRC of the rest, directory (JSON), arrays each at a multiple of 64 bytes.
"""

import mmap
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from linewarden.errors import StoreError
from linewarden.store.durable import aside, put_in_place

Arrays = dict[str, npt.NDArray[Any]]

_HEAD = struct.Struct("<4sIIII")
_MAGIC = b"LWIX"
_VERSION = 2
_ALIGN = 64
_BUFFER = 1 << 16  # smaller writes are gathered, larger ones go straight through


@dataclass(frozen=True, slots=True)
class ArraysFile:
    """Arrays that lie in a file, and the plain values stored with them."""

    arrays: Arrays
    about: dict[str, Any]


def write_arrays(path: Path, content: ArraysFile, *, sync: bool) -> None:
    """Store the arrays under this name, all or nothing."""
    directory: dict[str, Any] = {"about": content.about, "arrays": {}}
    place = 0
    for name, array in content.arrays.items():
        directory["arrays"][name] = [_type_text(array.dtype), place, array.size]
        place += _padded(array.nbytes)
    text = orjson.dumps(directory)
    text += b" " * (_padded(_HEAD.size + len(text)) - _HEAD.size - len(text))
    crc = 0
    with aside(path).open("wb", buffering=_BUFFER) as file:
        file.write(bytes(_HEAD.size) + text)
        for array in content.arrays.values():
            data = np.ascontiguousarray(array).view(np.uint8).data  # no copy
            padding = bytes(_padded(array.nbytes) - array.nbytes)
            crc = zlib.crc32(padding, zlib.crc32(data, crc))
            file.write(data)
            file.write(padding)
        file.seek(0)
        file.write(_HEAD.pack(_MAGIC, _VERSION, len(text), zlib.crc32(text), crc))
    put_in_place(path, sync=sync)


def open_arrays(path: Path) -> ArraysFile:
    """The arrays of a file, memory-mapped and read-only. Raises StoreError when it is missing, cut short or of another version."""
    try:
        with path.open("rb") as file:
            view = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as err:  # ValueError: an empty file cannot be mapped
        raise _unusable(path) from err
    start, directory = _directory(path, view)
    arrays = {}
    for name, (kind, place, size) in directory["arrays"].items():
        dtype = _type_of(kind)
        if start + place + size * dtype.itemsize > len(view):
            raise _unusable(path)
        arrays[name] = np.frombuffer(view, dtype, size, start + place)
    return ArraysFile(arrays, directory["about"])


def is_undamaged(path: Path) -> bool:
    """True when every byte is as it was written; reads the whole file."""
    try:
        data = path.read_bytes()
        start, _ = _directory(path, data)
    except (OSError, StoreError):
        return False
    expected: int = _HEAD.unpack_from(data)[4]
    return zlib.crc32(memoryview(data)[start:]) == expected


def _directory(path: Path, data: bytes | mmap.mmap) -> tuple[int, dict[str, Any]]:
    if len(data) < _HEAD.size:
        raise _unusable(path)
    magic, version, length, check, _ = _HEAD.unpack_from(data)
    text = data[_HEAD.size : _HEAD.size + length]
    if magic != _MAGIC or version != _VERSION or zlib.crc32(text) != check:
        raise _unusable(path)
    directory: dict[str, Any] = orjson.loads(text)
    return _HEAD.size + length, directory


def _unusable(path: Path) -> StoreError:
    return StoreError(f"the index {path} is missing or damaged; build it again with reindex, nothing is lost")


def _padded(size: int) -> int:
    return -(-size // _ALIGN) * _ALIGN


def _type_text(dtype: np.dtype[Any]) -> str | list[Any]:
    return dtype.descr if dtype.names else dtype.str


def _type_of(kind: str | list[Any]) -> np.dtype[Any]:
    return np.dtype([tuple(field) for field in kind]) if isinstance(kind, list) else np.dtype(kind)
