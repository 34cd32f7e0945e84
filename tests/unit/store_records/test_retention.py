"""What may not be kept any longer goes by itself, and only that."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from store_rows import START, at, cdr, cdrs, intake, messages, open_store, rejects

from linewarden.config import BasisSection, Settings
from linewarden.errors import StoreError
from linewarden.main.retention import purge_overdue, retention, terms_of
from linewarden.model.cdr import cdr_batch
from linewarden.store.ledger import Ledger
from linewarden.store.purging import Purged
from linewarden.store.query import Query
from linewarden.store.retention import Term

DAY = 86_400
ENDS = START + timedelta(days=400)
TERMS = (
    Term(basis_id="CZ-1", until=ENDS),
    Term(basis_id="CZ-2", until=ENDS, keep=timedelta(days=30)),
    Term(basis_id="CZ-9", until=START),  # nothing is held under it
)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger.open(f"sqlite:///{tmp_path / 'ledger.sqlite'}")


def test_each_basis_has_its_term(tmp_path: Path, ledger: Ledger) -> None:
    with open_store(tmp_path) as store:
        store.take([intake(cdrs(range(3)), sip=messages([1, 2], 0), rejects=rejects([9]))])
        old = [cdr(n, setup_at=at(n * DAY), ended_at=at(n * DAY), answered_at=None, basis_id="CZ-2") for n in (10, 20)]
        store.take([intake(cdr_batch(old), basis_id="CZ-2")])
        store.seal(force=True)
        assert purge_overdue(store, ledger, TERMS, at(40 * DAY)) == {}
        assert purge_overdue(store, ledger, TERMS, at(41 * DAY - 1)) == {}
        assert purge_overdue(store, ledger, TERMS, at(41 * DAY)) == {"CZ-2": Purged(records=1)}
        assert purge_overdue(store, ledger, TERMS, at(42 * DAY)) == {}
        assert store.lookup(Query()).rows() == [old[1], cdr(2), cdr(1), cdr(0)]
        at_the_end = purge_overdue(store, ledger, TERMS, ENDS)
        assert at_the_end == {"CZ-1": Purged(records=3, messages=2, rejects=1), "CZ-2": Purged(records=1)}
        assert (len(store.lookup(Query())), purge_overdue(store, ledger, TERMS, ENDS)) == (0, {})
        assert store.counts()["cmcc"].purged == 6  # the messages are of another feed
    told = [(entry.actor, entry.action, entry.subject, entry.purpose) for entry in ledger.audit.entries()]
    assert told == [("system", "store.purge", basis, "retention") for basis in ("CZ-2", "CZ-1", "CZ-2")]


def test_what_is_not_sealed_goes_too(tmp_path: Path, ledger: Ledger) -> None:
    with open_store(tmp_path) as store:
        store.take([intake(cdrs(range(3)))])
        assert purge_overdue(store, ledger, TERMS, ENDS) == {"CZ-1": Purged(records=3)}


def test_without_an_audit_nothing_is_removed(tmp_path: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise StoreError("the ledger cannot be written")

    monkeypatch.setattr(ledger.audit, "append", fails)
    with open_store(tmp_path) as store:
        store.take([intake(cdrs(range(3)))])
        with pytest.raises(StoreError):
            purge_overdue(store, ledger, TERMS, ENDS)
        with retention(store, ledger, TERMS, now=lambda: ENDS):
            pass  # looked once, failed, said so, ended
        assert len(store.lookup(Query())) == 3


def test_a_thread_does_it(tmp_path: Path, ledger: Ledger) -> None:
    with open_store(tmp_path) as store:
        store.take([intake(cdrs(range(3)))])
        with retention(store, ledger, TERMS, now=lambda: ENDS):
            pass
        assert len(store.lookup(Query())) == 0


def test_terms_follow_from_the_settings() -> None:
    basis = {
        "id": "CZ-2", "kind": "cooperation", "document": "d", "issuer": "i",
        "valid_from": "2026-01-01T00:00:00+08:00", "valid_until": "2027-01-01T00:00:00+08:00", "keep_days": 30,
    }  # fmt: skip
    (term,) = terms_of(Settings(basis=(BasisSection.model_validate(basis),)))
    ends = datetime(2026, 12, 31, 16, tzinfo=UTC)
    assert term == Term(basis_id="CZ-2", until=ends, keep=timedelta(days=30))
