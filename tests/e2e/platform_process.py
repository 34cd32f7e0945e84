"""The platform as an operator starts it: a settings file, `linewarden user add`, `linewarden serve`, ended by its process id."""

import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

PASSWORD = "correct horse battery"
LOGIN = "duty"

BASIS = """
[[basis]]
id = "TEST-1"
kind = "training"
document = "test"
issuer = "test"
valid_from = 2026-01-01T00:00:00Z
valid_until = 2099-01-01T00:00:00Z
"""

HEP_FEED = """
[[feed]]
name = "voip"
kind = "hep"
basis = "TEST-1"
port = 0
"""


def files_feed(folder: Path, layout: str = "linewarden") -> str:
    """Settings of a drop folder."""
    return f"""
[[feed]]
name = "files"
kind = "files"
basis = "TEST-1"
folder = "{folder}"
map = "{layout}"
"""


@dataclass
class Platform:
    """`with Platform(tmp_path, feeds) as platform:` starts it; `platform.url`, `platform.hep_port`."""

    folder: Path
    feeds: str
    top: str = ""  # settings that stand before the tables
    web: str = 'second_factor = "offered"'  # settings of the screens
    arguments: tuple[str, ...] = ()  # of `serve`, besides the settings file
    url: str = ""
    hep_port: int = 0
    process: subprocess.Popen[str] | None = None
    lines: list[str] = field(default_factory=list)

    @property
    def config(self) -> Path:
        """The settings file."""
        return self.folder / "linewarden.toml"

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.config.write_text(
            f'data = "{self.folder / "data"}"\n{self.top}\n[web]\nport = 0\n{self.web}\n{BASIS}{self.feeds}', "utf-8"
        )
        self.start()
        return self

    def add_account(self, login: str = LOGIN, role: str = "duty_officer") -> None:
        """A named account with `PASSWORD`."""
        subprocess.run(
            [sys.executable, "-m", "linewarden.main", "user", "add", login, "--name", "值班员", "--role", role, "--config", str(self.config)],
            input=f"{PASSWORD}\n", text=True, check=True, capture_output=True, timeout=60,
        )  # fmt: skip

    def start(self) -> None:
        """Start it and wait until its screens are served."""
        self.lines = []
        log = (self.folder / "serve.log").open("a", encoding="utf-8")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "linewarden.main", "serve", "--config", str(self.config), *self.arguments],
            stdout=subprocess.PIPE, stderr=log, stdin=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        log.close()
        assert self.process.stdout is not None
        feeds = self.feeds.count('kind = "hep"')
        for line in self.process.stdout:
            self.lines.append(line)
            if found := re.match(r"screens: (http://\S+)", line):
                self.url = found[1]
            if found := re.match(r"feed \S+: HEP on port (\d+)", line):
                self.hep_port = int(found[1])
                feeds -= 1
            if self.url and feeds == 0:
                return
        raise AssertionError(f"the platform did not start: {(self.folder / 'serve.log').read_text()[-3000:]}")

    def kill(self) -> None:
        """SIGKILL: no clean end."""
        assert self.process is not None
        self.process.kill()
        self._reap()

    def stop(self) -> int:
        """SIGTERM; the exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self._reap()

    def _reap(self) -> int:
        assert self.process is not None
        code = self.process.wait(timeout=30)
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.url, self.process = "", None
        return code

    def __exit__(self, *_: object) -> None:
        if self.process is not None:
            self.kill()


def wait_for(what: object, timeout_s: float = 30.0, every_s: float = 0.1) -> object:
    """The first truthy answer of the callable; fails after the time."""
    assert callable(what)
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        answer = what()
        if answer:
            return answer
        time.sleep(every_s)
    raise AssertionError(f"{what} gave nothing in {timeout_s} s")
