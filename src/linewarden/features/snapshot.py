"""The engine's memory as one file, so that a restart need not replay a week."""

import json
import os
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from linewarden.errors import StoreError
from linewarden.features.definitions import FEATURES
from linewarden.features.engine import Engine
from linewarden.features.memory import zeros
from linewarden.features.share import Share

_LAYOUT = 4
"""Raised when what the arrays mean changes."""

_ARRAYS: dict[str, tuple[str, ...]] = {
    "Timetable": ("pointers", "sizes"),
    "Log": ("at", "talk", "flags", "cli", "called"),
    "Arena": ("free", "handed_out"),
    "Trail": ("at", "talk", "flags", "record_id", "setup_us", "called", "links", "tally"),
    "LongTrack": ("slots", "tally"),
    "Track": ("words",),
    "Subjects": ("slots", "key_of", "free", "tally", "sums", "traits"),
    "Pairs": ("slots", "tally"),
}

_SPARE = 5
"""Quarters of what an array takes that are made ready for it when it has outgrown its room: it is about to grow on."""


@dataclass(frozen=True, slots=True)
class Image:
    """An engine's memory at one moment, a copy: the engine may go on while this is written."""

    about: dict[str, Any]
    arrays: dict[str, np.ndarray[Any, Any]]

    def save(self, path: Path) -> None:
        """See `save`."""
        save(self, path)


class Room:
    """Memory that images of one engine are copied into, kept from one image to the next.

    Copying into memory that was used before takes a twentieth of the time that new memory takes, and the engine waits meanwhile.
    """

    def __init__(self) -> None:
        self._arrays: dict[str, np.ndarray[Any, Any]] = {}

    def prepare(self, engine: Engine) -> None:
        """Have as much memory as an image of the engine takes now; another thread may do it while the engine works."""
        for name, array in _told(engine):
            if not self._fits(name, array):
                rows = array.shape[0] * _SPARE // 4 if name in self._arrays else array.shape[0]
                room = zeros((rows, *array.shape[1:]), array.dtype)
                room.fill(0)
                self._arrays[name] = room

    def copied(self, name: str, array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """The array's values, valid until the next image."""
        if not self._fits(name, array):
            self._arrays[name] = np.empty_like(array)
        copy = self._arrays[name][: array.shape[0]]
        np.copyto(copy, array)
        return copy

    def _fits(self, name: str, array: np.ndarray[Any, Any]) -> bool:
        room = self._arrays.get(name)
        return room is not None and room.shape[0] >= array.shape[0] and room[:0].shape == array[:0].shape


def image_of(engine: Engine, room: Room | None = None) -> Image:
    """A copy of the engine's memory, in `room` where one is given: then it is valid until the room's next image."""
    room = room or Room()
    arrays = {name: room.copied(name, array) for name, array in _told(engine)}
    blank = {
        name: [getattr(part, attribute).shape, getattr(part, attribute).dtype.str]
        for name, part, attribute in _places(engine)
        if name not in arrays
    }
    about = {
        "version": layout_version(),
        "blank": blank,
        "clock_us": engine.time.clock_us,
        "count": engine.time.count,
        "late": engine.time.late,
        "hash_seed": engine.hash_seed,
        "share": [engine.share.number, engine.share.of] if engine.share else None,
    }
    return Image(about, arrays)


def save(image: Image, path: Path) -> None:
    """Writes an engine's memory to `path`, durably and in one step: a crash leaves the file that was there before, or this one."""
    fresh = path.with_name(path.name + ".new")
    with fresh.open("wb") as file:
        write(image, file)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def write(image: Image, file: BinaryIO) -> None:
    """Writes an engine's memory into an open file, which need not be seekable."""
    np.savez(file, allow_pickle=False, about=np.array(json.dumps(image.about)), **image.arrays)


def load(path: Path) -> Engine:
    """The engine that was saved there; it goes on as if it had never stopped. Raises as `read`."""
    try:
        with path.open("rb") as file:
            return read(file, str(path))
    except OSError as err:
        raise _unreadable(str(path)) from err


def read(file: BinaryIO, name: str) -> Engine:
    """The engine that was written into a file, which is called `name`.

    Raises `StoreError` when it is damaged or was saved with other features: then the events of the longest window must be replayed.
    """
    try:
        with np.load(file, allow_pickle=False) as saved:
            about = json.loads(str(saved["about"]))
            if about["version"] != layout_version():
                raise StoreError(f"{name} was saved with other features; replay the last seven days instead")
            return _restored(about, {part: saved[part] for part in saved.files})
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as err:
        raise _unreadable(name) from err


def _unreadable(name: str) -> StoreError:
    return StoreError(f"{name} cannot be read as a snapshot of features; replay the last seven days instead")


def _restored(about: dict[str, Any], arrays: dict[str, np.ndarray[Any, Any]]) -> Engine:
    engine = Engine(hash_seed=about["hash_seed"], share=Share(*about["share"]) if about["share"] else None)
    for name, part, attribute in _places(engine):
        setattr(part, attribute, _placed(arrays[name]) if name in arrays else zeros(*about["blank"][name]))
    engine.time.heaps = [_placed(arrays[f"heap/{w}"]) for w in range(len(engine.time.heaps))]
    engine.time.clock_us, engine.time.count, engine.time.late = about["clock_us"], about["count"], about["late"]
    return engine


def _told(engine: Engine) -> Iterator[tuple[str, np.ndarray[Any, Any]]]:
    """The arrays that hold anything: those of kinds of subject that have appeared."""
    used = engine.used
    for name, part, attribute in _places(engine):
        subject = name.partition("/")[0]
        if subject not in engine.known or subject in used:
            yield name, getattr(part, attribute)
    yield from ((f"heap/{w}", heap) for w, heap in enumerate(engine.time.heaps))


def _placed(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The same values where the kernel wants them: on huge pages."""
    placed = zeros(array.shape, array.dtype)
    placed[:] = array
    return placed


def _places(engine: Engine) -> Iterator[tuple[str, object, str]]:
    """Name in the file, object and attribute of every array."""
    for name, part in engine.parts().items():
        for attribute in _ARRAYS[type(part).__name__]:
            yield f"{name}/{attribute}", part, attribute


def layout_version() -> str:
    """What must be the same for an image to be of use: layout, features and thresholds."""
    return f"{_LAYOUT}:{zlib.crc32(repr(FEATURES).encode()):08x}"
