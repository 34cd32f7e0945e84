"""A folder that gets a file of calls every so often, at a steady pace: what file sources of clusters follow."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

Call = tuple[int, int, int, int, int]  # at_ms, cli, called, is_answered, talk_ms


class Feed(threading.Thread):
    """Writes files of calls that happen now; `write` puts them into a hidden file, which is renamed when it is whole."""

    def __init__(
        self, folder: Path, write: Callable[[list[Call], Path], None], *, rate: int, seconds: int, every_s: float
    ) -> None:
        super().__init__(daemon=True)
        self._folder, self._write = folder, write
        self._rows, self._files, self._every_s = round(rate * every_s), round(seconds / every_s), every_s
        self.sent = 0
        self.behind_s = 0.0

    def run(self) -> None:
        """Until the time is over."""
        began = time.time()
        for number in range(self._files):
            due = began + number * self._every_s
            time.sleep(max(0.0, due - time.time()))
            self.behind_s = max(self.behind_s, time.time() - due)
            now_ms = int(due * 1000)
            calls = [self._call(now_ms, self.sent + i) for i in range(self._rows)]
            hidden = self._folder / f".{number}"
            self._write(calls, hidden)
            hidden.rename(self._folder / f"calls-{number:06d}")
            self.sent += len(calls)

    def _call(self, now_ms: int, number: int) -> Call:
        cli, called = 8_613_000_000_000 + number * 7919 % 100_003, 8_613_000_000_000 + number * 104_729 % 99_991
        return now_ms + number % 97 % 50, cli, called, int(number % 5 < 3), number % 200 * 1000


def as_csv(calls: list[Call], path: Path) -> None:
    """Lines without a header."""
    path.write_text("".join(f"{a},{b},{c},{d},{e}\n" for a, b, c, d, e in calls), "utf-8")
