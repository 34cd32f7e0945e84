"""What may not be kept any longer goes by itself: looked for every hour, on record, told in the log."""

import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

import structlog

from linewarden.config import Settings
from linewarden.errors import StoreError
from linewarden.store.ledger import Deed, Ledger
from linewarden.store.purging import Purged
from linewarden.store.records import RecordStore
from linewarden.store.retention import Term

_log = structlog.get_logger()
_EVERY_S = 3600.0


def terms_of(settings: Settings) -> tuple[Term, ...]:
    """How long what is held under each legal basis may be kept."""
    return tuple(
        Term(
            basis_id=basis.id,
            until=basis.valid_until,
            keep=timedelta(days=basis.keep_days) if basis.keep_days is not None else None,
        )
        for basis in settings.basis
    )


def purge_overdue(store: RecordStore, ledger: Ledger, terms: Sequence[Term], now: datetime) -> dict[str, Purged]:
    """Purge what is beyond its term at this time; how much of each basis. The audit comes first: when it fails, nothing is removed."""

    def on_record(basis_id: str, before: datetime | None) -> None:
        detail = {"before": before.isoformat() if before is not None else None}
        deed = Deed(actor="system", action="store.purge", subject=basis_id, purpose="retention", detail=detail)
        ledger.audit.append(deed, at=now)

    purged = store.purge_overdue(terms, now, on_record)
    for basis_id, count in purged.items():
        _log.info(
            "purged", basis=basis_id, records=count.records, messages=count.messages, rejects=count.rejects
        )  # fmt: skip
    return purged


@contextlib.contextmanager
def retention(
    store: RecordStore,
    ledger: Ledger,
    terms: Sequence[Term],
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    every_s: float = _EVERY_S,
) -> Iterator[None]:
    """A thread purges inside the block, at its start and every hour. What fails is logged and tried again the next time."""
    is_over = threading.Event()

    def run() -> None:
        while True:
            try:
                purge_overdue(store, ledger, terms, now())
            except StoreError as err:
                _log.error("purge failed", problem=str(err))
            if is_over.wait(every_s):
                return

    thread = threading.Thread(target=run, name="retention", daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()
