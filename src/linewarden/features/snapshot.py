"""The engine's memory as one file, so that a restart need not replay a week. How it is taken while the engine goes on: see `image`."""

import json
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np

from linewarden.errors import StoreError
from linewarden.features.definitions import FEATURES
from linewarden.features.engine import Engine
from linewarden.features.memory import zeros
from linewarden.features.share import Share

_LAYOUT = 6
"""Raised when what the arrays mean changes."""

_ARRAYS: dict[str, tuple[str, ...]] = {
    "Arena": ("lists", "handed_out"),
    "Trail": ("at", "talk", "flags", "record_id", "setup_us", "called", "links", "tally"),
    "Subjects": ("slots", "mates", "tally"),
}


class Picture(NamedTuple):
    """An engine's memory as it is: views, which change as the engine goes on."""

    about: dict[str, Any]
    arrays: dict[str, np.ndarray[Any, Any]]


def picture_of(engine: Engine) -> Picture:
    """What a snapshot of the engine holds."""
    arrays = dict(_told(engine))
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
        "kinds": sorted(engine.kinds),
        "keeps_trail": engine.keeps_trail,
    }
    return Picture(about, arrays)


def write(picture: Picture, file: BinaryIO) -> None:
    """Writes an engine's memory into an open file, which need not be seekable."""
    np.savez(file, allow_pickle=False, about=np.array(json.dumps(picture.about)), **picture.arrays)


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
    engine = Engine(
        hash_seed=about["hash_seed"],
        share=Share(*about["share"]) if about["share"] else None,
        kinds=about["kinds"],
        keeps_trail=about["keeps_trail"],
    )
    for name, part, attribute in _places(engine):
        setattr(part, attribute, _placed(arrays[name]) if name in arrays else zeros(*about["blank"][name]))
    engine.time.clock_us, engine.time.count, engine.time.late = about["clock_us"], about["count"], about["late"]
    return engine


def _told(engine: Engine) -> Iterator[tuple[str, np.ndarray[Any, Any]]]:
    """The arrays that hold anything: those of kinds of subject that have appeared."""
    used, kinds = engine.used, engine.remembered
    for name, part, attribute in _places(engine):
        subject = name.partition("/")[0]
        if subject not in kinds or subject in used:
            yield name, getattr(part, attribute)


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
