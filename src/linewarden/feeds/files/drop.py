"""A watched folder that carriers write or rename files into.

A file counts when it is closed after writing or renamed in. It is taken by a rename into `.taking/`, so that nobody overwrites it while it
is read and nobody takes it twice; it ends in `done/` or `rejected/`. After a crash, what lies in `.taking/` is handed out again.
"""

import csv
import math
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from inotify_simple import Event, INotify, flags

from linewarden.errors import FeedError
from linewarden.feeds.files.arrivals import Entry, free_path, look, safe_name, sync_folder
from linewarden.feeds.files.header import ascii_safe
from linewarden.feeds.files.layout import SealedFile
from linewarden.feeds.files.reading import utc_now
from linewarden.feeds.files.unpack import seal
from linewarden.model.reject import Reject

_WHOLE = flags.CLOSE_WRITE | flags.MOVED_TO
"""Events after which a file is whole."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Dropped:
    """A file that was handed out and has to be settled with `done` or `reject`."""

    path: Path  # within .taking/
    name: str  # as the carrier named it, safe to print
    sealed: SealedFile
    arrived_at: datetime
    arrived_ns: int  # when it came into the folder, or was last written there; as time.monotonic_ns()


class DropFolder:
    """Hands out the files of a folder one by one, to one thread. Linux tells of changes at once (inotify).

    `is_done` tells by a file's source_id whether its content was taken in before: such a file goes to done/ at once, with a note.
    `rescan_s`: how often the folder is looked through for what no event told (network file systems, a full event queue).
    """

    def __init__(
        self,
        folder: Path,
        *,
        is_done: Callable[[str], bool],
        clock: Callable[[], datetime] = utc_now,
        rescan_s: float = 5.0,
    ) -> None:
        self.folder = folder
        self._is_done = is_done
        self._clock = clock
        self._rescan_s = rescan_s
        self._ready: dict[str, None] = {}  # names, in order of arrival
        self._next_scan = 0.0
        self._seen: dict[str, tuple[int, int]] = {}  # size and time of files whose writers cannot be told
        self._taking, self._done, self._rejected = (folder / name for name in (".taking", "done", "rejected"))
        self._left: list[str] = []  # taken before a crash, not yet settled
        self._news: INotify | None = None

    def __enter__(self) -> Self:
        """Starts watching; files that are there already come first, by name."""
        try:
            for folder in (self.folder, self._taking, self._done, self._rejected):
                folder.mkdir(parents=True, exist_ok=True)
            self._news = INotify()
            self._news.add_watch(self.folder, _WHOLE | flags.CREATE)
        except OSError as err:
            raise FeedError(f"drop folder {self.folder} cannot be watched: {err}; check path and permissions") from err
        self._left = sorted(entry.name for entry in self._taking.iterdir())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stops watching; files that wait stay where they are."""
        if self._news is not None:
            self._news.close()

    def next(self, timeout_s: float) -> Dropped | None:
        """The next whole file; None when none came within the time. Settle it before asking for another."""
        deadline = time.monotonic() + timeout_s
        while True:
            while self._left:
                left = self._taking / self._left.pop(0)
                if dropped := self._sealed(left, _arrived_ns(left)):
                    return dropped
            name = self._wait(deadline)
            if name is None:
                return None
            if dropped := self._take(name):
                return dropped

    def done(self, dropped: Dropped, rejects: Iterable[Reject] = ()) -> Path:
        """Moves a file that was taken in to done/, with NAME.rejects.csv beside it for the rows that were refused."""
        path = free_path(self._done, _plain(dropped.path.name))
        _report(path.with_name(f"{path.name}.rejects.csv"), rejects)
        return self._settle(dropped.path, path)

    def reject(self, dropped: Dropped, reason: str) -> Path:
        """Moves a file that could not be taken in to rejected/, with NAME.reason.txt beside it."""
        return self._refuse(dropped.path, _plain(dropped.path.name), reason)

    def _wait(self, deadline: float) -> str | None:
        assert self._news is not None
        while True:
            now = time.monotonic()
            if now >= self._next_scan:
                self._next_scan = now + self._rescan_s
                self._scan()
            pause_s = 0.0 if self._ready else max(0.0, min(deadline, self._next_scan) - now)
            for event in self._news.read(timeout=math.ceil(pause_s * 1000)):
                self._hear(event)
            if self._ready:
                name = next(iter(self._ready))
                del self._ready[name]
                return name
            if time.monotonic() >= deadline:
                return None

    def _hear(self, event: Event) -> None:
        """Offer the entry of an event; what an overflowing queue swallowed is found by looking through the folder."""
        if event.mask & flags.Q_OVERFLOW:
            self._next_scan = 0.0
        elif event.name:
            self._offer(event.name, is_closed=bool(event.mask & _WHOLE))

    def _scan(self) -> None:
        """Offers every entry that is whole; one whose writers cannot be told when it did not change between two scans."""
        unsure: dict[str, tuple[int, int]] = {}
        for entry in sorted(self.folder.iterdir()):
            state = look(entry)
            if state is Entry.UNKNOWN:
                about = entry.lstat()
                unsure[entry.name] = (about.st_size, about.st_mtime_ns)
                if self._seen.get(entry.name) != unsure[entry.name]:
                    continue
            elif state not in {Entry.READY, Entry.FOREIGN}:
                continue
            self._ready[entry.name] = None
        self._seen = unsure

    def _offer(self, name: str, *, is_closed: bool) -> None:
        """Note an entry that is whole. A created one counts only when nobody writes it: it was linked in."""
        state = look(self.folder / name)
        if state in {Entry.READY, Entry.FOREIGN} or (is_closed and state is Entry.UNKNOWN):
            self._ready[name] = None

    def _take(self, name: str) -> Dropped | None:
        source = self.folder / name
        state = look(source)
        if state is Entry.FOREIGN:
            self._refuse(source, name, "this is a link, pipe or device, not a file; drop the file itself")
        if state not in {Entry.READY, Entry.UNKNOWN}:
            return None
        target = self._taking / f"{time.time_ns():x}-{safe_name(name)}"
        try:
            arrived_ns = _arrived_ns(source)  # a renaming counts as a change
            source.rename(target)
        except FileNotFoundError:  # taken away again
            return None
        return self._sealed(target, arrived_ns)

    def _sealed(self, path: Path, arrived_ns: int) -> Dropped | None:
        name = _plain(path.name)
        try:
            sealed = seal(path)
        except FeedError as err:
            self._refuse(path, name, str(err))
            return None
        sealed = SealedFile(name, sealed.sha256, sealed.size_bytes)
        if self._is_done(sealed.source_id):
            target = free_path(self._done, name)
            text = (
                f"the same content was taken in before (source {sealed.source_id}); nothing was taken from this file\n"
            )
            target.with_name(f"{target.name}.reason.txt").write_text(text, "utf-8")
            self._settle(path, target)
            return None
        return Dropped(path, name, sealed, self._clock(), arrived_ns)

    def _refuse(self, path: Path, name: str, reason: str) -> Path:
        target = free_path(self._rejected, name)
        lines = "".join(ascii_safe(line) + "\n" for line in reason.splitlines())
        target.with_name(f"{target.name}.reason.txt").write_text(lines, "utf-8")
        return self._settle(path, target)

    @staticmethod
    def _settle(source: Path, target: Path) -> Path:
        source.rename(target)
        sync_folder(target.parent)
        return target


def _arrived_ns(path: Path) -> int:
    """When the system last changed the file: its last byte, or the name that it has now."""
    return time.monotonic_ns() - max(0, time.time_ns() - path.lstat().st_ctime_ns)


def _plain(taken: str) -> str:
    """The name of a file in .taking/ without the stamp that keeps names apart there."""
    return taken.split("-", 1)[1] if "-" in taken else taken


def _report(path: Path, rejects: Iterable[Reject]) -> None:
    """The refused rows as CSV; nothing when there are none. Values cannot act as formulas in a spreadsheet."""
    file = None
    try:
        for reject in rejects:
            if file is None:
                file = path.open("w", encoding="utf-8-sig", newline="")
                csv.writer(file).writerow(["row", "field", "value", "reason", "code"])
            value = f"'{reject.value}" if reject.value.startswith(_FORMULA_STARTS) else reject.value
            csv.writer(file).writerow([reject.row, reject.field, value, reject.reason, reject.code])
    finally:
        if file is not None:
            file.close()
