"""Runs a peer in its own environment and reads what it measured."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
ENVIRONMENTS = ROOT / ".bench-peers"  # made by scripts/bench-peers
NOT_INSTALLED = "not installed"
QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",  # nothing is told to anybody outside
    "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
    "PYTHONWARNINGS": "ignore",
}


APART = (
    *("unshare", "--map-root-user", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"),
    *("sh", "-c", 'ip link set lo up && exec "$@"', "sh"),
)
"""Runs what follows in a network of its own that has nothing but loopback, and ends all its processes with it."""


def python(environment: str | None) -> Path:
    """The interpreter of an environment; None: ours."""
    return Path(sys.executable) if environment is None else ENVIRONMENTS / environment / "bin" / "python"


def ask(
    peer: str, *arguments: object, environment: str | None = None, at_most_s: float = 300, is_apart: bool = False
) -> dict[str, Any] | str:
    """What `benchmarks/peers/PEER.py` printed as its last line, or in words why there is nothing.

    `is_apart`: for clusters: no port is open to anybody else, and no process is left behind.
    """
    if not python(environment).exists():
        return NOT_INSTALLED
    command = [str(python(environment)), "-m", f"benchmarks.peers.{peer}", *map(str, arguments)]
    command = [*(APART if is_apart else ()), *command]
    with tempfile.TemporaryFile() as errors:
        try:
            done = subprocess.run(
                command,
                cwd=ROOT,
                env=os.environ | QUIET,
                stdout=subprocess.PIPE,
                stderr=errors,
                timeout=at_most_s,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return f"not done in {at_most_s:.0f} s"
        lines = [line for line in done.stdout.decode(errors="replace").splitlines() if line.startswith("{")]
        if done.returncode or not lines:
            errors.seek(0)
            print(errors.read().decode(errors="replace")[-3000:], file=sys.stderr)
            return f"failed with {done.returncode}"
    found: dict[str, Any] = json.loads(lines[-1])
    return found
