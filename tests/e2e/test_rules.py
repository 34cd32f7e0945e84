"""The rules' way from a draft to the running platform and back, as two persons at a terminal go it."""

import io
import json
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from calls_file import burst, drop, write
from platform_process import PASSWORD, Platform, files_feed, wait_for
from test_commands import linewarden, replay

from linewarden.main import main
from linewarden.scoring.rules import RULES_VERSION

ONE, TWO = (f"{RULES_VERSION}+{serial}" for serial in (1, 2))
NEXT_YEAR = (datetime.now(UTC) + timedelta(days=300)).date()
CLEARED = f"""
[whitelist."8613900000001"]
reason = "courier of the clinic"
source = "letter 17"
expires = {NEXT_YEAR}
"""


class Desk:
    """The `rules` command of one installation, in this process."""

    def __init__(self, config: Path, patch: pytest.MonkeyPatch, printed: pytest.CaptureFixture[str]) -> None:
        self.config, self._patch, self._printed = config, patch, printed

    def __call__(self, *words: str | Path, password: str = PASSWORD, code: int = 0) -> str:
        self._patch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
        self._printed.readouterr()
        assert main(["rules", *map(str, words), "--config", str(self.config)]) == code
        printed = self._printed.readouterr()
        return printed.out if code == 0 else printed.err


def followed(platform: Platform) -> str:
    """Version of the rules that the running platform follows."""
    with urllib.request.urlopen(f"{platform.url}api/health", timeout=10) as answer:
        return str(json.load(answer)["versions"]["rules"])


@pytest.mark.slow
def test_a_change_is_drafted_back_tested_approved_by_another_published_and_rolled_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "drop"
    folder.mkdir()
    change = tmp_path / "change.toml"
    change.write_text(CLEARED, "utf-8")
    with Platform(tmp_path / "site", files_feed(folder)) as platform:
        rules = Desk(platform.config, monkeypatch, capsys)
        for login in ("ana", "bo"):
            platform.add_account(login, "analyst")
        start = datetime.now(UTC) - timedelta(hours=3)
        drop(folder, "one.csv", burst(start))
        wait_for(lambda: list((folder / "done").glob("*.csv")))

        refused = rules("draft", change, "--as", "ana", "--reason", "courier", password="wrong", code=2)
        assert "login ana or the password is wrong" in refused
        assert "change 1 drafted by ana" in rules("draft", change, "--as", "ana", "--reason", "courier")
        assert "drafted and cannot be approved" in rules("approve", "1", "--as", "bo", "--reason", "ok", code=2)
        found = rules("backtest", "1", "--json", tmp_path / "found.json")
        assert "persons warned by today's rules only: 1, by the changed only: 0" in found
        told = json.loads((tmp_path / "found.json").read_bytes())
        assert (told["today"]["persons_in_all"], told["changed"]["persons_in_all"]) == (1, 0)
        assert list(told["changed"]["silenced"]) == ["8613900000001"]
        assert "ana drafted change 1 and cannot decide on it" in rules(
            "approve", "1", "--as", "ana", "--reason", "ok", code=2
        )
        assert "backtested and cannot be published" in rules("publish", "1", code=2)
        shown = rules("show", "--change", "1")
        assert '+[whitelist."8613900000001"]' in shown
        assert '"persons_only_today": 1' in shown
        assert json.loads(rules("show", "--change", "1", "--json"))["author"] == "ana"
        assert "approved by bo" in rules("approve", "1", "--as", "bo", "--reason", "known to us")
        assert rules("publish", "1").startswith(f"rules {ONE} are published")
        wait_for(lambda: followed(platform) == ONE, timeout_s=10)

        drop(folder, "two.csv", burst(start + timedelta(hours=1), victim="138 6123 9999"))
        wait_for(lambda: len(list((folder / "done").glob("*.csv"))) == 2)
        wait_for(lambda: json.loads(rules("whitelist", "--json"))[0]["silenced"], timeout_s=10)
        (row,) = json.loads(rules("whitelist", "--json"))
        assert (row["number"], row["is_expired"]) == ("8613900000001", False)
        assert row["silenced"] > 50
        assert f"{row['silenced']:,}" in rules("whitelist")

        platform.kill()
        platform.start()
        assert followed(platform) == ONE
        assert json.loads(rules("whitelist", "--json")) == [row]
        assert "publication 1 is not an earlier one" in rules(
            "rollback", ONE, "--as", "bo", "--reason", "poisoned", code=2
        )
        assert TWO in rules("rollback", "0", "--as", "bo", "--reason", "poisoned")
        wait_for(lambda: followed(platform) == TWO, timeout_s=10)
        listed = rules("list")
        assert "rolled_back" in listed
        assert "back to 0" in listed
        assert '[whitelist."8613900000001"]' in rules("show", "--version", ONE)
        assert "whitelist" not in rules("show")


@pytest.mark.slow
def test_a_replay_takes_changed_rules_and_the_text_that_show_prints(tmp_path: Path) -> None:
    calls, change = write(tmp_path / "calls.csv", burst()), tmp_path / "change.toml"
    change.write_text(
        "[caller.burst]\nstarts = 500\nfull = 1000\n[caller.dead_end]\nstarts = 500\nfull = 1000\n[person.approach]\nsteps = [[0.5, 0]]\n",
        "utf-8",
    )
    words = ("replay", calls, "--map", "linewarden", "--out", tmp_path / "changed", "--warnings", tmp_path / "c.jsonl")
    done = linewarden(*words, "--rules", change)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "c.jsonl").read_text() == ""
    _, (warning,) = replay(tmp_path, calls)
    assert warning["versions"]["rules"] == RULES_VERSION  # type: ignore[index]
    shown = linewarden("rules", "show", "--config", _config(tmp_path))
    change.write_text(shown.stdout, "utf-8")
    assert "changes no rule" in linewarden(*words, "--rules", change).stderr


def _config(folder: Path) -> Path:
    (folder / "linewarden.toml").write_text(f'data = "{folder / "data"}"\n', "utf-8")
    return folder / "linewarden.toml"


@pytest.mark.slow
def test_what_cannot_be_used_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = Desk(_config(tmp_path), monkeypatch, capsys)
    for words, expected in (
        (("show", "--version", "latest"), "version 'latest' is none"),
        (("show", "--version", "7"), "there is no publication 7 of the rules"),
        (("publish", "1"), "there is no rule change 1"),
        (("show", "--change", "1"), "there is no rule change 1"),
        (("show", "--change", "1", "--all"), "leave out one"),
        (("draft", tmp_path / "no.toml", "--as", "ana", "--reason", "x"), "no.toml cannot be read"),
        (("reject", "1", "--as", "ana", "--reason", " "), "--reason is empty"),
    ):
        assert expected in rules(*words, code=2)
    assert rules("list").startswith("no change was ever drafted")
    assert "caller.burst" in rules("show", "--all")
    assert json.loads(rules("show", "--json"))["version"] == RULES_VERSION
    assert rules("whitelist") == "the whitelist is empty\n"
