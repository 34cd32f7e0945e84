"""Snapshots: what the live half remembers, on disk, with the block that comes next. Recovery = newest snapshot + replay.

A snapshot is a folder named by its offset: `about.json` with the checksums of the others, `tracker.json`, `acquaintances.npz`, `beside.npz`, `dialogs-N.json` a feed with
signalling and `lane-N.npz` a lane. It counts once the folder has its name; one that cannot be used is put aside, never deleted unread.
"""

import shutil
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
import structlog

from linewarden.errors import StoreError
from linewarden.features.acquaintances import Acquaintances
from linewarden.features.beside import Beside
from linewarden.features.engines import Engines, LaneEngine, OwnEngines
from linewarden.pipeline.detector import DetectorImage
from linewarden.store.durable import sync_file, sync_folder

KEPT = 2
"""Snapshots that stay: the newest, and the one before in case that is damaged."""

_LAYOUT = 4
_NEW, _DAMAGED = ".new-", "damaged-"
_BUFFER = 1 << 20
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The live half at one moment, ready to be written."""

    offset: int  # the first block that it does not know
    detector: DetectorImage
    dialogs: dict[str, bytes]  # by feed
    told: dict[str, dict[str, Any]] = field(default_factory=dict)  # images of `Told`, by feed


@dataclass(frozen=True, slots=True)
class Restored:
    """A snapshot as it was read."""

    offset: int
    engines: dict[str, LaneEngine]  # by lane
    tracker: bytes
    acquaintances: Acquaintances
    beside: Beside
    late: dict[str, int]  # events behind their lane's clock, by feed
    dialogs: dict[str, bytes]  # by feed
    told: dict[str, dict[str, Any]]  # images of `Told`, by feed


class Snapshots:
    """The snapshots of one installation. `fingerprint` is what must be the same for one to be of use: rules, feeds, home, shards."""

    def __init__(self, folder: Path, fingerprint: str, engines: Engines | None = None) -> None:
        """`engines` read back what engines of theirs wrote; in this process unless told otherwise."""
        self._folder, self._fingerprint, self._engines = folder, fingerprint, engines or OwnEngines()
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob(f"{_NEW}*"):
            shutil.rmtree(left)

    def write(self, snapshot: Snapshot) -> None:
        """Store it durably, all or nothing, and let go of those before the last. Raises OSError when it cannot be written."""
        fresh = self._folder / f"{_NEW}{snapshot.offset:016d}"
        shutil.rmtree(fresh, ignore_errors=True)
        try:
            self._write_all(snapshot, fresh)
        except BaseException:
            shutil.rmtree(fresh, ignore_errors=True)  # what was written would keep the disk full
            raise
        for old in self._stored()[KEPT:]:
            shutil.rmtree(old)

    def _write_all(self, snapshot: Snapshot, fresh: Path) -> None:
        """Write the files into `fresh`, which then gets the snapshot's name."""
        fresh.mkdir()
        lanes, feeds = list(snapshot.detector.engines), list(snapshot.dialogs)
        snapshot.detector.tracker.save(fresh / "tracker.json")
        snapshot.detector.acquaintances.save(fresh / "acquaintances.npz")
        snapshot.detector.beside.save(fresh / "beside.npz")
        sync_file(fresh / "acquaintances.npz")
        sync_file(fresh / "beside.npz")
        for number, feed in enumerate(feeds):
            _put(fresh / f"dialogs-{number}.json", snapshot.dialogs[feed])
        for number, lane in enumerate(lanes):
            snapshot.detector.engines[lane].save(fresh / f"lane-{number}.npz")
        sums = {path.name: _checksum(path) for path in sorted(fresh.iterdir())}
        about = {
            "layout": _LAYOUT, "fingerprint": self._fingerprint, "offset": snapshot.offset, "lanes": lanes, "feeds": feeds, "crc32": sums,
            "late": snapshot.detector.late, "told": snapshot.told,
        }  # fmt: skip
        text = orjson.dumps(about)
        _put(fresh / "about.json", text + b"\n%08x\n" % zlib.crc32(text))
        sync_folder(fresh)
        final = self._folder / fresh.name.removeprefix(_NEW)
        shutil.rmtree(final, ignore_errors=True)  # of the same offset: nothing came since
        fresh.rename(final)
        sync_folder(self._folder)

    def latest(self) -> Restored | None:
        """The newest that can be used; None when there is none. What is damaged is put aside and logged."""
        for folder in self._stored():
            try:
                found = self._read(folder)
            except (StoreError, OSError, ValueError, KeyError) as err:
                aside = folder.with_name(_DAMAGED + folder.name)
                shutil.rmtree(aside, ignore_errors=True)
                folder.rename(aside)
                _log.warning("snapshot cannot be used", snapshot=folder.name, problem=str(err), put_aside=aside.name)
                continue
            if found is not None:
                return found
        return None

    def _stored(self) -> list[Path]:
        """Whole snapshots, newest first."""
        return sorted((path for path in self._folder.iterdir() if path.name.isdecimal()), reverse=True)

    def _read(self, folder: Path) -> Restored | None:
        """None when it was made by other rules, feeds or programs."""
        text, _, check = (folder / "about.json").read_bytes().rstrip(b"\n").rpartition(b"\n")
        if check != b"%08x" % zlib.crc32(text):
            raise StoreError("about.json is damaged")
        about = orjson.loads(text)
        if (about["layout"], about["fingerprint"]) != (_LAYOUT, self._fingerprint):
            _log.info("snapshot is of other rules, feeds or programs", snapshot=folder.name)
            return None
        for name, expected in about["crc32"].items():
            if _checksum(folder / name) != expected:
                raise StoreError(f"{name} is damaged")
        return Restored(
            about["offset"],
            {
                lane: self._engines.load(lane, folder / f"lane-{number}.npz")
                for number, lane in enumerate(about["lanes"])
            },
            (folder / "tracker.json").read_bytes(),
            Acquaintances.load(folder / "acquaintances.npz"),
            Beside.load(folder / "beside.npz"),
            about["late"],
            {feed: (folder / f"dialogs-{number}.json").read_bytes() for number, feed in enumerate(about["feeds"])},
            about["told"],
        )


def _put(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    sync_file(path)


def _checksum(path: Path) -> int:
    crc = 0
    for piece in _pieces(path):
        crc = zlib.crc32(piece, crc)
    return crc


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_BUFFER):
            yield piece
