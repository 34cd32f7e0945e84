"""Hosts of a cluster as an operator starts them: `linewarden shard key`, `linewarden shard run`, ended by their process ids."""

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Self


def made_key(path: Path) -> Path:
    """The key of a new cluster."""
    done = subprocess.run(
        [sys.executable, "-m", "linewarden.main", "shard", "key", str(path)], capture_output=True, text=True, check=True, timeout=60
    )  # fmt: skip
    assert re.match(rf"{path}: valid until 20\d\d-", done.stdout), done.stdout
    return path


@dataclass
class HostProcess:
    """`with HostProcess(key, log) as host:` starts one on loopback; it keeps its address when it is started again."""

    key: Path
    log: Path
    address: str = "127.0.0.1:0"
    process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def start(self) -> None:
        """Start it and wait until it listens."""
        with self.log.open("a", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "linewarden.main", "shard", "run", "--listen", self.address, "--key", str(self.key)],
                stdout=subprocess.PIPE, stderr=log, stdin=subprocess.DEVNULL, text=True,
            )  # fmt: skip
        assert self.process.stdout is not None
        told = re.match(r"host: (\S+)", self.process.stdout.readline())
        assert told, self.log.read_text()[-2000:]
        self.address = told[1]

    def kill(self) -> None:
        """SIGKILL."""
        self._end(is_clean=False)

    def stop(self) -> int:
        """SIGTERM; the exit code."""
        return self._end(is_clean=True)

    def _end(self, *, is_clean: bool) -> int:
        assert self.process is not None
        if is_clean:
            self.process.terminate()
        else:
            self.process.kill()
        code = self.process.wait(timeout=30)
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.process = None
        return code

    def __exit__(self, *_: object) -> None:
        if self.process is not None:
            self.kill()
