"""Legal bases, accounts, sessions, lock-out and the audit, on every database."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from ledger_rows import A_BASIS, NOON

from linewarden.errors import AccessError, LegalBasisError, StoreError
from linewarden.model.account import Role
from linewarden.model.audit import AuditHead
from linewarden.store.ledger import Deed, Ledger

MINUTE = timedelta(minutes=1)
LOCK = {"failures": 3, "window": 10 * MINUTE, "locked_for": 10 * MINUTE}
TERMS = {"idle": 30 * MINUTE, "absolute": 720 * MINUTE}


def add(ledger: Ledger, login: str) -> None:
    ledger.add_account(login, "王警官", Role.DUTY_OFFICER, "$argon2id$…", at=NOON, actor="system")


def actions(ledger: Ledger) -> list[str]:
    return [entry.action for entry in reversed(ledger.audit.entries())]


def test_an_unknown_basis_is_refused(ledger: Ledger) -> None:
    with pytest.raises(LegalBasisError, match="'CZ-9' is not registered"):
        ledger.basis("CZ-9")


def test_a_basis_is_registered_once_and_may_be_prolonged(ledger: Ledger) -> None:
    longer = replace(A_BASIS, valid_until=A_BASIS.valid_until + timedelta(days=30))
    for basis in (A_BASIS, A_BASIS, longer):
        ledger.add_basis(basis, at=NOON)
    assert ledger.basis("CZ-1") == longer
    assert ledger.list_bases() == [longer]
    assert actions(ledger) == ["basis.add", "basis.renew"]


def test_another_document_under_a_known_id_is_refused(ledger: Ledger) -> None:
    ledger.add_basis(A_BASIS, at=NOON)
    with pytest.raises(LegalBasisError, match="register another document under its own id"):
        ledger.add_basis(replace(A_BASIS, document="X"), at=NOON)
    with pytest.raises(LegalBasisError, match="ends before it begins"):
        ledger.add_basis(replace(A_BASIS, valid_until=A_BASIS.valid_from), at=NOON)


def test_an_account_is_found_by_its_login_in_any_case(ledger: Ledger) -> None:
    add(ledger, " Wang ")
    found = ledger.account("WANG")
    assert found is not None
    assert (found.login, found.name, found.role, found.created_at) == ("wang", "王警官", Role.DUTY_OFFICER, NOON)
    with pytest.raises(AccessError, match="account wang exists already"):
        add(ledger, "wang")


def test_the_eleventh_named_account_is_refused_until_one_is_free(ledger: Ledger) -> None:
    for number in range(10):
        add(ledger, f"officer{number}")
    with pytest.raises(AccessError, match="10 of 10 named accounts are in use"):
        add(ledger, "officer10")
    ledger.accounts.deactivate("officer0", at=NOON, actor="admin")
    add(ledger, "officer10")
    assert [account.login for account in ledger.accounts.all() if not account.is_active] == ["officer0"]


def test_a_session_lasts_while_it_is_used(ledger: Ledger) -> None:
    add(ledger, "wang")
    ledger.sessions.start("t1", "wang", at=NOON, at_most=3, **TERMS)
    for minutes in (29, 58, 87):
        assert ledger.sessions.use("t1", at=NOON + minutes * MINUTE, **TERMS) is not None
    assert ledger.sessions.use("t1", at=NOON + 117 * MINUTE, **TERMS) is None
    assert actions(ledger) == ["account.add", "sign_in", "session.expired"]
    assert ledger.sessions.use("t1", at=NOON + 90 * MINUTE, **TERMS) is None  # it does not come back


def test_a_session_ends_after_its_absolute_term_however_busy(ledger: Ledger) -> None:
    add(ledger, "wang")
    ledger.sessions.start("t1", "wang", at=NOON, at_most=3, **TERMS)
    uses = [ledger.sessions.use("t1", at=NOON + n * 20 * MINUTE, **TERMS) for n in range(1, 37)]
    assert [use is not None for use in uses] == [True] * 35 + [False]


def test_looking_does_not_keep_a_session_alive(ledger: Ledger) -> None:
    add(ledger, "wang")
    ledger.sessions.start("t1", "wang", at=NOON, at_most=3, **TERMS)
    assert ledger.sessions.is_live("t1", at=NOON + 29 * MINUTE, **TERMS)
    assert not ledger.sessions.is_live("t1", at=NOON + 30 * MINUTE, **TERMS)
    assert not ledger.sessions.is_live("t0", at=NOON, **TERMS)


def test_the_fourth_session_ends_the_oldest(ledger: Ledger) -> None:
    add(ledger, "wang")
    ended = [ledger.sessions.start(f"t{n}", "wang", at=NOON + n * MINUTE, at_most=3, **TERMS) for n in range(4)]
    assert ended == [[], [], [], ["t0"]]
    assert ledger.sessions.use("t0", at=NOON + 4 * MINUTE, **TERMS) is None
    assert ledger.sessions.use("t1", at=NOON + 4 * MINUTE, **TERMS) is not None


def test_a_closed_account_loses_its_sessions(ledger: Ledger) -> None:
    add(ledger, "wang")
    ledger.sessions.start("t1", "wang", at=NOON, at_most=3, **TERMS)
    ledger.accounts.deactivate("wang", at=NOON, actor="admin")
    assert ledger.sessions.use("t1", at=NOON, **TERMS) is None


def attempts(ledger: Ledger, *minutes: int) -> list[datetime | None]:
    return [ledger.attempts.begin("wang", at=NOON + minute * MINUTE, **LOCK) for minute in minutes]


def test_three_failures_lock_the_login_for_ten_minutes(ledger: Ledger) -> None:
    assert attempts(ledger, 0, 1, 2, 3, 11) == [None, None, None, NOON + 12 * MINUTE, NOON + 12 * MINUTE]
    assert ledger.attempts.begin("li", at=NOON + 3 * MINUTE, **LOCK) is None
    assert attempts(ledger, 12, 13, 14, 15) == [None, None, None, NOON + 24 * MINUTE]  # counted anew after the lock


def test_only_failures_within_the_window_count(ledger: Ledger) -> None:
    assert attempts(ledger, 0, 9, 11, 18, 19) == [None, None, None, None, NOON + 28 * MINUTE]


def test_a_success_clears_the_failures(ledger: Ledger) -> None:
    attempts(ledger, 0, 1)
    ledger.attempts.clear("wang")
    assert attempts(ledger, 2, 3, 4) == [None, None, None]


def test_the_audit_is_a_chain_with_a_head(ledger: Ledger) -> None:
    assert ledger.verify_audit() == []
    entries = [
        ledger.audit.append(Deed(actor="wang", action="warning.read", subject=f"w{n}"), at=NOON) for n in range(3)
    ]
    assert [entry.seq for entry in entries] == [1, 2, 3]
    assert entries[2].previous_hash == entries[1].entry_hash
    assert ledger.audit.head() == AuditHead(3, entries[2].entry_hash)
    assert ledger.audit.entries(before_seq=3, limit=1) == [entries[1]]
    assert ledger.verify_audit([AuditHead(2, entries[1].entry_hash)]) == []
    assert ledger.verify_audit([AuditHead(5, "f" * 64)]) == ["entry 5 was known and is missing"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor = 'li' WHERE seq = 1",
        "DELETE FROM audit WHERE seq = 1",
        "INSERT INTO audit SELECT 9, at, actor, action, subject, purpose, detail, previous_hash, entry_hash FROM audit",
        "UPDATE audit_head SET seq = 0",
        "DELETE FROM audit_head",
    ],
)
def test_the_database_itself_refuses_to_change_the_audit(ledger: Ledger, statement: str) -> None:
    ledger.audit.append(Deed(actor="wang", action="warning.read", subject="w1"), at=NOON)
    with pytest.raises(StoreError, match=r"audit|head"), ledger._database.write() as connection:
        connection.exec_driver_sql(statement)
    assert ledger.verify_audit() == []


def test_a_reading_connection_cannot_write(ledger: Ledger) -> None:
    with pytest.raises(StoreError, match=r"read-?only"), ledger._database.read() as connection:
        connection.exec_driver_sql("DELETE FROM warnings")
