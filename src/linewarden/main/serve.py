"""`linewarden serve`: the platform as the settings file describes it, until it is told to end."""

import asyncio
from argparse import ArgumentParser, Namespace
from pathlib import Path

from linewarden.config import load_settings, with_cluster
from linewarden.errors import ConfigError
from linewarden.main.command import Command
from linewarden.main.console import complain, log_to_stderr, say
from linewarden.main.signals import until_told
from linewarden.main.site import desk_of, listen, running, serve_screens


def arguments(parser: ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "--config", type=Path, help="settings file (TOML); default: the one LINEWARDEN_CONFIG names, else no feeds"
    )
    parser.add_argument(
        "--cluster",
        metavar="IP:PORT[,IP:PORT…]",
        help="hosts that carry the features' shards, each running `linewarden shard run`; default: `hosts` of [cluster]",
    )
    parser.add_argument(
        "--cluster-key", type=Path, metavar="FILE", help="key of the cluster; default: `key` of [cluster]"
    )


def run(args: Namespace) -> int:
    """Serve; SIGTERM and SIGINT end it cleanly. Exit code 1 when the pipeline failed: restart it, nothing acknowledged is lost."""
    log_to_stderr()
    settings = load_settings(args.config)
    if args.cluster is not None:
        settings = with_cluster(settings, args.cluster, args.cluster_key)
    elif args.cluster_key is not None:
        raise ConfigError(
            "--cluster-key says nothing without --cluster; name the hosts, or write both into [cluster] of the settings"
        )
    with listen(settings) as door, running(settings) as site:
        address, port = door.getsockname()[:2]
        say(f"screens: http://{address}:{port}/")
        for name, hep_port in site.ports.items():
            say(f"feed {name}: HEP on port {hep_port}")
        asyncio.run(
            until_told(
                lambda stop: serve_screens(desk_of(site, is_demo=False), door, stop),
                lambda: site.pipeline.failure is not None,
            )
        )
        failure = site.pipeline.failure
    if failure is not None:
        complain(f"the pipeline failed: {failure}; nothing acknowledged is lost, start again after mending the cause")
        return 1
    return 0


COMMAND = Command(arguments, run)
