"""Saved searches on every database."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from ledger_rows import NOON

from linewarden.errors import NoSearchError, SearchesFullError
from linewarden.model.account import Role
from linewarden.model.saved_search import SavedSearch
from linewarden.store.ledger import Ledger
from linewarden.store.ledger.saved_searches import AT_MOST

SEARCH = SavedSearch(login="wang", name="夜间", query="talk>=60", saved_at=NOON)


@pytest.fixture
def kept(ledger: Ledger) -> Ledger:
    for login in ("wang", "li"):
        ledger.add_account(login, "王警官", Role.DUTY_OFFICER, "$argon2id$…", at=NOON, actor="system")
    ledger.saved_searches.keep(SEARCH, "talk>=60")
    return ledger


def test_a_name_is_its_owners_and_holds_the_latest_query(kept: Ledger) -> None:
    book, later = kept.saved_searches, NOON + timedelta(minutes=1)
    theirs = replace(SEARCH, login="li", query="talk>=90")
    anew = replace(SEARCH, query="talk>=120", saved_at=later)
    book.keep(theirs, "talk>=90")
    book.keep(anew, "talk>=120")
    assert (book.of("wang"), book.of("li")) == ([anew], [theirs])
    book.remove("wang", "夜间", at=later)
    assert (book.of("wang"), book.of("li")) == ([], [theirs])
    with pytest.raises(NoSearchError):
        book.remove("wang", "夜间", at=later)


def test_of_many_who_save_at_a_time_no_more_than_the_limit_succeed(kept: Ledger) -> None:
    for n in range(AT_MOST - 3):
        kept.saved_searches.keep(replace(SEARCH, name=str(n)), "talk>=60")
    full = []

    def keep(n: int) -> None:
        try:
            kept.saved_searches.keep(replace(SEARCH, name=f"more {n}"), "talk>=60")
        except SearchesFullError:
            full.append(n)

    threads = [threading.Thread(target=keep, args=(n,)) for n in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(kept.saved_searches.of("wang")), len(full)) == (AT_MOST, 3)
