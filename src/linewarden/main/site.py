"""A running installation: stores, pipeline, feeds and screens, built from the settings; begun and ended in one order."""

import asyncio
import contextlib
import hashlib
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog

from linewarden.config import FeedSection, Settings
from linewarden.errors import ConfigError
from linewarden.features import layout_version
from linewarden.feeds.files import load_map
from linewarden.feeds.files.drop import DropFolder
from linewarden.feeds.hep.dialogs import Dialogs
from linewarden.feeds.settings import require_basis
from linewarden.main.assembly import VERSIONS, new_detector, new_engines, versions_of
from linewarden.main.challenger_card import challenger_card
from linewarden.main.challenger_model import model_of
from linewarden.main.clock import SteadyClock
from linewarden.main.messages import sending
from linewarden.main.rehearsal import rehearse
from linewarden.main.retention import retention, terms_of
from linewarden.main.static import STATIC
from linewarden.model.feed_card import FeedKind
from linewarden.numbering import Home, service_keys
from linewarden.pipeline.cards import Cards
from linewarden.pipeline.detector import Detector
from linewarden.pipeline.file_feed import FileFeed
from linewarden.pipeline.hep_feed import HepFeed
from linewarden.pipeline.keeper import Keeper
from linewarden.pipeline.live import Pipeline
from linewarden.pipeline.rules_in_force import RulesInForce
from linewarden.pipeline.shadow import ChallengerInShadow, Watch
from linewarden.pipeline.snapshots import Snapshots
from linewarden.pipeline.source import Source
from linewarden.store.evidence import EvidenceFolder
from linewarden.store.ledger import Ledger
from linewarden.store.records import RecordStore
from linewarden.web.app import create_app
from linewarden.web.desk import Desk
from linewarden.web.limits import MisuseWatch, SignInRules
from linewarden.web.sealing import Sealer
from linewarden.web.server import new_server
from linewarden.web.sessions import random_token

_log = structlog.get_logger()
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def wall_clock() -> datetime:
    """The present, UTC."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Site:
    """What runs. `event_now` is the clock of calls: the wall clock, or simulated time in a demo."""

    settings: Settings
    store: RecordStore
    ledger: Ledger
    detector: Detector
    pipeline: Pipeline
    sources: dict[str, Source]
    event_now: Callable[[], datetime]
    rules: RulesInForce
    shadow: ChallengerInShadow
    feeds: dict[str, FileFeed | HepFeed] = field(default_factory=dict)
    ports: dict[str, int] = field(default_factory=dict)  # feed → HEP port


SWITCH_S = 0.0005
"""How long a thread may keep the interpreter when another wants it; Python's own 5 ms would be waited for by lookups and warnings beside busy feeds."""


@contextlib.contextmanager
def running(settings: Settings, event_now: Callable[[], datetime] | None = None) -> Iterator[Site]:
    """A site, on the machine's clock unless another is given, whose pipeline and feeds run inside the block; everything handed over is stored when the block ends."""
    settings.data.mkdir(parents=True, exist_ok=True)
    sys.setswitchinterval(SWITCH_S)
    rehearse(settings.home.home())
    with contextlib.ExitStack() as stack:
        site = _build(settings, event_now or SteadyClock(), stack)
        blocks = site.pipeline.recover()
        _log.info("recovered", blocks=blocks)
        site.pipeline.start()
        stack.callback(site.pipeline.stop)
        for section in settings.feed:
            _start_feed(site, section)
            stack.callback(site.feeds[section.name].stop)
        stack.enter_context(sending(settings, site.ledger, wall_clock))
        stack.enter_context(retention(site.store, site.ledger, terms_of(settings)))
        stack.callback(site.pipeline.end_stalls)  # at the end first: on a full disk the feeds would wait for ever
        yield site


def _build(settings: Settings, event_now: Callable[[], datetime], stack: contextlib.ExitStack) -> Site:
    home = settings.home.home()
    engines = new_engines(settings.shard_count, is_live=True, cluster=settings.cluster)
    stack.callback(engines.close)
    store = RecordStore.open(settings.data)
    stack.callback(store.close)
    ledger = Ledger.open(settings.ledger, max_accounts=settings.max_accounts)
    stack.callback(ledger.close)
    sources = {section.name: _source(settings, section) for section in settings.feed}
    for source in sources.values():
        ledger.add_basis(source.basis, at=wall_clock())
    watch = Watch()
    detector = new_detector(home, engines, judge=watch)
    snapshots = Snapshots(settings.data / "state", _fingerprint(sources, home, settings), engines)
    keeper = Keeper(snapshots, every_s=settings.snapshot_every_s)
    rules = RulesInForce(ledger.published, detector, versions_of)
    shadow = ChallengerInShadow(ledger, watch, model_of)
    pipeline = Pipeline(
        store=store, ledger=ledger, detector=detector, sources=sources, event_now_us=lambda: _micros(event_now()), keeper=keeper, rules=rules, shadow=shadow,
    )  # fmt: skip
    return Site(settings, store, ledger, detector, pipeline, sources, event_now, rules, shadow)


