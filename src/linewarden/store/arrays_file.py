"""Named arrays in one memory-mapped file with a checksum: what the lookup index is stored as.

Layout: magic, version, length and CRC of the directory, CRC of the rest, directory (JSON), arrays each at a multiple of 64 bytes.
"""

import mmap
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from linewarden.errors import StoreError
from linewarden.model.event import Ids
from linewarden.store.durable import aside, put_in_place

Arrays = dict[str, npt.NDArray[Any]]

_HEAD = struct.Struct("<4sIIII")
_MAGIC = b"LWIX"
_VERSION = 4
_ALIGN = 64
_BUFFER = 1 << 16  # smaller writes are gathered, larger ones go straight through
_READ_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class ArraysFile:
    """Arrays that lie in one run of words, and the plain values stored with them."""

    words: Ids  # all arrays; each begins at a whole word
    places: dict[str, tuple[int, int]]  # name → (first word, bytes)
    about: dict[str, Any]


def write_arrays(path: Path, arrays: Arrays, about: Mapping[str, Any], *, sync: bool) -> None:
    """Store the arrays under this name, all or nothing."""
    places, _ = _placed(arrays)
    text = orjson.dumps({"about": about, "arrays": places})
    text += b" " * (_padded(_HEAD.size + len(text)) - _HEAD.size - len(text))
    crc = 0
    with aside(path).open("wb", buffering=_BUFFER) as file:
        file.write(bytes(_HEAD.size) + text)
        for array in arrays.values():
            data = np.ascontiguousarray(array).view(np.uint8).data  # no copy
            padding = bytes(_padded(array.nbytes) - array.nbytes)
            crc = zlib.crc32(padding, zlib.crc32(data, crc))
            file.write(data)
            file.write(padding)
        file.seek(0)
        file.write(_HEAD.pack(_MAGIC, _VERSION, len(text), zlib.crc32(text), crc))
    put_in_place(path, sync=sync)


def arrays_in_memory(arrays: Arrays, about: Mapping[str, Any]) -> ArraysFile:
    """The arrays as a file of them would give them."""
    places, size = _placed(arrays)
    data = np.zeros(size, np.uint8)
    for name, array in arrays.items():
        start = places[name][0] * 8
        data[start : start + array.nbytes] = np.ascontiguousarray(array).view(np.uint8)
    words = data.view(np.uint64)
    words.flags.writeable = False  # as those of a file: compiled code is made once for both
    return ArraysFile(words, places, dict(about))


def open_arrays(path: Path) -> ArraysFile:
    """The arrays of a file, memory-mapped and read-only. Raises StoreError when it is missing, cut short or of another version."""
    try:
        with path.open("rb") as file:
            view = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as err:  # ValueError: an empty file cannot be mapped
        raise _unusable(path) from err
    view.madvise(mmap.MADV_RANDOM)  # a lookup wants single pages of it, not their neighbours
    start, directory = _directory(path, view)
    places = {name: (place, size) for name, (place, size) in directory["arrays"].items()}
    if any(start + place * 8 + size > len(view) for place, size in places.values()) or (len(view) - start) % 8:
        raise _unusable(path)
    return ArraysFile(np.frombuffer(view, np.uint64, offset=start), places, directory["about"])


def is_undamaged(path: Path) -> bool:
    """True when every byte is as it was written; reads the whole file."""
    try:
        with path.open("rb", buffering=0) as file:
            head = file.read(_HEAD.size)
            start, _ = _directory(path, head + file.read(_HEAD.unpack(head)[2] if len(head) == _HEAD.size else 0))
            file.seek(start)
            crc = 0
            while data := file.read(_READ_BYTES):
                crc = zlib.crc32(data, crc)
    except (OSError, StoreError):
        return False
    expected: int = _HEAD.unpack(head)[4]
    return crc == expected


def _placed(arrays: Arrays) -> tuple[dict[str, tuple[int, int]], int]:
    """Where each array goes, and the bytes of all."""
    places, size = {}, 0
    for name, array in arrays.items():
        places[name] = (size // 8, array.nbytes)
        size += _padded(array.nbytes)
    return places, size


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
