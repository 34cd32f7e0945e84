"""A challenger as people at a terminal let it run beside the running platform: learned, set, followed, killed, compared, switched off, cleared."""

import io
import json
import random
import sys
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from calls_file import Rows, burst, drop
from platform_process import LOGIN, PASSWORD, Platform, files_feed, wait_for
from test_learn import done, place

from linewarden.learning.artefact import ABOUT, TREES, read_artefact, write_model
from linewarden.main import main
from linewarden.store.ledger import Ledger

__all__ = ["place"]  # the learned model is the other test's fixture

KILLS = 6
HEADERS = {"X-Requested-With": "linewarden", "Sec-Fetch-Site": "same-origin"}


class Desk:
    """The `challenger` command of one installation, in this process."""

    def __init__(self, config: Path, patch: pytest.MonkeyPatch, printed: pytest.CaptureFixture[str]) -> None:
        self.config, self._patch, self._printed = config, patch, printed

    def __call__(self, *words: str | Path, code: int = 0) -> str:
        self._patch.setattr(sys, "stdin", io.StringIO(f"{PASSWORD}\n"))
        self._printed.readouterr()
        assert main(["challenger", *map(str, words), "--config", str(self.config)]) == code
        printed = self._printed.readouterr()
        return printed.out if code == 0 else printed.err

    def last(self) -> dict[str, Any]:
        """The latest setting."""
        row: dict[str, Any] = json.loads(self("show", "--json"))[-1]
        return row


def asked(platform: Platform) -> dict[str, Any]:
    """What the screens are told."""
    with httpx.Client(base_url=platform.url, headers=HEADERS, timeout=20) as client:
        client.post("/api/session", json={"login": LOGIN, "password": PASSWORD}).raise_for_status()
        return dict(client.get("/api/challenger").raise_for_status().json())


def in_done(folder: Path, count: int) -> None:
    wait_for(lambda: len(list((folder / "done").glob("*.csv"))) == count)


