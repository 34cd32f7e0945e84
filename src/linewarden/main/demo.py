"""`linewarden demo`: the platform with a synthetic city playing into it, in a folder of its own that goes when it ends.

The city's clock is the wall clock. It begins with some hours of history as record files, so that there is something to see at once; from then
on calls happen in real time, over HEP and in files. Everything is synthetic and marked 演示 DEMO.
"""

import asyncio
import secrets
import shutil
import tempfile
import threading
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson

from linewarden.config import BasisSection, DissuasionSection, FeedSection, Settings, WebSection
from linewarden.errors import LinewardenError
from linewarden.main.command import Command
from linewarden.main.console import complain, log_to_stderr, say
from linewarden.main.memory import peak_rss_mb
from linewarden.main.signals import until_told
from linewarden.main.site import Site, desk_of, listen, running, serve_screens, wall_clock
from linewarden.model.account import Role
from linewarden.model.legal_basis import BasisKind
from linewarden.model.warning import Level
from linewarden.sim import INTERNATIONAL_TRUNKS, demo_city
from linewarden.sim.player import Player
from linewarden.web.passwords import hash_password

LOGIN = "demo"
SETTLE_S = 60.0
"""How long the end waits for what was sent to be stored."""


def arguments(parser: ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--seconds", type=float, help="end by itself after so many seconds and print totals")
    parser.add_argument("--port", type=int, default=0, help="of the screens (default: a free one)")
    parser.add_argument("--seed", type=int, default=2026, help="of the city (default %(default)s)")
    parser.add_argument("--people", type=int, default=40_000, help="living in the city (default %(default)s)")
    parser.add_argument(
        "--history-hours", type=float, default=4.0, help="of the city's life before the start (default %(default)s)"
    )
    parser.add_argument("--speed", type=float, default=1.0, help="simulated seconds a second (default %(default)s)")


def run(args: Namespace) -> int:
    """Run until told to end or for --seconds; the last line printed is the totals as JSON."""
    log_to_stderr()
    folder = Path(tempfile.mkdtemp(prefix="linewarden-demo-"))
    try:
        return _run(args, _settings(folder, args.port))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _settings(folder: Path, port: int) -> Settings:
    now = wall_clock()
    basis = BasisSection(
        id="DEMO", kind=BasisKind.TRAINING, document="演示 DEMO", issuer="linewarden demo", valid_from=now - timedelta(days=1),
        valid_until=now + timedelta(days=30),
    )  # fmt: skip
    drop = folder / "drop"
    feeds = (
        FeedSection(
            name="demo-voip",
            kind="hep",
            basis="DEMO",
            port=0,
            route="domestic",
            international_trunks=tuple(INTERNATIONAL_TRUNKS),
        ),
        FeedSection(
            name="demo-carrier",
            kind="files",
            basis="DEMO",
            folder=drop,
            map="linewarden",
            international_trunks=tuple(INTERNATIONAL_TRUNKS),
        ),
    )
    stations = DissuasionSection(stations=("演示一所 DEMO", "演示二所 DEMO"))
    return Settings(data=folder / "data", web=WebSection(port=port), basis=(basis,), feed=feeds, dissuasion=stations)


def _run(args: Namespace, settings: Settings) -> int:
    began = wall_clock()
    event_now = _clock(began, args.speed)
    with listen(settings) as door, running(settings, event_now) as site:
        password = _account(site)
        address, port = door.getsockname()[:2]
        say("演示 DEMO: everything shown is synthetic")
        say(f"open      http://{address}:{port}/")
        say(f"account   {LOGIN}")
        say(f"password  {password}")
        play = _Play(site, args, began)
        play.start()
        asyncio.run(until_told(lambda stop: serve_screens(desk_of(site, is_demo=True), door, stop), play.is_over))
        play.end()
        totals = _totals(site)
    problem = play.problem or (str(site.pipeline.failure) if site.pipeline.failure else None)
    if problem:
        complain(problem)
    say(orjson.dumps(totals).decode())
    return 1 if problem else 0


def _clock(began: datetime, speed: float) -> Callable[[], datetime]:
    """The city's clock: `speed` times wall time since the start."""
    started = time.monotonic()
    return lambda: began + timedelta(seconds=(time.monotonic() - started) * speed)


def _account(site: Site) -> str:
    """Password of the demo's account, made new each time."""
    password = secrets.token_urlsafe(9)
    site.ledger.add_account(
        LOGIN, "演示值班员", Role.DUTY_OFFICER, hash_password(password), at=datetime.now(UTC), actor="demo"
    )
    return password


class _Play:
    """The city in a thread of its own, and the end of the demo."""

    def __init__(self, site: Site, args: Namespace, began: datetime) -> None:
        self._site, self._seconds = site, args.seconds
        self._player = Player(
            demo_city(args.seed, people=args.people, start=began), drop_folder=site.settings.feed[1].folder,
            hep_address=("127.0.0.1", site.ports["demo-voip"]), speed=args.speed, history=timedelta(hours=args.history_hours),
            file_every=timedelta(seconds=5 * args.speed),
        )  # fmt: skip
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="city")
        self._deadline = time.monotonic() + args.seconds if args.seconds else None
        self.problem: str | None = None

    def start(self) -> None:
        """Let the city live."""
        self._thread.start()

    def is_over(self) -> bool:
        """True when the time is up or something failed."""
        is_late = self._deadline is not None and time.monotonic() >= self._deadline
        return is_late or self.problem is not None or self._site.pipeline.failure is not None

    def end(self) -> None:
        """Stop the city and wait until all that it sent is stored."""
        self._stop.set()
        self._thread.join()
        played, deadline = self._player.played, time.monotonic() + SETTLE_S
        while time.monotonic() < deadline and self._site.pipeline.failure is None:
            counts = self._site.store.counts()
            received = sum(count.received for count in counts.values())
            if received >= played.records + played.sip_messages:
                return
            time.sleep(0.05)
        self.problem = (
            self.problem
            or f"of {played.records + played.sip_messages} rows sent, not all were received within {SETTLE_S:.0f} s"
        )

    def _run(self) -> None:
        try:
            self._player.run(self._stop)
        except LinewardenError as err:
            self.problem = f"the city stopped: {err}"


def _totals(site: Site) -> dict[str, object]:
    counts = site.store.counts().values()
    by_level = site.ledger.warning_counts()
    latency = site.pipeline.warned
    return {
        **{
            name: sum(getattr(count, name) for count in counts)
            for name in ("received", "stored", "rejected", "duplicates", "calls")
        },
        "warnings": {level.value: by_level.get(level, 0) for level in Level},
        "latency_ms": {"p50": latency.quantile_ms(0.50), "p99": latency.quantile_ms(0.99)},
        "peak_rss_mb": peak_rss_mb(),
    }


COMMAND = Command(arguments, run)
