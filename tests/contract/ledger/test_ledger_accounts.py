"""Accounts looked after: closed, locked, dormant, with start passwords; on every database, each deed on record with its reason."""

from datetime import timedelta

import pytest
from ledger_rows import NOON

from linewarden.errors import (
    AccountStateError,
    LastAdministratorError,
    LoginTakenError,
    NoAccountError,
    OwnAccountError,
)
from linewarden.model.account import Account, Role
from linewarden.store.ledger import Ledger

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
TERMS = {"idle": 30 * MINUTE, "absolute": 720 * MINUTE}
LOCK = {"failures": 3, "window": 10 * MINUTE, "locked_for": 10 * MINUTE}
BY = {"at": NOON, "actor": "sec", "reason": "letter 17"}


@pytest.fixture
def people(ledger: Ledger) -> Ledger:
    """A duty officer and the two administrators."""
    for login, role in (("wang", Role.DUTY_OFFICER), ("sys", Role.SYSTEM_ADMIN), ("sec", Role.SECURITY_ADMIN)):
        ledger.add_account(login, login, role, "hash", at=NOON, actor="system")
    return ledger


def sign_in(ledger: Ledger, token: str, login: str = "wang") -> None:
    ledger.sessions.start(token, login, at=NOON, at_most=3, **TERMS)


def account(ledger: Ledger, login: str = "wang") -> Account:
    found = ledger.account(login)
    assert found is not None
    return found


def last(ledger: Ledger) -> tuple[str, str, str, str, str]:
    entry = ledger.audit.entries()[0]
    return entry.actor, entry.action, entry.subject, entry.purpose, entry.detail


def test_closing_an_account_tells_which_sessions_ended_and_why(people: Ledger) -> None:
    sign_in(people, "t1")
    sign_in(people, "t2")
    assert sorted(people.accounts.deactivate("wang", **BY)) == ["t1", "t2"]
    assert last(people) == ("sec", "account.deactivate", "wang", "letter 17", '{"sessions":2}')
    with pytest.raises(AccountStateError, match="wang is closed for good"):
        people.accounts.deactivate("wang", **BY)
    with pytest.raises(LoginTakenError):
        people.add_account("wang", "another", Role.ANALYST, "hash", at=NOON, actor="sys")


def test_the_last_administrator_of_a_kind_stays(people: Ledger) -> None:
    with pytest.raises(LastAdministratorError, match="sys is the last active system_admin"):
        people.accounts.deactivate("sys", **BY)
    people.add_account("sys2", "sys2", Role.SYSTEM_ADMIN, "hash", at=NOON, actor="sys")
    assert people.accounts.deactivate("sys", **BY) == []
    with pytest.raises(LastAdministratorError):  # a closed one does not count
        people.accounts.deactivate("sys2", **BY)
    assert people.accounts.deactivate("wang", **BY) == []


def test_nobody_looks_after_his_own_account(people: Ledger) -> None:
    security, own = people.account_security, {"at": NOON, "actor": "sec", "reason": "x"}
    for deed in (
        lambda: people.accounts.deactivate("sec", **own),
        lambda: people.second_factors.reset("sec", **own),
        lambda: security.unlock("sec", **own),
        lambda: security.end_sessions("sec", **own),
        lambda: security.reset_password("sec", "other", **own),
        lambda: security.reopen("sec", dormant=DAY, **own),
    ):
        with pytest.raises(OwnAccountError, match="sec is your own"):
            deed()
    assert account(people, "sec").password_hash == "hash"


def test_what_is_done_to_nobody_or_to_a_closed_account_is_refused(people: Ledger) -> None:
    people.accounts.deactivate("wang", **BY)
    for login, kind in (("li", NoAccountError), ("wang", AccountStateError)):
        for deed in (
            lambda login: people.account_security.unlock(login, **BY),
            lambda login: people.account_security.end_sessions(login, **BY),
            lambda login: people.account_security.reset_password(login, "other", **BY),
            lambda login: people.account_security.reopen(login, dormant=DAY, **BY),
        ):
            with pytest.raises(kind, match=login):
                deed(login)


