"""`linewarden shard`: this machine as a host of a cluster, and the key that its hosts know each other by."""

import signal
import threading
from argparse import ArgumentParser, Namespace
from pathlib import Path

from linewarden.features.cluster import Address, Host, made_key
from linewarden.main.command import Command
from linewarden.main.console import log_to_stderr, say

PORT = 9070


def arguments(parser: ArgumentParser) -> None:
    """What the command takes."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    key = actions.add_parser("key", help="make the key of a new cluster; copy it to all hosts")
    key.add_argument("file", type=Path, metavar="FILE", help="a new file, which only its owner reads")
    run_ = actions.add_parser("run", help="carry the shards that a platform asks for, until SIGTERM")
    run_.add_argument(
        "--listen",
        default=f"127.0.0.1:{PORT}",
        metavar="IP:PORT",
        help="address of this machine in the cluster's network; port 0 takes any that is free (default %(default)s)",
    )
    run_.add_argument("--key", type=Path, required=True, metavar="FILE", help="the cluster's key")


def run(args: Namespace) -> int:
    """Make a key, or serve until SIGTERM or SIGINT; prints the address when it listens."""
    if args.action == "key":
        ends = made_key(args.file)
        say(f"{args.file}: valid until {ends:%Y-%m-%d}; copy it to all hosts, readable by the service's user alone")
        return 0
    log_to_stderr()
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.set())
    with Host(Address.parse(args.listen), args.key) as host:
        say(f"host: {host.address}")
        over.wait()
    return 0


COMMAND = Command(arguments, run)
