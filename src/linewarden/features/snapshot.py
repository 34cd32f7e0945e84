"""The engine's memory as one file, so that a restart need not replay a week."""

import json
import os
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from linewarden.errors import StoreError
from linewarden.features.definitions import FEATURES
from linewarden.features.engine import Engine
from linewarden.features.memory import zeros

_LAYOUT = 1
"""Raised when what the arrays mean changes."""

_ARRAYS: dict[str, tuple[str, ...]] = {
    "Timetable": ("pointers", "sizes"),
    "Log": ("at", "talk", "flags", "record_id", "setup_us"),
    "Track": ("words", "links"),
    "Subjects": ("slots", "key_of", "free", "tally", "sums", "traits"),
    "Pairs": ("slots", "tally"),
}


def save(engine: Engine, path: Path) -> None:
    """Writes the engine's memory to `path`, durably and in one step: a crash leaves the file that was there before, or this one."""
    arrays = {name: getattr(part, attribute) for name, part, attribute in _places(engine)}
    heaps = {f"heap/{w}": heap for w, heap in enumerate(engine.time.heaps)}
    about = {
        "version": _version(),
        "clock_us": engine.time.clock_us,
        "count": engine.time.count,
        "late": engine.time.late,
        "hash_seed": engine.hash_seed,
    }
    fresh = path.with_name(path.name + ".new")
    with fresh.open("wb") as file:
        np.savez(file, allow_pickle=False, about=np.array(json.dumps(about)), **heaps, **arrays)
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
            if about["version"] != _version():
                raise StoreError(f"{path} was saved with other features; replay the last seven days instead")
            return _restored(about, {name: saved[name] for name in saved.files})
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as err:
        raise StoreError(
            f"{path} cannot be read as a snapshot of features; replay the last seven days instead"
        ) from err


def _restored(about: dict[str, Any], arrays: dict[str, np.ndarray[Any, Any]]) -> Engine:
    engine = Engine(hash_seed=about["hash_seed"])
    for name, part, attribute in _places(engine):
        setattr(part, attribute, _placed(arrays[name]))
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


def _version() -> str:
    """What must be the same for a snapshot to be of use: layout, features and thresholds."""
    return f"{_LAYOUT}:{zlib.crc32(repr(FEATURES).encode()):08x}"
