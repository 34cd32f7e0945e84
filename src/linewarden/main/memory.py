"""Memory of this process."""

import ctypes
import resource

_M_TRIM_THRESHOLD, _M_TOP_PAD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -2, -3, -8  # malloc.h of glibc
_MOST = 2**31 - 1
_STEP = 64 << 20


def peak_rss_mb() -> int:
    """Largest resident size so far, in MB (10^6 bytes). Linux counts in KiB."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6)


def keep_memory() -> None:
    """Let freed memory be used again by this process instead of going back to the system: for commands that end.

    Columns of a million rows are made and dropped all the time; getting and clearing new pages for each took a fifth of a replay.
    Does nothing where the C library is another one.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        for option, value in (
            (_M_MMAP_THRESHOLD, _MOST), (_M_TRIM_THRESHOLD, _MOST), (_M_TOP_PAD, _STEP), (_M_ARENA_MAX, 1),
        ):  # fmt: skip
            mallopt(option, value)
