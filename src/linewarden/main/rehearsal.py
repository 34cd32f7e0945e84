"""A handful of made-up calls through every stage, in a folder that goes at once, so that all kernels are compiled before the first real call.

The first run on a machine compiles for half a minute; afterwards the compiled code is loaded from a cache.
"""

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from linewarden.features.records import record_events
from linewarden.feeds.files import load_map, read_file
from linewarden.feeds.settings import FeedSettings
from linewarden.main.assembly import new_detector
from linewarden.model.legal_basis import BasisKind, LegalBasis
from linewarden.model.number import E164
from linewarden.numbering import Home
from linewarden.pipeline.detector import Origin
from linewarden.store.query import Query
from linewarden.store.records import RecordStore

CALLS = 150
"""Enough for a caller to turn out risky, so that its records are looked up too."""

FILES = 3
"""Two sealed ranges and one that is not: lookups go through all."""

CALLER = E164(8613900000000)

_HEADER = "call_id,cli,called,setup_at,answered_at,ended_at,service,cell,imei,source_ip,trunk_in\n"


def rehearse(home: Home) -> None:
    """Run it; raises what a real call would raise on a broken installation."""
    now = datetime.now(UTC)
    basis = LegalBasis(
        "REHEARSAL", BasisKind.TRAINING, "rehearsal", "linewarden", now - timedelta(days=1), now + timedelta(days=1)
    )
    feed = FeedSettings(name="rehearsal", basis=basis, home=home)
    with tempfile.TemporaryDirectory(prefix="linewarden-rehearsal-") as name:
        folder = Path(name)
        store = RecordStore.open(folder, sync=False)
        try:
            for first in range(0, CALLS, CALLS // FILES):
                path = folder / f"calls-{first}.csv"
                path.write_text(_HEADER + "".join(_row(n, now) for n in range(first, first + CALLS // FILES)), "utf-8")
                store.seal(force=True)  # what came before: the last file stays unsealed
                for intake in read_file(path, map=load_map("linewarden"), feed=feed):
                    store.take([intake])
            for _ in range(2):  # the first is slow, as from a disk; the second is not
                store.lookup(Query(number=CALLER))
            detector = new_detector(home)
            for batch in store.in_time_order():
                detector.feed(record_events(batch), Origin("rehearsal", "rehearsal", is_synthetic=True))
            detector.drain()
        finally:
            store.close()


def _row(number: int, now: datetime) -> str:
    """One of many short calls of one caller, the last of them long."""
    talk_s = 900 if number == CALLS - 1 else 4 * (number % 2)
    setup = now - timedelta(hours=1) + timedelta(seconds=10 * number)
    answered, ended = setup + timedelta(seconds=5), setup + timedelta(seconds=5 + talk_s)
    place = f"460-00-1-{number % 3},35{number:013d},203.0.113.{number},T-{number % 2}"
    answered_at = answered.isoformat() if talk_s else ""
    return f"r{number},+{CALLER},0{13_800_000_000 + number},{setup.isoformat()},{answered_at},{ended.isoformat()},voice,{place}\n"
