"""A standalone Spark cluster, or this machine's part of one: a master and workers as processes, ended with the block."""

import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from linewarden.errors import EngineError
from linewarden.history.spark.java import LIGHT, environment, shared_settings, spark_home, write_settings

_START_S = 180.0
_END_S = 20.0
_MASTER_UP = re.compile(r"Starting Spark master at (spark://\S+)")
_MASTER_TAKES = "I have been elected leader"
_WORKER_UP = "Successfully registered with master"


@dataclass(frozen=True, slots=True)
class Member:
    """One process of the cluster."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path


@dataclass(frozen=True, slots=True)
class Plan:
    """What to start. `master`: join this one; None: start one at `host` and `port` (0: any that is free)."""

    host: str
    port: int
    master: str | None
    workers: int
    cores: int  # of each worker
    memory: str  # of each worker's Java, as Spark writes it: 1g
    secret: str
    folder: Path  # for logs, settings and what workers spill


@dataclass(frozen=True, slots=True)
class Running:
    """The cluster as it runs."""

    master: str
    members: tuple[Member, ...]

    def ended(self) -> list[Member]:
        """Members that are gone."""
        return [member for member in self.members if member.process.poll() is not None]


@contextmanager
def running(plan: Plan) -> Iterator[Running]:
    """The members, each up and known to the master. Raises EngineError when one does not start; all are ended in the end."""
    members: list[Member] = []
    program = _Program(plan)
    try:
        master = plan.master
        if master is None:
            member = program.master()
            members.append(member)
            _await(member, _MASTER_TAKES)
            master = _await(member, _MASTER_UP.pattern)
        members += [program.worker(number, master) for number in range(1, plan.workers + 1)]
        for member in members:
            if member.name != "master":
                _await(member, _WORKER_UP)
        yield Running(master, tuple(members))
    finally:
        for member in reversed(members):
            member.process.terminate()
        for member in members:
            try:
                member.process.wait(_END_S)
            except subprocess.TimeoutExpired:
                member.process.kill()


class _Program:
    """Starts Spark's programs."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        plan.folder.mkdir(parents=True, exist_ok=True)
        self._home = spark_home()
        self._properties = write_settings(plan.folder / "conf", shared_settings(plan.secret), level="INFO")

    def master(self) -> Member:
        return self._started("master", "master.Master", "--port", str(self._plan.port), "--webui-port", "0")

    def worker(self, number: int, master: str) -> Member:
        name, plan = f"worker-{number}", self._plan
        own = ("--cores", str(plan.cores), "--memory", plan.memory, "--work-dir", str(plan.folder / name))
        return self._started(name, "worker.Worker", "--port", "0", "--webui-port", "0", *own, master)

    def _started(self, name: str, program: str, *words: str) -> Member:
        log = self._plan.folder / f"{name}.log"
        command = [
            str(self._home / "bin" / "spark-class"),
            f"org.apache.spark.deploy.{program}",
            "--host",
            self._plan.host,
        ]
        with log.open("wb") as out:
            process = subprocess.Popen(  # noqa: S603  our own words, no shell
                [*command, "--properties-file", str(self._properties), *words],
                stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
                env={**os.environ, **environment(self._properties.parent), "SPARK_DAEMON_MEMORY": "512m", "SPARK_DAEMON_JAVA_OPTS": LIGHT},
            )  # fmt: skip
        return Member(name, process, log)


def _await(member: Member, pattern: str) -> str:
    """The first group (or all) of what matches in the member's log, once it is there."""
    until = time.monotonic() + _START_S
    while True:
        text = member.log.read_text("utf-8", "replace")
        if found := re.search(pattern, text):
            return found[found.re.groups and 1]
        if member.process.poll() is not None or time.monotonic() > until:
            raise EngineError(f"Spark's {member.name} does not start: {_why(text)} ({member.log})")
        time.sleep(0.1)


def _why(text: str) -> str:
    """The line of a log that tells of trouble, else the last."""
    lines = [line for line in text.splitlines() if "ERROR" in line or "Exception" in line] or text.splitlines()[-1:]
    return lines[0][:300] if lines else "it says nothing"
