"""Files that survive a power cut: written aside, synced, renamed; and the lock that keeps a folder to one writer."""

import fcntl
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from linewarden.errors import StoreError

TEMPORARY = ".tmp"
"""Suffix of what is still being written; whatever carries it after a crash is thrown away."""


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def sync_file(path: Path) -> None:
    """Make the content of a file durable."""
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def private_file(path: Path) -> BinaryIO:
    """A new file that only its owner reads, open for writing. Raises FileExistsError when there is one."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb")


def aside(path: Path) -> Path:
    """Where to write what `put_in_place` then names `path`."""
    return path.with_name(path.name + TEMPORARY)


def put_in_place(path: Path, *, sync: bool) -> None:
    """Give the file written `aside` its name, content and name durable when asked."""
    written = aside(path)
    if sync:
        sync_file(written)
    written.replace(path)
    if sync:
        sync_folder(path.parent)


def clear_temporary(folder: Path) -> None:
    """Throw away what a crash left half-written."""
    for path in folder.glob(f"*{TEMPORARY}"):
        path.unlink()


def remove(path: Path) -> None:
    """Delete the file, and what of it is still being written; nothing when it is not there."""
    aside(path).unlink(missing_ok=True)
    path.unlink(missing_ok=True)


def bytes_of(paths: Iterable[Path]) -> int:
    """Bytes of the files; those that are gone have none."""
    total = 0
    for path in paths:
        with suppress(FileNotFoundError):
            total += path.stat().st_size
    return total


def is_locked(path: Path) -> bool:
    """True while a process holds the writer's lock."""
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(fd)
    return False


def lock_for_writing(path: Path) -> int:
    """File descriptor that holds the writer's lock until closed. Raises StoreError when another holds it."""
    fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as err:
        os.close(fd)
        raise StoreError(f"{path.parent} is open for writing elsewhere; stop that process or open read-only") from err
    return fd