@pytest.mark.slow
def test_a_challenger_runs_beside_the_platform_and_counts_go_on_after_a_kill(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, start = tmp_path / "drop", datetime.now(UTC) - timedelta(hours=3)
    folder.mkdir()
    with Platform(tmp_path / "site", files_feed(folder), top="snapshot_every_s = 0.2") as platform:
        challenger = Desk(platform.config, monkeypatch, capsys)
        platform.add_account()
        platform.add_account("ana", "analyst")
        assert asked(platform)["challenger"] is None
        assert "duty is duty_officer and may not" in challenger("set", place / "model", "--as", LOGIN, code=2)
        out = challenger("set", place / "model", "--as", "ana", "--reason", "outcomes of autumn")
        assert "is set by ana (setting 1)" in out
        wait_for(lambda: challenger.last()["followed_at"], timeout_s=10)
        drop(folder, "one.csv", burst(start))
        in_done(folder, 1)
        wait_for(lambda: challenger.last()["judged"] > 0)
        wait_for(lambda: json.loads(challenger("report", "--json"))["both"] == 1)
        before = challenger.last()
        platform.kill()
        platform.start()
        assert challenger.last() == before
        drop(folder, "two.csv", burst(start + timedelta(hours=1), victim="138 6123 9999", cli="+8613900000002"))
        in_done(folder, 2)
        wait_for(lambda: json.loads(challenger("report", "--json"))["both"] == 2)
        assert challenger.last()["judged"] > before["judged"]

        told = asked(platform)
        running = told["challenger"]
        assert (running["state"], running["set_by"], running["reason"]) == ("running", "ana", "outcomes of autumn")
        assert (running["errors"], running["problem"], running["serial"]) == (0, None, 1)
        assert running["judged"] == challenger.last()["judged"]
        assert running["mean_us"] > 0
        assert [(span["hours"], span["both"], span["agreement"]) for span in told["spans"]] == [
            (24, 2, 1.0),
            (168, 2, 1.0),
        ]
        assert "13861239999" not in json.dumps(told)
        report = json.loads(challenger("report", "--json"))
        with httpx.Client(base_url=platform.url, headers=HEADERS) as client:
            client.post("/api/session", json={"login": LOGIN, "password": PASSWORD}).raise_for_status()
            warnings = client.get("/api/warnings").json()["items"]
        assert sum(level["champion"] for level in report["levels"].values()) == len(warnings) == 2

        outcomes = tmp_path / "outcomes.csv"
        outcomes.write_text("number,outcome\n13861239999,victim\n138 6123 4567,not_victim\n", "utf-8")
        text = challenger("report", "--truth", outcomes)
        assert "of 2 people with a known outcome" in text
        assert text.count("precision 50.0%") == 2
        assert "nobody would have been warned by the challenger alone" in challenger(
            "report", "--people", "--purpose", "case 17"
        )
        assert "no challenger runs any more, by ana (setting 2)" in challenger("clear", "--as", "ana")
        wait_for(lambda: challenger.last()["followed_at"], timeout_s=10)
        assert asked(platform)["challenger"] is None
        assert platform.stop() == 0
    assert "no challenger runs, by ana" in challenger("show")
    assert json.loads(challenger("report", "--json"))["setting"] == 1
    with closing(Ledger.open(f"sqlite:///{tmp_path}/site/data/ledger.sqlite")) as ledger:
        deeds = [
            (one.actor, one.action, one.purpose)
            for one in reversed(ledger.audit.entries())
            if "challenger" in one.action
        ]
        assert ledger.verify_audit() == []
    assert [deeds[0], deeds[2]] == [("ana", "challenger.set", "outcomes of autumn"), ("ana", "challenger.clear", "")]
    assert deeds[1][1:] == ("challenger.people", "case 17")


@pytest.mark.slow
def test_what_cannot_be_set_or_told_is_named(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "site.toml"
    config.write_text(f'data = "{tmp_path / "data"}"\n', "utf-8")
    challenger = Desk(config, monkeypatch, capsys)
    damaged, other = tmp_path / "damaged", tmp_path / "other"
    for folder in (damaged, other):
        folder.mkdir()
    for path in (place / "model").iterdir():
        (damaged / path.name).write_bytes(path.read_bytes() + (b" " if path.name == TREES else b""))
    model = read_artefact(place / "model")
    about = json.loads(model.about)
    about["table"]["base"] -= 1
    write_model(other, {TREES: model.trees.encode(), ABOUT: json.dumps(about).encode()})
    for words, expected in (
        (("set", tmp_path / "none"), "manifest.json: No such file"),
        (("set", damaged), "trees.txt differs from the manifest"),
        (("set", other), "was learned by another table than that of the rules in force"),
        (("clear",), "no challenger is set"),
        (("report",), "no challenger has run on the live platform yet"),
        (("report", "--setting", "7"), "no challenger of setting 7 has run"),
        (("report", "--people"), "--purpose None says nothing"),
        (("report", "--purpose", "case 17"), "--purpose is of --people"),
    ):
        assert expected in challenger(*words, code=2)
    assert challenger("show") == "no challenger was ever set\n"
    assert "is set by console:" in challenger("set", place / "model")
    assert "waits for the platform to run" in challenger("show")


@pytest.mark.slow
def test_learning_is_on_record(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    done(capsys, "challenger", "show", "--config", place / "site.toml")
    with closing(Ledger.open(f"sqlite:///{place / 'store' / 'ledger.sqlite'}")) as ledger:
        (deed,) = [one for one in ledger.audit.entries() if one.action == "challenger.learn"]
    version = json.loads(deed.detail)["table"]
    assert deed.subject.startswith(f"challenger {version}+model.")
    assert json.loads(deed.detail)["victims"] == 40


@pytest.mark.slow
def test_kills_under_load_leave_the_counts_of_a_run_that_was_never_killed(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    draw, start = random.Random(6), datetime.now(UTC) - timedelta(hours=4)
    told = {}
    for kills in (0, KILLS):
        folder = tmp_path / f"drop-{kills}"
        folder.mkdir()
        with Platform(tmp_path / f"site-{kills}", files_feed(folder), top="snapshot_every_s = 0.2") as platform:
            challenger = Desk(platform.config, monkeypatch, capsys)
            challenger("set", place / "model")
            wait_for(lambda: challenger.last()["followed_at"], timeout_s=10)  # noqa: B023  called at once
            for nth in range(KILLS):
                drop(folder, f"{nth}.csv", seat(nth, start))
                if kills:
                    time.sleep(draw.uniform(0.0, 2.0))
                    platform.kill()
                    platform.start()
                else:
                    in_done(folder, nth + 1)  # one after the other, as the killed one reads them
            in_done(folder, KILLS)
            httpx.get(f"{platform.url}api/health", timeout=30).raise_for_status()  # from then on it ends cleanly
            assert platform.stop() == 0
        said = json.loads(challenger("report", "--json"))
        told[kills] = [
            challenger.last()["judged"],
            *(said[name] for name in ("both", "only_champion", "only_challenger")),
        ]
        with closing(Ledger.open(f"sqlite:///{tmp_path}/site-{kills}/data/ledger.sqlite")) as ledger:
            assert said["both"] + said["only_champion"] == len(ledger.warnings(limit=500)) == KILLS
    assert told[KILLS] == told[0]
    assert told[0][0] >= KILLS


def seat(nth: int, start: datetime) -> Rows:
    """A seat of its own that bursts and holds somebody."""
    calls = burst(start + timedelta(minutes=20 * nth), victim=f"138 6123 {nth:04d}", cli=f"+861390000{nth:04d}")
    return [{**call, "call_id": f"{nth}-{call['call_id']}"} for call in calls]
