"""API tokens on every database."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from ledger_rows import NOON

from linewarden.errors import AccessError, NoTokenError, TokensFullError
from linewarden.model.account import Role
from linewarden.model.api_token import ApiToken
from linewarden.store.ledger import Ledger

TOKEN = ApiToken(
    token_id="0" * 12, token_hash="a" * 64, login="wang", name="日报", scopes=("feeds.read", "rules.read"), created_at=NOON,
    expires_at=NOON + timedelta(days=30),
)  # fmt: skip


def numbered(n: int) -> ApiToken:
    return replace(TOKEN, token_id=f"{n:012x}", token_hash=f"{n:064x}")


@pytest.fixture
def kept(ledger: Ledger) -> Ledger:
    ledger.add_account("wang", "王警官", Role.DUTY_OFFICER, "$argon2id$…", at=NOON, actor="system")
    ledger.api_tokens.add(TOKEN, at_most=5)
    return ledger


def test_a_token_is_found_by_its_hash_and_its_use_is_written_down_by_the_minute(kept: Ledger) -> None:
    book = kept.api_tokens
    assert book.use(TOKEN.token_hash, at=NOON) == TOKEN
    later = NOON + timedelta(seconds=59)
    assert book.use(TOKEN.token_hash, at=later) == replace(TOKEN, used_at=NOON)
    book.use(TOKEN.token_hash, at=NOON + timedelta(minutes=2))
    assert book.of("wang", at=later) == [replace(TOKEN, used_at=NOON + timedelta(minutes=2))]
    assert book.use("b" * 64, at=NOON) is None


def test_it_is_good_until_its_end(kept: Ledger) -> None:
    assert kept.api_tokens.use(TOKEN.token_hash, at=TOKEN.expires_at) is None
    assert kept.api_tokens.of("wang", at=TOKEN.expires_at) == []
    kept.api_tokens.end("wang", TOKEN.token_id, at=NOON)
    assert kept.api_tokens.use(TOKEN.token_hash, at=NOON) is None
    with pytest.raises(NoTokenError, match="has no token '000000000000' that is good"):
        kept.api_tokens.end("wang", TOKEN.token_id, at=NOON)
    with pytest.raises(NoTokenError):
        kept.api_tokens.end("li", TOKEN.token_id, at=NOON)
    assert [entry.action for entry in kept.audit.entries()][:2] == ["token.end", "token.add"]


def test_a_closed_account_gets_none(kept: Ledger) -> None:
    kept.accounts.deactivate("wang", at=NOON, actor="system")
    with pytest.raises(AccessError, match="no active account wang"):
        kept.api_tokens.add(numbered(1), at_most=5)


def test_of_many_who_make_one_at_a_time_no_more_than_the_limit_succeed(kept: Ledger) -> None:
    full = []

    def make(n: int) -> None:
        try:
            kept.api_tokens.add(numbered(n), at_most=3)
        except TokensFullError:
            full.append(n)

    threads = [threading.Thread(target=make, args=(n,)) for n in range(1, 7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(kept.api_tokens.of("wang", at=NOON)), len(full)) == (3, 4)
