"""Spark's failures in words that name the thing and what to do."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from linewarden.errors import EngineError
from linewarden.history.spark.session import Cluster

_OURS = re.compile(r"^linewarden\.errors\.\w+: (.+)$", re.MULTILINE)
_CAUSE = re.compile(r"^(?:Caused by: )?[\w.$]+(?:Exception|Error): (.+)$", re.MULTILINE)

_ADVICE = (
    ("FileNotFoundException", "a file of the lake is gone: ranges were merged or purged meanwhile, or a worker does not see the folder under the same path; run again"),
    ("No such file or directory", "a worker does not see the lake or --out under the same path as this machine; put both on a shared file system"),
    ("No module named 'linewarden'", "a worker's Python has no linewarden; install the same version on every host under the same path"),
    ("has been shutdown", "the cluster gave the job up: no worker was left, or its master ended; start workers and run again"),
    ("cancelled because SparkContext was shut down", "the master gave the job up: no worker was left, or it ended; start workers and run again"),
)  # fmt: skip


@contextmanager
def failures(cluster: Cluster) -> Iterator[None]:
    """What Spark raises inside the block, as EngineError."""
    from py4j.protocol import Py4JError  # noqa: PLC0415  only where Spark is installed
    from pyspark.errors import PySparkException  # noqa: PLC0415

    try:
        yield
    except (Py4JError, PySparkException) as err:
        raise EngineError(f"the job on {cluster.master} failed: {told(str(err))}") from err


def told(text: str) -> str:
    """The line of Spark's long text that says why."""
    if ours := _OURS.search(text):
        return ours[1]
    for mark, advice in _ADVICE:
        if mark in text:
            return advice
    causes = _CAUSE.findall(text)
    return causes[-1][:300] if causes else text.strip().splitlines()[0][:300]
