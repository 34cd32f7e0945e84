"""`linewarden spark`: a Spark cluster on this machine, or this machine's workers of one, until SIGTERM."""

import os
import signal
import tempfile
import time
from argparse import ArgumentParser, Namespace
from ipaddress import ip_address
from pathlib import Path

import orjson

from linewarden.config import load_settings
from linewarden.errors import ConfigError
from linewarden.history.spark.cluster import Plan, Running, running
from linewarden.history.spark.secret import SECRET, made_secret, read_secret
from linewarden.main.command import Command
from linewarden.main.console import complain, say
from linewarden.main.past import data_folder

_LOOK_S = 0.5


def arguments(parser: ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        metavar="ADDRESS",
        help="this machine's address in the cluster (default %(default)s)",
    )
    parser.add_argument(
        "--port", type=int, default=7077, help="of the master; 0 takes any that is free (default %(default)s)"
    )
    parser.add_argument(
        "--master", metavar="URL", help="join the master of another machine, spark://HOST:7077, instead of starting one"
    )
    parser.add_argument("--workers", type=int, default=2, help="workers on this machine (default %(default)s)")
    parser.add_argument("--cores", type=int, help="of each worker (default: this machine's, divided among them)")
    parser.add_argument(
        "--memory", default="1g", help="of each worker's Java; the kernel takes its own besides (default %(default)s)"
    )
    parser.add_argument(
        "--secret",
        type=Path,
        metavar="FILE",
        help=f"whoever knows it may use the cluster; made when it is not there (default: {SECRET} in the data folder)",
    )
    parser.add_argument(
        "--work", type=Path, metavar="DIR", help="folder for logs and for what workers spill (default: a temporary one)"
    )
    parser.add_argument("--config", type=Path, help="settings file (TOML); its `data` is the folder")
    parser.add_argument("--folder", type=Path, metavar="DIR", help="the data folder")


def run(args: Namespace) -> int:
    """Run until SIGTERM or SIGINT; prints one JSON line when all is up. Exit code 1 when the master, or every worker, ended by itself."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="linewarden-cluster-") as temporary:
        plan = _plan(args, Path(temporary))
        try:
            with running(plan) as cluster:
                pids = {member.name: member.process.pid for member in cluster.members}
                say(orjson.dumps({"master": cluster.master, "pids": pids, "logs": str(plan.folder)}).decode())
                return _watch(cluster)
        except KeyboardInterrupt:
            return 0


def _plan(args: Namespace, temporary: Path) -> Plan:
    try:
        ip_address(args.host)
    except ValueError as err:
        raise ConfigError(f"--host {args.host!r} is no address; write this machine's, such as 10.0.0.5") from err
    if args.workers < (0 if args.master is None else 1):
        raise ConfigError(f"--workers {args.workers} leaves nothing to run; give at least 1")
    cores = args.cores or max(1, len(os.sched_getaffinity(0)) // max(args.workers, 1))
    path = args.secret or data_folder(args, load_settings(args.config)) / SECRET
    secret = made_secret(path) if args.master is None else read_secret(path)
    return Plan(
        host=args.host, port=args.port, master=args.master, workers=args.workers, cores=cores, memory=args.memory, secret=secret,
        folder=args.work or temporary,
    )  # fmt: skip


def _watch(cluster: Running) -> int:
    """Until the cluster is of no use any more; says who ended."""
    told: set[str] = set()
    while True:
        gone = {member.name: member.process.returncode for member in cluster.ended()}
        for name in sorted(gone.keys() - told):
            complain(f"{name} ended (code {gone[name]}); jobs go on with the workers that are left")
        told = set(gone)
        workers = {member.name for member in cluster.members} - {"master"}
        if "master" in gone or (workers and workers <= told):
            complain("the cluster has ended: no master or no worker is left; start it again")
            return 1
        time.sleep(_LOOK_S)


COMMAND = Command(arguments, run)
