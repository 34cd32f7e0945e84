"""Whoever changes the audit behind our back is found out, and the database itself refuses the easy ways."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linewarden.errors import StoreError
from linewarden.store.ledger import Deed, Ledger

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
GUARDS = ("audit_no_update", "audit_no_delete", "audit_no_gap", "audit_head_stays", "audit_head_grows")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with an audit of six entries, closed."""
    path = tmp_path_factory.mktemp("ledger") / "ledger.db"
    ledger = Ledger.open(f"sqlite:///{path}")
    for number in range(6):
        ledger.audit.append(Deed(actor="wang", action="warning.read", subject=f"w{number}"), at=NOON)
    ledger.close()
    with sqlite3.connect(path) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()
    return path


@pytest.fixture
def raw(file: Path, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A bare connection to a copy."""
    copy = tmp_path / "copy.db"
    copy.write_bytes(file.read_bytes())
    connection = sqlite3.connect(copy, isolation_level=None)
    yield connection
    connection.close()


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("UPDATE audit SET actor = 'li' WHERE seq = 3", "append-only"),
        ("DELETE FROM audit WHERE seq = 6", "append-only"),
        (
            "INSERT INTO audit SELECT 9, at, actor, action, subject, purpose, detail, previous_hash, entry_hash FROM audit",
            "no gaps",
        ),
        (
            "INSERT OR REPLACE INTO audit SELECT 3, at, 'li', action, subject, purpose, detail, '', '' FROM audit",
            "no gaps",
        ),
        ("DELETE FROM audit_head", "the head stays"),
        ("UPDATE audit_head SET seq = 3", "the head only grows"),
    ],
)
def test_the_database_refuses_to_change_the_audit(raw: sqlite3.Connection, statement: str, reason: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match=reason):
        raw.execute(statement)


def verified(raw: sqlite3.Connection, *statements: str) -> list[str]:
    """What the ledger finds after somebody removed the triggers and ran these."""
    for guard in GUARDS:
        raw.execute(f"DROP TRIGGER {guard}")
    for statement in statements:
        raw.execute(statement)
    path = raw.execute("PRAGMA database_list").fetchone()[2]
    ledger = Ledger.open(f"sqlite:///{path}")
    try:
        return ledger.verify_audit()
    finally:
        ledger.close()


def test_an_untouched_audit_is_whole(raw: sqlite3.Connection) -> None:
    assert verified(raw) == []


def test_a_changed_entry_shows(raw: sqlite3.Connection) -> None:
    faults = verified(raw, "UPDATE audit SET actor = 'li' WHERE seq = 3")
    assert faults == ["entry 3 was changed: its content does not fit its hash"]


def test_a_missing_entry_shows(raw: sqlite3.Connection) -> None:
    faults = verified(raw, "DELETE FROM audit WHERE seq = 3")
    assert faults == ["entry 4 follows entry 2: 1 missing", "entry 4 does not continue entry 2"]


def test_a_cut_off_end_shows(raw: sqlite3.Connection) -> None:
    assert verified(raw, "DELETE FROM audit WHERE seq > 4") == ["the audit ends at entry 4, its head says 6"]


def test_two_swapped_entries_show(raw: sqlite3.Connection) -> None:
    swap = (
        "UPDATE audit SET seq = 99 WHERE seq = 2",
        "UPDATE audit SET seq = 2 WHERE seq = 3",
        "UPDATE audit SET seq = 3 WHERE seq = 99",
    )
    faults = verified(raw, *swap)
    assert "entry 2 does not continue entry 1" in faults
    assert "entry 3 was changed: its content does not fit its hash" in faults


def test_an_end_cut_off_together_with_the_head_shows_by_a_head_kept_elsewhere(raw: sqlite3.Connection) -> None:
    path = raw.execute("PRAGMA database_list").fetchone()[2]
    ledger = Ledger.open(f"sqlite:///{path}")
    kept = ledger.audit.head()
    ledger.close()
    cut = (
        "DELETE FROM audit WHERE seq > 4",
        "UPDATE audit_head SET seq = 4, entry_hash = (SELECT entry_hash FROM audit WHERE seq = 4)",
    )
    assert verified(raw, *cut) == []
    ledger = Ledger.open(f"sqlite:///{path}")
    assert ledger.verify_audit([kept]) == ["entry 6 was known and is missing"]
    ledger.close()


_TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30)
_DEEDS = st.lists(st.builds(Deed, actor=_TEXT, action=_TEXT, subject=_TEXT, purpose=_TEXT), min_size=1, max_size=8)


@settings(deadline=None, max_examples=25)
@given(deeds=_DEEDS, data=st.data())
def test_any_chain_verifies_and_any_changed_field_shows(
    tmp_path_factory: pytest.TempPathFactory, deeds: list[Deed], data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("chain") / "ledger.db"
    ledger = Ledger.open(f"sqlite:///{path}")
    for deed in deeds:
        ledger.audit.append(deed, at=NOON)
    assert ledger.verify_audit() == []
    seq = data.draw(st.integers(1, len(deeds)))
    column = data.draw(
        st.sampled_from(["at", "actor", "action", "subject", "purpose", "detail", "previous_hash", "entry_hash"])
    )
    ledger.close()
    raw = sqlite3.connect(path, isolation_level=None)
    value = "at + 1" if column == "at" else f"'x' || substr({column}, 2) || 'y'"
    assert verified(raw, f"UPDATE audit SET {column} = {value} WHERE seq = {seq}") != []
    raw.close()


def test_an_audit_that_cannot_be_written_says_so(file: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_bytes(file.read_bytes())
    ledger = Ledger.open(f"sqlite:///{copy}")
    with sqlite3.connect(copy, isolation_level=None) as other:
        other.execute("CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'disk full'); END")
    other.close()
    with pytest.raises(StoreError, match=r"ledger sqlite:.*disk full"):
        ledger.audit.append(Deed(actor="wang", action="x", subject="y"), at=NOON)
    assert ledger.audit.head().seq == 6
    ledger.close()
