"""The folder that a run leaves: all of it, or nothing."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from linewarden.errors import ConfigError
from linewarden.store.durable import lock_for_writing, sync_folder

_LOCK = "lock"
ABOUT = "_about.json"
"""What a run did; readers of Parquet folders leave out names that begin with `_`."""


@contextmanager
def out_folder(folder: Path, *, keep: str = "*.parquet") -> Iterator[Path]:
    """A folder to write into, beside `folder`; it takes its name when the block ends well and goes when it fails.

    `keep`: the names of files that are no left-over of an engine. Raises ConfigError when `folder` holds something or cannot be made, StoreError when another run is writing it. What a killed run
    left is thrown away.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ConfigError(f"{folder} exists and is not empty; name another --out, or remove it")
    unfinished = folder.absolute().with_name(f".{folder.absolute().name}.unfinished")
    try:
        unfinished.mkdir(parents=True, exist_ok=True)
    except OSError as err:
        raise ConfigError(f"{folder} cannot be made: {err.strerror}; name another --out") from err
    lock = lock_for_writing(unfinished / _LOCK)
    try:
        _clear(unfinished)
        yield unfinished
        _clear(unfinished, keep=keep, also=ABOUT)
        (unfinished / _LOCK).unlink()
        unfinished.rename(folder.absolute())
        sync_folder(folder.absolute().parent)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    finally:
        os.close(lock)


def _clear(folder: Path, *, keep: str = "", also: str = "") -> None:
    """Throw away everything but the lock, and what matches."""
    for path in folder.iterdir():
        if path.name in {_LOCK, also} or (keep and path.match(keep)):
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