def _fingerprint(sources: dict[str, Source], home: Home, settings: Settings) -> str:
    """What must be as it was for a snapshot to go on from: program with its rules (published ones change between two blocks), features, feeds with their lanes, what a local number means, shards.

    Which hosts carry the shards may change; that any do may not: those of a cluster know nothing of subjects that no rule asks about.
    """
    shards = (settings.shard_count, settings.cluster is not None)
    feeds = sorted((s.name, s.kind.value, s.lane, s.is_synthetic) for s in sources.values())
    told = repr((VERSIONS, layout_version(), feeds, home, sorted(service_keys("bank", home=home)), shards))
    return hashlib.blake2b(told.encode(), digest_size=16).hexdigest()


def _micros(at: datetime) -> int:
    return int((at - _EPOCH).total_seconds() * 1e6)


def _source(settings: Settings, section: FeedSection) -> Source:
    """The feed, or LegalBasisError when it may not take anything in."""
    basis = settings.basis_of(section)
    feed = section.settings(basis, settings.home.home())
    require_basis(feed, wall_clock())
    dialogs = Dialogs(feed) if section.kind == "hep" else None
    return Source(name=section.name, kind=FeedKind(section.kind), lane=section.lane_name, basis=basis, dialogs=dialogs)


def _start_feed(site: Site, section: FeedSection) -> None:
    settings = section.settings(site.settings.basis_of(section), site.settings.home.home())
    if section.kind == "hep":
        feed = HepFeed(
            host=section.host, port=section.port, settings=settings, pipeline=site.pipeline, store=site.store, now=site.event_now,
            auth_key=section.auth_key,
        )  # fmt: skip
        site.ports[section.name] = feed.start()
        site.feeds[section.name] = feed
        return
    assert section.folder is not None
    assert section.map is not None
    files = FileFeed(
        folder=DropFolder(section.folder, is_done=site.store.is_done, clock=site.event_now), field_map=load_map(section.map), settings=settings,
        pipeline=site.pipeline, store=site.store, now=site.event_now,
    )  # fmt: skip
    files.start()
    site.feeds[section.name] = files


def desk_of(site: Site, *, is_demo: bool) -> Desk:
    """What the screens stand on."""
    return Desk(
        ledger=site.ledger,
        records=site.store,
        evidence=EvidenceFolder(site.settings.data / "evidence"),
        feed_cards=Cards(
            site.sources,
            site.feeds,
            site.store,
            site.pipeline,
            site.detector,
            clock_problem=lambda: getattr(site.event_now, "problem", ""),
        ),
        challenger=lambda: challenger_card(site.ledger, site.shadow.pauses, site.event_now()),
        home=site.settings.home.home(),
        clock=wall_clock,
        sealer=Sealer.of(site.settings.sealing_key),
        new_token=random_token,
        versions=site.rules.versions,
        is_demo=is_demo,
        is_tls=site.settings.web.is_tls,
        time_zone=site.settings.time_zone,
        dissuasion=site.settings.practice,
        static=STATIC if STATIC.is_dir() else None,
        sign_in=SignInRules(
            is_second_factor_required=not is_demo and site.settings.web.second_factor == "required",
            dormant=timedelta(days=site.settings.web.dormant_days),
        ),
        misuse=MisuseWatch(rules=site.settings.misuse_rules),
    )


def listen(settings: Settings) -> socket.socket:
    """The socket that the screens are served on. Raises ConfigError when it cannot be had."""
    web = settings.web
    try:
        return socket.create_server(
            (web.host, web.port), family=socket.AF_INET6 if ":" in web.host else socket.AF_INET, backlog=128
        )
    except OSError as err:
        raise ConfigError(
            f"web address {web.host}:{web.port} cannot be had: {err.strerror}; set another web.port"
        ) from err


async def serve_screens(desk: Desk, door: socket.socket, stop: asyncio.Event) -> None:
    """Serve until `stop` is set."""
    server = new_server(create_app(desk), host="", port=0)
    serving = asyncio.create_task(server.serve(sockets=[door]))
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, stopped}, return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    await serving
    stopped.cancel()
