"""What is remembered at one moment, while its owner goes on: a copy of this process holds it, made by `fork`.

Both share all memory; the system copies a page when one of the two first writes to it. So the owner stands still for milliseconds a GB instead
of the time that copying takes, and what is held twice is what changes until the copy is written, not all of it.

The copy does nothing but write what it holds into a pipe: no locks of other threads, no files, no sockets. It ends with whoever made it.
"""

import contextlib
import ctypes
import fcntl
import gc
import os
import select
import signal
import warnings
import weakref
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import BinaryIO, NoReturn

from linewarden.features.engine import Engine
from linewarden.features.snapshot import picture_of, write

SILENT_S = 30.0
"""A copy that has nothing to say for so long will never have: it is ended, so that whoever waits for it goes on."""

_PIECE = 1 << 20
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
_prctl = ctypes.CDLL(None, use_errno=True).prctl


class Copy:
    """What `write` would have written when it was made, to be written once; `close`, or the collector, lets go of it unwritten."""

    def __init__(self, write: Callable[[BinaryIO], None]) -> None:
        """Between two blocks. `write` is called in the copy. Raises OSError when the system has no room for another process."""
        parent = os.getpid()
        self._read, to = os.pipe()
        try:
            with contextlib.suppress(OSError):  # a smaller pipe is only slower
                fcntl.fcntl(to, fcntl.F_SETPIPE_SZ, _PIECE)
            with warnings.catch_warnings():  # of threads, whose locks the copy does not touch
                warnings.simplefilter("ignore", DeprecationWarning)
                self._process = os.fork()
        except OSError:
            os.close(self._read)
            os.close(to)
            raise
        if self._process == 0:
            _hold(write, to, parent)
        os.close(to)
        self._let_go = weakref.finalize(self, _end, self._process, self._read)

    def save(self, path: Path) -> None:
        """Writes it to `path`, durably and in one step: a crash leaves the file that was there before, or this one. Raises as `write`."""
        fresh = path.with_name(path.name + ".new")
        with fresh.open("wb") as file:
            self.write(file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)

    def write(self, file: BinaryIO) -> None:
        """Into an open file, which need not be seekable; any thread. Raises OSError when that cannot be written, or when the copy was killed or hangs."""
        piece = memoryview(bytearray(_PIECE))
        try:
            while got := self._next(piece):
                file.write(piece[:got])
        except BaseException:
            self.close()
            raise
        self._let_go.detach()
        os.close(self._read)
        code = os.waitstatus_to_exitcode(os.waitpid(self._process, 0)[1])
        if code != 0:
            raise ChildProcessError(
                f"the process that held the snapshot ended early, with {code}; free memory, or see the system's log"
            )

    def close(self) -> None:
        """Let go of it."""
        self._let_go()

    def _next(self, piece: memoryview) -> int:
        """Bytes read into it; 0 at the end."""
        waiting = select.poll()
        waiting.register(self._read, select.POLLIN)
        if not waiting.poll(SILENT_S * 1000):
            raise TimeoutError(f"the process that held the snapshot said nothing for {SILENT_S:g} s and was ended")
        return os.readv(self._read, [piece])


class Image(Copy):
    """The memory of an engine."""

    def __init__(self, engine: Engine) -> None:
        """Between two blocks. Raises OSError when the system has no room for another process."""
        super().__init__(partial(write, picture_of(engine)))


def _end(process: int, read: int) -> None:
    os.close(read)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)


def _hold(write: Callable[[BinaryIO], None], to: int, parent: int) -> NoReturn:
    """In the copy: write as somebody reads, then end without anything that a process does at its end."""
    code = 1
    try:
        gc.disable()  # what others left to be collected may take locks
        for ignored in (
            signal.SIGINT,
            signal.SIGTERM,
        ):  # the service manager tells all processes; who reads this one ends it
            signal.signal(ignored, signal.SIG_IGN)
        _prctl(_DIE_WITH_PARENT, signal.SIGKILL)
        if os.getppid() == parent:
            for name in os.listdir("/proc/self/fd"):  # noqa: PTH208  names are all there is
                if int(name) > 2 and int(name) != to:
                    with contextlib.suppress(OSError):
                        os.close(int(name))
            with os.fdopen(to, "wb", _PIECE) as file:
                write(file)
            code = 0
    finally:
        os._exit(code)
