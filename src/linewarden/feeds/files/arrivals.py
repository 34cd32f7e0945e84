"""Which entries of a drop folder are whole files that may be taken, and under which name they are kept."""

import fcntl
import os
import re
import signal
import stat
import unicodedata
from contextlib import suppress
from enum import Enum
from pathlib import Path

_UNFINISHED = re.compile(r"^[.~]|~$|\.(tmp|temp|part|partial|filepart|crdownload|swp|lock|uploading)$", re.IGNORECASE)
_LONGEST_NAME = 180  # bytes, so that suffixes still fit into 255


class Entry(Enum):
    """What stands in the folder under a name."""

    READY = "ready"
    BUSY = "busy"  # somebody has it open for writing
    UNKNOWN = "unknown"  # whether somebody writes cannot be told here: wait until it stops changing
    FOREIGN = "foreign"  # a link, pipe or device: never opened
    IGNORED = "ignored"  # gone, a folder, or a name that says unfinished


def is_unfinished_name(name: str) -> bool:
    """True for names that writers give to files which they have not finished: hidden, .tmp, .part and so on."""
    return bool(_UNFINISHED.search(name))


def look(path: Path) -> Entry:
    """What an entry is, without following links and without waiting for anything."""
    if is_unfinished_name(path.name):
        return Entry.IGNORED
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return Entry.IGNORED
    if stat.S_ISDIR(mode):
        return Entry.IGNORED
    if not stat.S_ISREG(mode):
        return Entry.FOREIGN
    return _writers(path)


def _writers(path: Path) -> Entry:
    """Whether somebody has a regular file open for writing.

    The kernel grants a read lease only on a file that nobody has open for writing, so asking for one (and giving it back at once)
    answers exactly, for all processes and users of this machine. Where it cannot (file of another user, network file system), the
    answer is UNKNOWN. A writer that comes within the moment of the lease is told to us by SIGURG, which is ignored by default.
    """
    try:
        file = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return Entry.IGNORED
    except OSError:
        return Entry.UNKNOWN
    try:
        fcntl.fcntl(file, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except BlockingIOError:
        return Entry.BUSY
    except OSError:
        return Entry.UNKNOWN
    else:
        return Entry.READY
    finally:
        os.close(file)


def safe_name(name: str) -> str:
    """The name as a file is kept under: printable, no hidden file, short enough for suffixes; never empty, never a path."""
    folded = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode("utf-8"))
    clean = (
        "".join(char if char.isprintable() and char not in '/\\:*?"<>|' else "_" for char in folded).lstrip(".").strip()
    )
    stem, dot, suffix = clean.rpartition(".")
    if not dot or len(suffix) > 10:
        stem, suffix = clean, ""
    room = _LONGEST_NAME - len(suffix.encode())
    stem = stem.encode()[:room].decode("utf-8", "ignore")
    return f"{stem or 'file'}{dot if suffix else ''}{suffix}"


def free_path(folder: Path, name: str) -> Path:
    """A path in the folder that neither a file nor its report has: NAME.csv, NAME.2.csv and so on."""
    stem, suffix = os.path.splitext(safe_name(name))  # noqa: PTH122  the name is not a path yet
    number = 1
    while True:
        path = folder / (f"{stem}{suffix}" if number == 1 else f"{stem}.{number}{suffix}")
        if not any(os.path.lexists(folder / f"{path.name}{end}") for end in ("", ".reason.txt", ".rejects.csv")):
            return path
        number += 1


def sync_folder(folder: Path) -> None:
    """Makes renames within a folder durable."""
    with suppress(OSError):  # not every file system lets a folder be synced
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
