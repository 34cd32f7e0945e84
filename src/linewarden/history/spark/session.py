"""A Spark session: the driver's Java beside this process, quiet, talking to the master and nobody else."""

import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING
from urllib.parse import urlsplit

from linewarden.errors import ConfigError, EngineError
from linewarden.history.spark.java import LIGHT, LOOPBACK, environment, shared_settings, spark_home, write_settings

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_CONNECT_S = 5.0
_WORKERS_S = 120.0
_DEFAULT_PORT = 7077

_FIXED = {
    "spark.app.name": "linewarden",
    "spark.ui.enabled": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.adaptive.enabled": "false",  # parts are numbered: none may be joined to another
    "spark.sql.execution.arrow.maxRecordsPerBatch": "16384",
    "spark.driver.memory": "1g",
}


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where to run: `master` is spark://HOST:PORT or local[N]; `secret` that of the master, None for local."""

    master: str
    secret: str | None = None
    settings: dict[str, str] = field(default_factory=dict)  # of Spark, over ours

    @property
    def is_local(self) -> bool:
        """True when the workers are threads of the driver."""
        return self.master.startswith("local")


@contextmanager
def spark_session(cluster: Cluster) -> Iterator["SparkSession"]:
    """A pyspark.sql.SparkSession with at least one worker; ended when the block ends.

    Raises ConfigError for a master that is none, EngineError when Java, Spark, the master or workers are missing.
    """
    spark_home()
    address = LOOPBACK if cluster.is_local else _own_address(cluster.master)
    with tempfile.TemporaryDirectory(prefix="linewarden-spark-") as name:
        folder = Path(name)
        properties = write_settings(
            folder / "conf",
            {
                **_FIXED,
                **shared_settings(cluster.secret),
                "spark.master": cluster.master,
                "spark.driver.host": address,
                "spark.driver.bindAddress": address,
                "spark.local.dir": str(folder / "local"),
                **({} if cluster.is_local else {"spark.driver.extraJavaOptions": LIGHT}),
                **cluster.settings,
            },
            level="WARN",
        )
        with (folder / "spark.log").open("wb") as log, _environment(properties):
            session = _started(log, folder / "spark.log", cluster)
            try:
                _await_workers(session, cluster)
                yield session
            finally:
                _end(session)


@contextmanager
def _environment(properties: Path) -> Iterator[None]:
    """PySpark reads variables of this process; they are as before afterwards."""
    before = dict(os.environ)
    os.environ |= environment(properties.parent)
    os.environ["PYSPARK_SUBMIT_ARGS"] = f"--properties-file {properties} pyspark-shell"
    try:
        yield
    finally:
        for name in os.environ.keys() - before.keys():
            del os.environ[name]
        os.environ |= before


def _started(log: IO[bytes], path: Path, cluster: Cluster) -> "SparkSession":
    from py4j.protocol import Py4JError  # noqa: PLC0415  only where Spark is installed
    from pyspark import SparkContext  # noqa: PLC0415
    from pyspark.errors import PySparkException  # noqa: PLC0415
    from pyspark.java_gateway import launch_gateway  # noqa: PLC0415
    from pyspark.sql import SparkSession as Session  # noqa: PLC0415

    try:
        gateway = launch_gateway(popen_kwargs={"stdout": log, "stderr": subprocess.STDOUT})
        return Session(SparkContext(gateway=gateway))
    except (Py4JError, PySparkException, OSError) as err:
        raise EngineError(f"Spark cannot start with master {cluster.master}: {_why(path, err)}") from err


def _why(log: Path, err: Exception) -> str:
    """What the log says of the failure, in one line."""
    text = log.read_text("utf-8", "replace")
    if "unresponsive" in text or "Authentication" in text or "SASL" in text:
        return "the master does not answer; is --secret the file that it was started with?"
    lines = [line for line in text.splitlines() if " ERROR " in line] or str(err).splitlines()
    return lines[0][:300] if lines else type(err).__name__


def _own_address(master: str) -> str:
    """The address of this machine from which the master is reached. Raises ConfigError or EngineError when it is not."""
    parts = urlsplit(master)
    if parts.scheme != "spark" or not parts.hostname:
        raise ConfigError(
            f"--master {master!r} is no master; write spark://HOST:{_DEFAULT_PORT}, or local[2] for this machine alone"
        )
    host, port = parts.hostname, parts.port or _DEFAULT_PORT
    try:
        with socket.create_connection((host, port), timeout=_CONNECT_S) as connection:
            return str(connection.getsockname()[0])
    except OSError as err:
        raise EngineError(
            f"Spark master {master} cannot be reached: {err.strerror or err}; start one with `linewarden spark` or name another --master"
        ) from err


def _await_workers(session: "SparkSession", cluster: Cluster) -> None:
    if cluster.is_local:
        return
    tracker = session.sparkContext._jsc.sc().statusTracker()  # noqa: SLF001  PySpark shows it nowhere else
    until = time.monotonic() + _WORKERS_S
    while len(tracker.getExecutorInfos()) < 2:  # the driver counts as one
        if time.monotonic() > until:
            raise EngineError(
                f"no worker of {cluster.master} took the job within {_WORKERS_S:.0f} s; start some with "
                f"`linewarden spark --master {cluster.master}`, or wait until another job has ended"
            )
        time.sleep(0.2)


def _end(session: "SparkSession") -> None:
    context = session.sparkContext
    gateway = context._gateway  # noqa: SLF001  PySpark would keep it, and its Java, until the process ends
    session.stop()
    gateway.shutdown()
    gateway.proc.stdin.close()
    gateway.proc.wait(timeout=30)
    type(context)._gateway = type(context)._jvm = None  # noqa: SLF001
