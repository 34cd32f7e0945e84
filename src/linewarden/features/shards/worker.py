"""The process of one share: `python -m linewarden.features.shards.worker`, started by `Shards` and told what to do over a socket.

It ends when its socket closes, so it never outlives whoever started it. Signals of the terminal and of the service manager are left to
the parent, which ends the workers when it has finished.
"""

import signal
import sys
import threading
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import orjson

from linewarden.errors import LinewardenError, StoreError
from linewarden.features.engine import Engine
from linewarden.features.shards.slot import Slot
from linewarden.features.share import Share
from linewarden.features.snapshot import Image, Room, image_of, load, save
from linewarden.features.warm_up import warm_up

Message = dict[str, Any]


def share_file(path: Path, share: Share) -> Path:
    """Where the part of a share is written when an engine is saved to `path`."""
    return path.with_name(f"{path.stem}.share-{share.number}-of-{share.of}{path.suffix}")


class Worker:
    """The engines of one share, one a lane."""

    def __init__(self, share: Share, slots: list[Slot]) -> None:
        self._share, self._slots = share, slots
        self._engines: dict[str, Engine] = {}
        self._rooms: dict[str, Room] = {}
        self._images: dict[str, Image] = {}
        self._hash_seed, self._looks_ahead = 0, False

    def begin(self, asked: Message) -> Message:
        """Have everything compiled. The seed comes here: arguments of a command can be seen by all users."""
        self._hash_seed, self._looks_ahead = asked["hash_seed"], asked["looks_ahead"]
        warm_up()
        return {}

    def new(self, asked: Message) -> Message:
        """Begin a lane, forgetting what was there."""
        lane = asked["lane"]
        self._engines[lane] = Engine(hash_seed=self._hash_seed, looks_ahead=self._looks_ahead, share=self._share)
        return self._told(lane)

    def push(self, asked: Message) -> Message:
        """Work on the block in a slot; its cells of ours are written."""
        slot, rows = self._slots[asked["slot"]], asked["rows"]
        slot.attach(asked["room"])
        self._engines[asked["lane"]].push_into(
            slot.block(rows), slot.values[:rows], stale=asked["stale"], continues=asked["continues"]
        )
        return self._told(asked["lane"])

    def recent(self, asked: Message) -> Message:
        """As `Engine.recent`, columns as lists."""
        engine = self._engines[asked["lane"]]
        found = engine.recent(asked["cli"], since_us=asked["since_us"], limit=asked["limit"], last=asked["last"])
        return {name: getattr(found, name).tolist() for name in found.__slots__}

    def image(self, asked: Message) -> Message:
        """Keep a copy of a lane's engine until the next."""
        lane = asked["lane"]
        self._images[lane] = image_of(self._engines[lane], self._rooms.setdefault(lane, Room()))
        return {}

    def load(self, asked: Message) -> Message:
        """Go on from what was saved."""
        lane, path = asked["lane"], share_file(Path(asked["path"]), self._share)
        engine = load(path)
        if engine.share != self._share:
            raise StoreError(f"{path} holds {engine.share}, not {self._share}; replay the last seven days instead")
        engine.looks_ahead = self._looks_ahead
        self._engines[lane] = engine
        return self._told(lane)

    def prepare(self, asked: Message) -> Message:
        """Make room for the next image; while `push` goes on."""
        lane = asked["lane"]
        self._rooms.setdefault(lane, Room()).prepare(self._engines[lane])
        return {}

    def save(self, asked: Message) -> Message:
        """Write the image that was kept; while `push` goes on."""
        save(self._images[asked["lane"]], share_file(Path(asked["path"]), self._share))
        return {}

    def _told(self, lane: str) -> Message:
        engine = self._engines[lane]
        return {
            "used": sorted(engine.used),
            "late": engine.late,
            "nbytes": engine.nbytes,
            "pushed": engine.pushed,
        }


def serve(worker: Worker, connection: Connection) -> None:
    """Answer until the other end closes. What is wrong with a request is its answer; anything else ends the process."""
    while True:
        try:
            asked = orjson.loads(connection.recv_bytes())
        except (EOFError, ConnectionResetError):
            return
        try:
            answer = getattr(worker, asked["do"])(asked)
        except (LinewardenError, OSError) as err:
            kind = "OSError" if isinstance(err, OSError) else type(err).__name__
            answer = {"error": str(err), "kind": kind}
        try:
            connection.send_bytes(orjson.dumps(answer))
        except (BrokenPipeError, ConnectionResetError):
            return


def main() -> None:
    """Arguments: number of the share, of how many, descriptors of the two sockets, then those of the slots, two each."""
    number, of, main_fd, aside_fd, *fds = map(int, sys.argv[1:])
    for ignored in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ignored, signal.SIG_IGN)
    worker = Worker(Share(number, of), [Slot((fds[i], fds[i + 1])) for i in range(0, len(fds), 2)])
    threading.Thread(target=serve, args=(worker, Connection(aside_fd)), daemon=True).start()
    serve(worker, Connection(main_fd))


if __name__ == "__main__":
    main()
