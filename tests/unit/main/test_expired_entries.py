"""Entries of the whitelist that are over are told by the commands that an operator runs."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from linewarden.config import Settings
from linewarden.main import main
from linewarden.main.doctor import _rules
from linewarden.model.account import Role
from linewarden.model.rule_change import SilencedCount
from linewarden.rulebook.book import SHIPPED
from linewarden.rulebook.change import changed
from linewarden.rulebook.text import text_of
from linewarden.scoring.rules import RULES_VERSION
from linewarden.store.ledger import Ledger

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
ENTRIES = """
[whitelist."8651981234567"]
reason = "clinic"
source = "letter 17"
expires = 2020-12-31
[whitelist."86519888*"]
reason = "school"
source = "letter 18"
expires = 2999-12-31
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """An installation with these entries published, the second of which has silenced 1,234 calls."""
    with closing(Ledger.open(f"sqlite:///{tmp_path}/ledger.sqlite")) as ledger:
        for login in ("ana", "bo"):
            ledger.add_account(login, login, Role.COMMANDER, "hash", at=LONG_AGO, actor="system")
        text = text_of(changed(ENTRIES, "c", SHIPPED))
        change = ledger.rule_changes.draft(text, base_serial=0, author="ana", reason="r", at=LONG_AGO)
        ledger.rule_changes.backtested(1, digest=change.digest, summary={}, actor="x", at=LONG_AGO)
        ledger.rule_changes.approve(1, approver="bo", decision="d", at=LONG_AGO)
        ledger.published.publish(1, rules=RULES_VERSION, actor="x", at=LONG_AGO)
        ledger.silenced.add([SilencedCount(number="86519888*", calls=1234, last_at=LONG_AGO)], offset=0)
    (tmp_path / "linewarden.toml").write_text(f'data = "{tmp_path}"\n', "utf-8")
    return tmp_path / "linewarden.toml"


def test_the_whitelist_tells_what_is_over_and_what_silences_most(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rules", "whitelist", "--config", str(config)]) == 0
    printed = capsys.readouterr()
    most, least = printed.out.splitlines()[1:]
    assert most.split()[:4] == ["86519888*", "1,234", "2020-01-01T00:00:00Z", "2999-12-31"]
    assert "2020-12-31 (over)" in least
    assert "1 entries are over and have no effect: 8651981234567" in printed.err


def test_the_doctor_tells_it_too(config: Path) -> None:
    found = _rules(Settings(data=config.parent))
    assert (found.is_ok, found.text) == (False, "whitelist entries that are over and have no effect: 8651981234567")
    fresh = _rules(Settings(data=config.parent / "fresh"))
    assert (fresh.is_ok, fresh.text) == (True, f"rules {RULES_VERSION} can be read, 0 numbers on the whitelist")
