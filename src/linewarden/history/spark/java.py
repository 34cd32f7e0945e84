"""What Spark needs of a machine: a Java and the PySpark package, and the environment that its programs are started in."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from linewarden.errors import EngineError

LEAST_JAVA = 17
LOOPBACK = "127.0.0.1"

LIGHT = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1"
"""Java options of programs that only coordinate: they start in half the time and keep less memory."""

_LOG4J = """\
rootLogger.level = {level}
rootLogger.appenderRef.stderr.ref = stderr
appender.stderr.type = Console
appender.stderr.name = stderr
appender.stderr.target = SYSTEM_ERR
appender.stderr.layout.type = PatternLayout
appender.stderr.layout.pattern = %d{{HH:mm:ss}} %p %c{{1}}: %m%n%ex
"""


def spark_home() -> Path:
    """The folder of the installed PySpark. Raises EngineError when it is not installed, or no Java that it can run on."""
    found = importlib.util.find_spec("pyspark")
    if found is None or found.origin is None:
        raise EngineError("Spark is not installed here; install it: pip install 'linewarden[cluster]'")
    java = java_path()
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)  # noqa: S603  found by name, no shell
    version = re.search(r'version "(\d+)', told.stderr + told.stdout)
    if told.returncode or version is None or int(version[1]) < LEAST_JAVA:
        lines = (told.stderr + told.stdout).splitlines() or ["nothing"]
        raise EngineError(
            f"{java} is no Java {LEAST_JAVA} or newer (it says {lines[0]!r}); install openjdk-17-jre-headless"
        )
    return Path(found.origin).parent


def java_path() -> str:
    """The `java` of JAVA_HOME or of the search path. Raises EngineError when there is none."""
    home = os.environ.get("JAVA_HOME")  # as Spark's own scripts do
    found = shutil.which("java", path=str(Path(home) / "bin") if home else None)
    if found is None:
        where = f"JAVA_HOME {home}" if home else "the search path"
        raise EngineError(
            f"Spark needs Java {LEAST_JAVA}, and {where} has none; install it: apt-get install openjdk-17-jre-headless"
        )
    return found


def environment(conf: Path) -> dict[str, str]:
    """Variables for Spark's programs on this machine: their settings folder, this Python; the address is that of their web pages."""
    return {
        "SPARK_HOME": str(spark_home()),
        "SPARK_CONF_DIR": str(conf),
        "SPARK_LOCAL_IP": LOOPBACK,
        "PYSPARK_PYTHON": sys.executable,
        "PYSPARK_DRIVER_PYTHON": sys.executable,
    }


def write_settings(conf: Path, settings: dict[str, str], *, level: str) -> Path:
    """A settings folder that only we read, because it holds the secret: arguments of a process can be read by everybody. Its properties file."""
    conf.mkdir(mode=0o700, parents=True, exist_ok=True)
    (conf / "log4j2.properties").write_text(_LOG4J.format(level=level), "utf-8")
    path = conf / "linewarden.properties"
    path.touch(mode=0o600)
    path.write_text("".join(f"{name} {value}\n" for name, value in settings.items()), "utf-8")
    return path


def shared_settings(secret: str | None) -> dict[str, str]:
    """Settings of all of Spark's programs alike: who does not know the secret is not talked to, and nobody listens in."""
    return {
        "spark.authenticate": str(secret is not None).lower(),
        **({"spark.authenticate.secret": secret, "spark.network.crypto.enabled": "true"} if secret is not None else {}),
        "spark.master.rest.enabled": "false",
        "spark.ui.killEnabled": "false",
    }
