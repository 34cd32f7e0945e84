"""The engine's memory as one file, so that a restart need not replay a week."""

import json
import os
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from linewarden.errors import StoreError
from linewarden.features.definitions import FEATURES
from linewarden.features.engine import Engine
from linewarden.features.memory import zeros

_LAYOUT = 2
"""Raised when what the arrays mean changes."""

_ARRAYS: dict[str, tuple[str, ...]] = {
    "Timetable": ("pointers", "sizes"),
    "Log": ("at", "talk", "flags", "record_id", "setup_us"),
    "Track": ("words", "links"),
    "Subjects": ("slots", "key_of", "free", "tally", "sums", "traits"),
    "Pairs": ("slots", "tally"),
}


@dataclass(frozen=True, slots=True)
class Image:
    """An engine's memory at one moment, a copy: the engine may go on while this is written."""

    about: dict[str, Any]
    arrays: dict[str, np.ndarray[Any, Any]]


def image_of(engine: Engine) -> Image:
    """A copy of the engine's memory: some GB a second, and as much memory again until it is written."""
    arrays, blank = {}, {}
    for name, part, attribute in _places(engine):
        array = getattr(part, attribute)
        if _is_blank(name, engine):  # never written to: copying it would only take memory
            blank[name] = [array.shape, array.dtype.str]
        else:
            arrays[name] = array.copy()
    arrays |= {f"heap/{w}": heap.copy() for w, heap in enumerate(engine.time.heaps)}
    about = {
        "version": layout_version(),
        "blank": blank,
        "clock_us": engine.time.clock_us,
        "count": engine.time.count,
        "late": engine.time.late,
        "hash_seed": engine.hash_seed,
    }
    return Image(about, arrays)


def save(image: Image, path: Path) -> None:
    """Writes an engine's memory to `path`, durably and in one step: a crash leaves the file that was there before, or this one."""
    fresh = path.with_name(path.name + ".new")
    with fresh.open("wb") as file:
        np.savez(file, allow_pickle=False, about=np.array(json.dumps(image.about)), **image.arrays)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def load(path: Path) -> Engine:
    """The engine that was saved there; it goes on as if it had never stopped.

    Raises `StoreError` when the file is damaged or was saved with other features: then the events of the longest window must be replayed.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as saved:
            about = json.loads(str(saved["about"]))
            if about["version"] != layout_version():
                raise StoreError(f"{path} was saved with other features; replay the last seven days instead")
            return _restored(about, {name: saved[name] for name in saved.files})
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as err:
        raise StoreError(
            f"{path} cannot be read as a snapshot of features; replay the last seven days instead"
        ) from err


def _restored(about: dict[str, Any], arrays: dict[str, np.ndarray[Any, Any]]) -> Engine:
    engine = Engine(hash_seed=about["hash_seed"])
    for name, part, attribute in _places(engine):
        setattr(part, attribute, _placed(arrays[name]) if name in arrays else zeros(*about["blank"][name]))
    engine.time.heaps = [_placed(arrays[f"heap/{w}"]) for w in range(len(engine.time.heaps))]
    engine.time.clock_us, engine.time.count, engine.time.late = about["clock_us"], about["count"], about["late"]
    return engine


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


def _is_blank(name: str, engine: Engine) -> bool:
    """True for arrays of a kind of subject that has not appeared."""
    subject = name.partition("/")[0]
    return subject in engine.known and subject not in engine.used


def layout_version() -> str:
    """What must be the same for an image to be of use: layout, features and thresholds."""
    return f"{_LAYOUT}:{zlib.crc32(repr(FEATURES).encode()):08x}"
