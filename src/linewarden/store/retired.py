"""Files of ranges that others took the place of: deleted when no reader is left that may still open them."""

import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from linewarden.store.durable import remove


class Retired:
    """Keeps replaced files until the readers that began before are done. Readers of another process are told that the file is gone."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._age = 0  # rises with every replacement
        self._readers = Counter[int]()  # age at which they began → how many
        self._waiting: list[tuple[int, Path]] = []

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Whatever is part of the store inside the block stays on disk until it ends. Take the view inside it."""
        with self._lock:
            age = self._age
            self._readers[age] += 1
        try:
            yield
        finally:
            with self._lock:
                self._readers[age] -= 1
                self._readers = +self._readers
                self._sweep()

    def retire(self, paths: Iterable[Path]) -> None:
        """Readers that begin now do not know these files any more; delete them as soon as nobody does."""
        with self._lock:
            self._waiting += [(self._age, path) for path in paths]
            self._age += 1
            self._sweep()

    def delete_now(self) -> None:
        """Delete what is waiting, whoever still reads it: they are told that the file is gone."""
        with self._lock:
            for _, path in self._waiting:
                remove(path)
            self._waiting = []

    def _sweep(self) -> None:
        oldest = min(self._readers, default=self._age)
        for age, path in self._waiting:
            if age < oldest:
                remove(path)
        self._waiting = [(age, path) for age, path in self._waiting if age >= oldest]