def test_a_lock_is_lifted_before_its_time(people: Ledger) -> None:
    with pytest.raises(AccountStateError, match="wang is not locked"):
        people.account_security.unlock("wang", **BY)
    for _ in range(3):
        people.attempts.begin("wang", at=NOON, **LOCK)
    assert people.attempts.begin("wang", at=NOON, **LOCK) is not None
    (state,) = [one for one in people.account_states.all(at=NOON, **TERMS) if one.account.login == "wang"]
    assert state.locked_until == NOON + 10 * MINUTE
    people.account_security.unlock("wang", **BY)
    assert last(people) == ("sec", "account.unlock", "wang", "letter 17", "{}")
    assert people.attempts.begin("wang", at=NOON, **LOCK) is None


def test_a_start_password_ends_locks_and_sessions_and_is_ended_by_ones_own(people: Ledger) -> None:
    sign_in(people, "t1")
    for _ in range(3):
        people.attempts.begin("wang", at=NOON, **LOCK)
    assert people.account_security.reset_password("wang", "start", **BY) == ["t1"]
    assert people.attempts.begin("wang", at=NOON, **LOCK) is None
    assert (account(people).password_hash, account(people).must_change_password) == ("start", True)
    assert last(people) == ("sec", "account.reset_password", "wang", "letter 17", '{"sessions":1}')
    sign_in(people, "t2")
    sign_in(people, "t3")
    assert people.account_security.change_password("wang", "own", former="start", at=NOON, keep_session="t3") == ["t2"]
    assert (account(people).password_hash, account(people).must_change_password) == ("own", False)
    assert last(people)[:3] == ("wang", "account.change_password", "wang")


def test_what_was_proven_with_a_former_password_is_worth_nothing_after_a_reset(people: Ledger) -> None:
    """Looking at a password takes a tenth of a second: a reset in that time counts."""
    people.account_security.reset_password("wang", "start", **BY)
    with pytest.raises(AccountStateError, match="reset"):
        people.sessions.start("t1", "wang", at=NOON, at_most=3, password_hash="hash", **TERMS)
    with pytest.raises(AccountStateError, match="reset"):
        people.account_security.change_password("wang", "thief", former="hash", at=NOON, keep_session="")
    assert not people.accounts.renew_hash("wang", "rehashed", former="hash", at=NOON)
    assert (account(people).password_hash, account(people).must_change_password) == ("start", True)
    people.accounts.deactivate("wang", **BY)
    with pytest.raises(AccountStateError, match="closed"):
        people.sessions.start("t1", "wang", at=NOON, at_most=3, password_hash="start", **TERMS)
    assert people.sessions.find("t1") is None


def test_an_account_without_a_sign_in_goes_dormant_until_it_is_reopened(people: Ledger) -> None:
    sign_in(people, "t1")
    assert account(people).signed_in_at == NOON
    assert not account(people).is_dormant(NOON + 89 * DAY, 90 * DAY)
    assert account(people).is_dormant(NOON + 90 * DAY, 90 * DAY)
    assert account(people, "sys").is_dormant(NOON + 90 * DAY, 90 * DAY)  # never signed in: since it was opened
    with pytest.raises(AccountStateError, match="wang is not dormant"):
        people.account_security.reopen("wang", dormant=90 * DAY, **BY)
    later = NOON + 100 * DAY
    people.account_security.reopen("wang", dormant=90 * DAY, at=later, actor="sec", reason="back from leave")
    assert last(people) == ("sec", "account.reopen", "wang", "back from leave", "{}")
    assert not account(people).is_dormant(later + 89 * DAY, 90 * DAY)


def test_states_tell_of_sessions_that_go_on_and_second_factors_that_are_set(people: Ledger) -> None:
    sign_in(people, "t1")
    sign_in(people, "t2", "sec")
    people.second_factors.begin("wang", "s1", at=NOON)
    people.second_factors.begin("sec", "s2", at=NOON)
    people.second_factors.confirm("sec", "s2", 1, [], at=NOON, keep_session="t2")
    told = [
        (one.account.login, len(one.sessions), one.has_second_factor)
        for one in people.account_states.all(at=NOON + 29 * MINUTE, **TERMS)
    ]
    assert told == [("sec", 1, True), ("sys", 0, False), ("wang", 1, False)]
    assert all(not one.sessions for one in people.account_states.all(at=NOON + 30 * MINUTE, **TERMS))
