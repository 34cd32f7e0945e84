"""The durable log: blocks in append-only segment files, synced before anything acknowledges them."""

import errno
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from linewarden.errors import StoreError, UnwritableError
from linewarden.store.durable import aside, bytes_of, put_in_place, sync_folder
from linewarden.store.frames import Frame, Head, Rows, encode_frame, read_rows
from linewarden.store.segments import (
    Segment,
    damaged,
    end_of_file,
    frames_of,
    list_segments,
    read_body,
    segment_path,
)

_DISK_IS_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@dataclass(frozen=True, slots=True)
class Block:
    """One stored block with its rows."""

    number: int
    head: Head
    rows: Rows


class Spool:
    """Blocks numbered from 0 without gaps. One thread appends; any thread reads what was appended."""

    def __init__(self, folder: Path, *, segment_bytes: int, sync: bool, is_writable: bool) -> None:
        self._folder = folder
        self._segment_bytes = segment_bytes
        self._sync = sync
        self._is_writable = is_writable
        self._segments = list_segments(folder)
        self._fd = -1
        self._size = 0
        self._is_broken = False
        self._names_lock = threading.Lock()  # retention lets files go while a purge writes them anew
        self.next_number = 0

    @classmethod
    def open(
        cls, folder: Path, *, sealed_to: int, segment_bytes: int, sync: bool = True, is_writable: bool = True
    ) -> "Spool":
        """The spool of a folder, a torn end cut off. Blocks before `sealed_to` lie in the lake and may be missing here.

        Raises StoreError naming file and byte when an acknowledged block is damaged or a file is missing.
        """
        spool = cls(folder, segment_bytes=segment_bytes, sync=sync, is_writable=is_writable)
        spool._recover(sealed_to)
        return spool

    @property
    def first_number(self) -> int:
        """The oldest block kept; `next_number` when none is."""
        return self._segments[0].first if self._segments else self.next_number

    def append(self, blocks: Sequence[tuple[Head, Rows]]) -> int:
        """Number of the first of the blocks, all durable when this returns.

        Raises StoreError when they cannot be written: then none of them is stored, and the next append starts clean.
        """
        if self._is_broken:
            raise StoreError(f"the disk under {self._folder} failed to sync; check it, then restart")
        first = self.next_number
        data = b"".join(encode_frame(first + place, place, head, rows) for place, (head, rows) in enumerate(blocks))
        try:
            if self._fd < 0 or self._size >= self._segment_bytes:
                self._begin_segment()
            self._write(data)
        except OSError as err:
            raise UnwritableError(
                f"cannot write {len(data)} bytes to {self._folder}: {err.strerror}; free space"
            ) from err
        self._size += len(data)
        self.next_number = first + len(blocks)
        return first

    def blocks(self, first: int = 0, upto: int | None = None) -> Iterator[Block]:
        """Stored blocks from `first` (inclusive) to `upto` (exclusive), oldest first. Raises StoreError when one is damaged."""
        for path, frame, fd in self._frames(first, upto):
            yield Block(frame.number, frame.head, read_rows(frame, read_body(path, fd, frame)))

    def heads(self, first: int = 0, upto: int | None = None) -> Iterator[tuple[int, Head]]:
        """Numbers and headers of stored blocks, without reading their rows."""
        for _, frame, _ in self._frames(first, upto):
            yield frame.number, frame.head

    def ranges(self) -> list[tuple[Segment, int]]:
        """Each segment with the block after its last."""
        segments = self._segments
        ends = [segment.first for segment in segments[1:]] + [self.next_number]
        return list(zip(segments, ends, strict=False))  # without a segment there is one end too many

    def unfinished(self) -> tuple[Path, int] | None:
        """The last file and its bytes after the last whole block; None when there are none. For a spool opened read-only."""
        if not self._segments or self._is_writable:
            return None
        path = self._segments[-1].path
        extra = bytes_of([path]) - self._size
        return (path, extra) if extra > 0 else None

    def drop(self, upto: int, keep_bytes: int) -> int:
        """Delete the oldest files that hold only blocks before `upto`, keeping at least `keep_bytes`; number of files deleted."""
        with self._names_lock:
            return self._drop(upto, keep_bytes)

    def roll(self) -> int:
        """The number of the next block, which begins a new file."""
        self.close()
        return self.next_number

    def rewrite(self, upto: int, left: Callable[[Block], Rows | None]) -> None:
        """Write the files that hold only blocks before `upto` anew, with the rows that `left` gives instead of a block's own.

        None leaves a block as it is, and a file of such blocks too. Counts in headers stay. Raises StoreError when one is damaged,
        UnwritableError when the disk is full; what is done stays done.
        """
        for segment, end in self.ranges():
            if end <= upto:
                self._rewrite_file(segment, end, left)

    def _rewrite_file(self, segment: Segment, end: int, left: Callable[[Block], Rows | None]) -> None:
        try:
            if not self._write_aside(segment, end, left):
                return
            with self._names_lock:
                if segment in self._segments:  # else retention let it go meanwhile
                    put_in_place(segment.path, sync=self._sync)
        except OSError as err:
            raise UnwritableError(f"cannot write {segment.path} anew: {err.strerror}; free space") from err
        finally:
            aside(segment.path).unlink(missing_ok=True)

    def _write_aside(self, segment: Segment, end: int, left: Callable[[Block], Rows | None]) -> bool:
        """Write the file as it shall be; False when it shall be as it is."""
        is_changed = False
        with aside(segment.path).open("wb") as file:
            for frame, fd in frames_of(segment.path, segment.first, upto=end):
                block = Block(frame.number, frame.head, read_rows(frame, read_body(segment.path, fd, frame)))
                rows = left(block)
                is_changed |= rows is not None
                if rows is None:
                    file.write(os.pread(fd, frame.end - frame.position, frame.position))
                else:
                    file.write(encode_frame(frame.number, frame.place, frame.head, rows))
        return is_changed

    def _drop(self, upto: int, keep_bytes: int) -> int:
        sizes = [segment.path.stat().st_size for segment in self._segments]
        count = 0
        for (_, end), size in zip(self.ranges()[:-1], sizes, strict=False):
            if end > upto or sum(sizes[count:]) - size < keep_bytes:
                break
            self._segments[0].path.unlink()
            self._segments = self._segments[1:]
            count += 1
        return count

    def size_bytes(self) -> int:
        """Bytes on disk."""
        return bytes_of(segment.path for segment in self._segments)

    def close(self) -> None:
        """Let go of the file."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def _frames(self, first: int, upto: int | None) -> Iterator[tuple[Path, Frame, int]]:
        stop = self.next_number if upto is None else upto
        for segment, end in self.ranges():
            if end <= first or segment.first >= stop:
                continue
            for frame, fd in frames_of(segment.path, segment.first, upto=min(end, stop)):
                if frame.number >= first:
                    yield segment.path, frame, fd

    def _recover(self, sealed_to: int) -> None:
        """Find the end of the log, cut off what is torn, check that nothing unsealed is missing."""
        self.next_number = sealed_to
        if not self._segments:
            return
        if self._segments[0].first > sealed_to:
            raise StoreError(
                f"blocks {sealed_to} to {self._segments[0].first - 1} are missing from {self._folder}; restore its files from a backup"
            )
        for place, segment in enumerate(self._segments):
            is_last = place == len(self._segments) - 1
            if not is_last and self._segments[place + 1].first <= sealed_to:
                continue
            number, position = end_of_file(segment.path, segment.first)
            if not is_last and number != self._segments[place + 1].first:
                raise damaged(segment.path, position, number)
            if is_last:
                self._continue(segment, number, position, sealed_to)

    def _continue(self, segment: Segment, number: int, position: int, sealed_to: int) -> None:
        if number < sealed_to:
            raise damaged(segment.path, position, number)
        self.next_number, self._size = number, position
        if not self._is_writable:
            return
        self._fd = os.open(segment.path, os.O_RDWR | os.O_CLOEXEC)
        if os.fstat(self._fd).st_size != position:
            os.ftruncate(self._fd, position)
            if self._sync:
                os.fsync(self._fd)

    def _begin_segment(self) -> None:
        path = segment_path(self._folder, self.next_number)
        fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o640)
        self.close()
        self._fd, self._size = fd, 0
        if not self._segments or self._segments[-1].path != path:
            self._segments = [*self._segments, Segment(path, self.next_number)]
        if self._sync:
            sync_folder(self._folder)

    def _write(self, data: bytes) -> None:
        """Write after the last whole frame and sync; on any failure leave the file as it was."""
        try:
            view, position = memoryview(data), self._size
            while view:
                written = os.pwrite(self._fd, view, position)
                view, position = view[written:], position + written
            self._sync_data()
        except BaseException:
            os.ftruncate(self._fd, self._size)
            raise

    def _sync_data(self) -> None:
        """Sync; a failure other than a full disk leaves unknown what is stored, so nothing more is accepted."""
        if not self._sync:
            return
        try:
            os.fdatasync(self._fd)
        except OSError as err:
            self._is_broken = err.errno not in _DISK_IS_FULL
            raise
