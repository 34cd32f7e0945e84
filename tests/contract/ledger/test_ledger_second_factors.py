"""Second factors in the ledger: one way through, each step on record, a code taken by one of those who come together."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from linewarden.errors import AccessError
from linewarden.model.account import Role
from linewarden.store.ledger import Ledger

AT = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


@pytest.fixture
def book(ledger: Ledger) -> Ledger:
    ledger.add_account("wang", "Wang", Role.ANALYST, "hash", at=AT, actor="system")
    return ledger


def test_one_is_begun_confirmed_used_and_reset(book: Ledger) -> None:
    factors = book.second_factors
    assert factors.find("wang") is None
    factors.begin("wang", "s1", at=AT)
    assert (begun := factors.find("wang")) is not None
    assert (begun.is_set, begun.pending, begun.pending_at) == (False, "s1", AT)
    assert factors.confirm("wang", "s0", 7, ["h1"], at=AT, keep_session="t") is None
    assert factors.confirm("wang", "s1", 7, ["h1", "h2"], at=AT, keep_session="t") == []
    assert (is_set := factors.find("wang")) is not None
    assert (is_set.sealed, is_set.pending, is_set.last_step, is_set.recovery) == ("s1", None, 7, ("h1", "h2"))
    assert [factors.use_step("wang", step) for step in (7, 8, 8, 6)] == [False, True, False, False]
    assert [factors.use_recovery("wang", code, at=AT) for code in ("h1", "h1", "h3")] == [True, False, False]
    factors.begin("wang", "s2", at=AT)
    assert (both := factors.find("wang")) is not None
    assert (both.sealed, both.pending) == ("s1", "s2")
    factors.renew_recovery("wang", ["h9"], at=AT)
    factors.reset("wang", at=AT, actor="console:root")
    assert factors.find("wang") is None
    assert [entry.action for entry in reversed(book.audit.entries())] == [
        "account.add", "second_factor.begin", "second_factor.set", "second_factor.recovery", "second_factor.begin",
        "second_factor.new_recovery", "second_factor.reset",
    ]  # fmt: skip
    assert book.verify_audit() == []


def test_a_step_is_taken_by_one_of_many(book: Ledger) -> None:
    book.second_factors.begin("wang", "s1", at=AT)
    book.second_factors.confirm("wang", "s1", 0, [], at=AT, keep_session="t")
    with ThreadPoolExecutor(8) as many:
        taken = list(many.map(lambda step: book.second_factors.use_step("wang", step), [1] * 16))
    assert taken.count(True) == 1


def test_there_is_nothing_to_reset_where_nothing_was_begun(book: Ledger) -> None:
    with pytest.raises(AccessError, match="account wang has no second factor"):
        book.second_factors.reset("wang", at=AT, actor="console:root")
    with pytest.raises(AccessError, match="account li has no second factor"):
        book.second_factors.reset("li", at=AT, actor="console:root")
