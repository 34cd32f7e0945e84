"""Who is at the terminal: password, and a code once the account has a second factor, under the same lock as on the screens."""

import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
import pytest

from linewarden.config import Settings
from linewarden.errors import AccessError
from linewarden.main.identity import proven
from linewarden.model.account import Role
from linewarden.store.ledger import Ledger
from linewarden.web.one_time import recovery_hash
from linewarden.web.passwords import Argon2, hash_password
from linewarden.web.sealing import Sealer

PASSWORD, RECOVERY = "correct horse battery", "AAAA-BBBB-CCCC-DDDD"
HASH = hash_password(PASSWORD, Argon2(time_cost=1, memory_kib=64, lanes=1))


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[Ledger, Settings]]:
    settings = Settings(data=tmp_path)
    ledger = Ledger.open(settings.ledger)
    ledger.add_account("wang", "Wang", Role.ANALYST, HASH, at=datetime.now(UTC), actor="system")
    yield ledger, settings
    ledger.close()


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def set_up(place: tuple[Ledger, Settings]) -> str:
    """The secret of a second factor that is in force."""
    ledger, settings = place
    secret = pyotp.random_base32()
    sealed = Sealer.of(settings.sealing_key).sealed(secret, "wang")
    ledger.second_factors.begin("wang", sealed, at=datetime.now(UTC))
    hashes = [recovery_hash(RECOVERY)]
    assert ledger.second_factors.confirm("wang", sealed, 0, hashes, at=datetime.now(UTC), keep_session="") == []
    return secret


def test_a_password_will_do_without_a_second_factor(
    place: tuple[Ledger, Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, PASSWORD)
    ledger, settings = place
    assert proven(ledger, "wang", settings).login == "wang"
    assert not settings.sealing_key.exists()  # there is nothing to open


def test_a_start_password_and_a_dormant_account_open_nothing(
    place: tuple[Ledger, Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger, settings = place
    old = datetime.now(UTC) - timedelta(days=90)
    ledger.add_account("li", "Li", Role.ANALYST, HASH, at=old, actor="system")
    ledger.add_account("wu", "Wu", Role.ANALYST, HASH, at=datetime.now(UTC), actor="system", must_change_password=True)
    for login, says in (("li", "nobody has signed in to li for 90 days"), ("wu", "wu has a start password")):
        typed(monkeypatch, PASSWORD)
        with pytest.raises(AccessError, match=says):
            proven(ledger, login, settings)


def test_with_one_its_code_is_asked_for_and_good_once(
    place: tuple[Ledger, Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    (ledger, settings), secret = place, set_up(place)
    code = pyotp.TOTP(secret).now()
    typed(monkeypatch, PASSWORD, code)
    assert proven(ledger, "wang", settings).login == "wang"
    for again in (code, "", "nonsense"):
        typed(monkeypatch, PASSWORD, again)
        with pytest.raises(AccessError, match="the code is wrong, too old, or was used before"):
            proven(ledger, "wang", settings)
    typed(monkeypatch, PASSWORD, RECOVERY.lower())
    assert proven(ledger, "wang", settings).login == "wang"


def test_guessing_locks_as_it_does_on_the_screens(
    place: tuple[Ledger, Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger, settings = place
    secret = set_up(place)
    for _ in range(5):
        typed(monkeypatch, PASSWORD, "12345")
        with pytest.raises(AccessError, match="the code is wrong"):
            proven(ledger, "wang", settings)
    typed(monkeypatch, PASSWORD, pyotp.TOTP(secret).now())
    with pytest.raises(AccessError, match="too many wrong passwords for wang: try again after"):
        proven(ledger, "wang", settings)
