"""The engines of one share, one a lane, with their images: what a share's process, here or on another host, keeps."""

from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from linewarden.errors import StoreError
from linewarden.features.engine import Engine
from linewarden.features.image import Image
from linewarden.features.share import Share
from linewarden.features.snapshot import load, read
from linewarden.features.trail import Recent

Message = dict[str, Any]


def share_file(path: Path, share: Share) -> Path:
    """Where the part of a share is written when an engine is saved to `path`."""
    return path.with_name(f"{path.stem}.share-{share.number}-of-{share.of}{path.suffix}")


def recent_of(told: Message) -> Recent:
    """What `Lanes.recent` told, at the other end."""
    return Recent(
        record_id=np.array(told["record_id"], np.uint64),
        at_us=np.array(told["at_us"], np.int64),
        kind=np.array(told["kind"], np.uint8),
        cli=np.array(told["cli"], np.int64),
        called=np.array(told["called"], np.int64),
        talk_ms=np.array(told["talk_ms"], np.int64),
        setup_us=np.array(told["setup_us"], np.int64),
    )


class Lanes:
    """Engines by lane. One thread pushes; writing an image may run in another."""

    def __init__(self, share: Share, *, hash_seed: int = 0, looks_ahead: bool = False) -> None:
        self.share = share
        self._hash_seed, self._looks_ahead = hash_seed, looks_ahead
        self._engines: dict[str, Engine] = {}
        self._images: dict[str, Image] = {}

    def __getitem__(self, lane: str) -> Engine:
        """The engine of a lane that was begun."""
        return self._engines[lane]

    def new(self, lane: str) -> None:
        """Begin a lane, forgetting what was there."""
        self._engines[lane] = Engine(hash_seed=self._hash_seed, looks_ahead=self._looks_ahead, share=self.share)

    def load(self, lane: str, path: Path) -> None:
        """Go on from what was saved beside `path`. Raises StoreError when it cannot be used."""
        part = share_file(path, self.share)
        self._adopt(lane, load(part), str(part))

    def read(self, lane: str, file: BinaryIO, name: str) -> None:
        """As `load`, from an open file."""
        self._adopt(lane, read(file, name), name)

    def _adopt(self, lane: str, engine: Engine, name: str) -> None:
        if engine.share != self.share:
            raise StoreError(f"{name} holds {engine.share}, not {self.share}; replay the last seven days instead")
        engine.looks_ahead = self._looks_ahead
        self._engines[lane] = engine

    def recent(self, asked: Message) -> Message:
        """As `Engine.recent`, columns as lists."""
        engine = self._engines[asked["lane"]]
        found = engine.recent(asked["cli"], since_us=asked["since_us"], limit=asked["limit"], last=asked["last"])
        return {name: getattr(found, name).tolist() for name in found.__slots__}

    def image(self, lane: str) -> None:
        """Keep the memory of a lane's engine as it is, until it is written or kept again. Raises OSError when the system has no room for it."""
        if lane in self._images:
            self._images.pop(lane).close()
        self._images[lane] = Image(self._engines[lane])

    def save(self, lane: str, path: Path) -> None:
        """Write the image that was kept beside `path`; while events are pushed."""
        self._images.pop(lane).save(share_file(path, self.share))

    def write(self, lane: str, file: BinaryIO) -> None:
        """As `save`, into an open file, which need not be seekable."""
        self._images.pop(lane).write(file)

    def told(self, lane: str) -> Message:
        """What is said of a lane after each change."""
        engine = self._engines[lane]
        return {
            "used": sorted(engine.used),
            "late": engine.late,
            "nbytes": engine.nbytes,
            "pushed": engine.pushed,
            "clock_us": engine.clock_us,
        }
