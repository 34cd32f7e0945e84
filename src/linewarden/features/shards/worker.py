"""The process of one share: `python -m linewarden.features.shards.worker`, started by `Shards` and told what to do over a socket.

It ends when its socket closes, so it never outlives whoever started it. Signals of the terminal and of the service manager are left to
the parent, which ends the workers when it has finished.
"""

import os
import signal
import sys
import threading
from multiprocessing.connection import Connection
from pathlib import Path

import orjson

from linewarden.errors import LinewardenError
from linewarden.features.shards.lanes import Lanes, Message
from linewarden.features.shards.shared_block import SharedBlock
from linewarden.features.share import Share
from linewarden.features.warm_up import warm_up


class Worker:
    """The lanes of one share, and the memory through which blocks come."""

    def __init__(self, share: Share, shared: SharedBlock) -> None:
        self._share, self._shared = share, shared
        self._lanes = Lanes(share)

    def begin(self, asked: Message) -> Message:
        """Have everything compiled. The seed comes here: arguments of a command can be seen by all users."""
        self._lanes = Lanes(self._share, hash_seed=asked["hash_seed"], looks_ahead=asked["looks_ahead"])
        warm_up()
        return {}

    def new(self, asked: Message) -> Message:
        """See `Lanes.new`."""
        self._lanes.new(asked["lane"])
        return self._lanes.told(asked["lane"])

    def push(self, asked: Message) -> Message:
        """Work on the block that is shared; the cells of ours are written."""
        shared, rows = self._shared, asked["rows"]
        shared.attach(asked["room"])
        self._lanes[asked["lane"]].push_into(
            shared.block(rows), shared.values[:rows], stale=asked["stale"], continues=asked["continues"]
        )
        return self._lanes.told(asked["lane"])

    def recent(self, asked: Message) -> Message:
        """See `Lanes.recent`."""
        return self._lanes.recent(asked)

    def image(self, asked: Message) -> Message:
        """See `Lanes.image`."""
        self._lanes.image(asked["lane"])
        return {}

    def load(self, asked: Message) -> Message:
        """See `Lanes.load`."""
        self._lanes.load(asked["lane"], Path(asked["path"]))
        return self._lanes.told(asked["lane"])

    def save(self, asked: Message) -> Message:
        """See `Lanes.save`."""
        self._lanes.save(asked["lane"], Path(asked["path"]))
        return {}


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
    """Arguments: number of the share, of how many, descriptors of the two sockets, then the two of the shared block."""
    number, of, main_fd, aside_fd, events_fd, values_fd = map(int, sys.argv[1:])
    for ignored in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ignored, signal.SIG_IGN)
    # whoever wakes us has others to wake: as a batch process we begin when it waits, instead of taking the core from it
    os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    worker = Worker(Share(number, of), SharedBlock((events_fd, values_fd)))
    threading.Thread(target=serve, args=(worker, Connection(aside_fd)), daemon=True).start()
    serve(worker, Connection(main_fd))


if __name__ == "__main__":
    main()
