"""Reading spool files: which there are, the frames in one, and what its end means."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from linewarden.errors import StoreError
from linewarden.store.frames import FIXED_BYTES, MAGIC, Frame, is_whole, read_frame

_SUFFIX = ".spool"
_NAME = "[0-9]" * 16
_HEAD_BYTES = 4096  # a header is some 200 bytes; one read gets it


@dataclass(frozen=True, slots=True)
class Segment:
    """One spool file; its name is the number of its first block."""

    path: Path
    first: int


def segment_path(folder: Path, first: int) -> Path:
    """Where the segment that begins with this block lies."""
    return folder / f"{first:016d}{_SUFFIX}"


def list_segments(folder: Path) -> list[Segment]:
    """The spool files of a folder, oldest first."""
    return [Segment(path, int(path.stem)) for path in sorted(folder.glob(f"{_NAME}{_SUFFIX}"))]


def frames_of(path: Path, first: int, *, upto: int) -> Iterator[tuple[Frame, int]]:
    """Frame headers from the first block of a file to block `upto` (exclusive), each with an open descriptor of the file.

    Bodies are not read. Raises StoreError when a header is broken or blocks are missing before `upto`.
    """
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError as err:
        raise StoreError(f"{path} is gone; when retention deleted it meanwhile, begin at a later block") from err
    try:
        position = 0
        for number in range(first, upto):
            frame = read_frame(_read_head(fd, position), position)
            if frame is None or frame.number != number:
                raise damaged(path, position, number)
            yield frame, fd
            position = frame.end
    finally:
        os.close(fd)


def _read_head(fd: int, position: int) -> bytes:
    data = os.pread(fd, _HEAD_BYTES, position)
    if len(data) >= FIXED_BYTES and (wanted := FIXED_BYTES + int.from_bytes(data[16:20], "little")) > len(data):
        data = os.pread(fd, min(wanted, 1 << 21), position)
    return data


def read_body(path: Path, fd: int, frame: Frame) -> bytes:
    """The bytes of a frame's rows. Raises StoreError when they are not what was written."""
    body = os.pread(fd, sum(frame.part_bytes), frame.body_position)
    if not is_whole(frame, body):
        raise damaged(path, frame.position, frame.number)
    return body


def damaged(path: Path, position: int, number: int) -> StoreError:
    """The error for stored rows that cannot be read."""
    return StoreError(
        f"{path} is damaged at byte {position}, block {number}; restore this file from a backup or from the standby"
    )


def end_of_file(path: Path, first: int) -> tuple[int, int]:
    """(number, position) where the next block goes: after the last whole frame.

    What follows is torn: a commit that was never acknowledged. Raises StoreError when a whole frame of a later commit follows,
    because then it was acknowledged and is damaged.
    """
    data = memoryview(path.read_bytes())
    number, position = first, 0
    while (frame := _whole_frame(data, position)) is not None and frame.number == number:
        number, position = number + 1, frame.end
    later = _next_whole_frame(data, position + 1)
    while later is not None:  # the next may be of the same commit and one behind it of a later
        if later.number - later.place > number:
            raise damaged(path, position, number)
        later = _next_whole_frame(data, later.end)
    return number, position


def _whole_frame(data: memoryview, position: int) -> Frame | None:
    frame = read_frame(data, position, position)
    return frame if frame is not None and is_whole(frame, data[frame.body_position : frame.end]) else None


def _next_whole_frame(data: memoryview, position: int) -> Frame | None:
    rest = bytes(data[position:])
    found = rest.find(MAGIC)
    while found >= 0:
        frame = _whole_frame(data, position + found)
        if frame is not None:
            return frame
        found = rest.find(MAGIC, found + 1)
    return None
