"""The processes of the shares: started, asked, ended. Nothing of features here."""

import contextlib
import socket
import subprocess
import sys
from multiprocessing.connection import Connection, wait
from typing import Any

import orjson
import structlog

from linewarden.errors import LinewardenError, ShardError, StoreError, UnwritableError
from linewarden.features.shards.shared_block import SharedBlock
from linewarden.model.event import EventBlock

LEAST = 1 << 9
"""Events that there is room for when the first come; it doubles."""

END_S = 5.0
"""How long a worker may take to end when it is told to."""

Message = dict[str, Any]
_log = structlog.get_logger()


class _Shard:
    """One process and its two sockets: for what the stream waits for, and for what goes on beside it."""

    def __init__(self, number: int, of: int, shared: SharedBlock) -> None:
        self.name = f"shard {number + 1} of {of}"
        ends = [socket.socketpair() for _ in range(2)]
        theirs = [end[1].fileno() for end in ends]
        arguments = [str(value) for value in (number, of, *theirs, *shared.fds)]
        self.process = subprocess.Popen(  # noqa: S603  this interpreter and this package
            [sys.executable, "-m", "linewarden.features.shards.worker", *arguments],
            pass_fds=(*theirs, *shared.fds), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        for _, their_end in ends:
            their_end.close()
        self.main, self.aside = (Connection(end[0].detach()) for end in ends)

    def end(self) -> None:
        """By closing its sockets; by force when it does not listen."""
        self.main.close()
        self.aside.close()
        try:
            self.process.wait(END_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def problem(self) -> ShardError:
        """Why it no longer answers."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(END_S)
        code = self.process.returncode
        how = (
            "does not answer" if code is None else f"was ended by signal {-code}" if code < 0 else f"ended with {code}"
        )
        return ShardError(f"{self.name} (process {self.process.pid}) {how}")


class Pool:
    """So many processes, from construction to `close`; they are at work after some two seconds. Used by one thread, `aside` by another.

    Any call raises `ShardError` once a process has ended by itself; `mend` starts all of them anew, without state.
    """

    def __init__(self, count: int, *, hash_seed: int = 0, looks_ahead: bool = False) -> None:
        self.count = count
        self._begin = {"do": "begin", "hash_seed": hash_seed, "looks_ahead": looks_ahead}
        self.shared = SharedBlock.made()
        self._stale: set[str] = set()  # kinds of subject written there so far
        self._is_closed = False
        self._problem: ShardError | None = None
        self._is_starting = False
        self._shards: list[_Shard] = []
        self._start()

    @property
    def pids(self) -> list[int]:
        """Process ids, by share."""
        return [shard.process.pid for shard in self._shards]

    @property
    def nbytes(self) -> int:
        """Bytes of memory that the processes share."""
        return self.shared.nbytes

    def mend(self) -> None:
        """Start all processes anew, however they are."""
        self._end()
        self.shared.values[:] = 0  # what they were writing, nobody told
        self._stale.clear()
        self._start()

    def close(self) -> None:
        """End all processes and let go of the memory."""
        if not self._is_closed:
            self._is_closed = True
            self._end()
            self.shared.close()

    def check(self) -> None:
        """Raises ShardError when a process has ended."""
        for shard in self._shards:
            if self._problem is None and shard.process.poll() is not None:
                self._problem = shard.problem()
        if self._problem is not None:
            raise ShardError(str(self._problem))

    def push(self, lane: str, block: EventBlock, *, continues: bool) -> list[Message]:
        """What each share says when all are done with a block: its values stand in `shared` then.

        `continues`: see `Engine.push_into`.
        """
        rows = len(block)
        if rows > self.shared.rows:
            self.shared.grow(max(LEAST, 1 << (rows - 1).bit_length()))
        self.shared.put(block)
        told = self.all(
            {
                "do": "push", "lane": lane, "rows": rows, "room": self.shared.rows, "stale": sorted(self._stale), "continues": continues,
            }
        )  # fmt: skip
        self._stale |= {name for answer in told for name in answer["used"]}
        return told

    def all(self, asked: Message) -> list[Message]:
        """The answers of all shares."""
        self.ask(asked)
        return self.answers()

    def one(self, number: int, asked: Message) -> Message:
        """The answer of one share."""
        shard = self._shards[number]
        self._send([shard.main], asked)
        return self._receive({shard.main: shard})[0]

    def aside(self, asked: Message) -> None:
        """Have all shares do something beside the stream. For another thread than that of all other calls."""
        self._send([shard.aside for shard in self._shards], asked)
        self._receive({shard.aside: shard for shard in self._shards})

    def ask(self, asked: Message) -> None:
        """Send to all shares; `answers` must follow."""
        self._send([shard.main for shard in self._shards], asked)

    def answers(self) -> list[Message]:
        """One answer of each share, by share."""
        if self._is_starting:
            self._is_starting = False
            self.answers()
        return self._receive({shard.main: shard for shard in self._shards})

    def _start(self) -> None:
        self._shards = [_Shard(number, self.count, self.shared) for number in range(self.count)]
        self._problem, self._is_starting = None, False
        self.ask(self._begin)
        self._is_starting = True
        _log.info("shards started", processes=self.pids)

    def _end(self) -> None:
        for shard in self._shards:
            shard.end()

    def _send(self, connections: list[Connection], asked: Message) -> None:
        if (
            self._problem is not None
        ):  # others may have answered what was asked before: never take that for an answer to this
            raise ShardError(str(self._problem))
        text = orjson.dumps(asked)
        for connection in connections:
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # told by `_receive`
                connection.send_bytes(text)

    def _receive(self, shards: dict[Connection, _Shard]) -> list[Message]:
        answers: dict[Connection, Message] = {}
        while len(answers) < len(shards):
            for ready in wait([connection for connection in shards if connection not in answers]):
                assert isinstance(ready, Connection)
                try:
                    answers[ready] = orjson.loads(ready.recv_bytes())
                except (EOFError, ConnectionResetError) as err:
                    self._problem = shards[ready].problem()
                    raise self._problem from err
        for connection, shard in shards.items():
            if "error" in answers[connection]:
                raise _ERRORS.get(answers[connection]["kind"], LinewardenError)(
                    f"{shard.name}: {answers[connection]['error']}"
                )
        return [answers[connection] for connection in shards]


_ERRORS: dict[str, type[Exception]] = {"StoreError": StoreError, "UnwritableError": UnwritableError, "OSError": OSError}
