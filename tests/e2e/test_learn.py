"""Learning as a person at a terminal does it: from calls and outcomes to a model, its card, a drafted change, and the challenger in shadow."""

import io
import json
import re
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from calls_file import NOON, Rows, burst, write
from platform_process import PASSWORD

from linewarden.learning.artefact import CARD_EN, CARD_ZH, CHANGE, MANIFEST, TREES
from linewarden.main import main
from linewarden.store.ledger import Ledger

DECEIVED, UNMOVED = 40, 60
"""People who listened to a seat for 20 minutes and paid half an hour later; people who hung up after a minute."""


def number(nth: int) -> str:
    return f"0{13900100000 + nth * 17}"


def town() -> tuple[Rows, list[str]]:
    """Calls of a seat an hour, and what became of the last person whom each of them rang."""
    rows: Rows = []
    told = ["number,outcome,lost_at"]
    for nth in range(DECEIVED + UNMOVED):
        start = NOON + timedelta(hours=nth)
        is_victim = nth % 5 in {1, 3}
        held_s = 1_250 + nth if is_victim else 70 + nth
        calls = burst(start, victim=number(nth), cli=f"+861390000{nth:04d}", held_s=held_s)
        rows += [{**call, "call_id": f"{nth}-{call['call_id']}"} for call in calls]
        if is_victim:
            told.append(f"{number(nth)},victim,{(start + timedelta(minutes=90)).isoformat()}")
    return rows, told


def done(capsys: pytest.CaptureFixture[str], *words: str | Path, code: int = 0) -> tuple[str, str]:
    """What a command printed: results and complaints."""
    capsys.readouterr()
    assert main([str(word) for word in words]) == code
    printed = capsys.readouterr()
    return printed.out, printed.err


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `store`, `outcomes.csv` and `site.toml`."""
    folder = tmp_path_factory.mktemp("learning")
    rows, told = town()
    (folder / "outcomes.csv").write_text("\n".join(told), "utf-8")
    (folder / "site.toml").write_text(f'data = "{folder / "store"}"\n', "utf-8")
    calls = write(folder / "calls.csv", rows)
    words = ("replay", calls, "--map", "linewarden", "--out", folder / "store", "--warnings", folder / "w.jsonl")
    assert main([str(word) for word in words]) == 0
    learn = ("learn", "--folder", folder / "store", "--truth", folder / "outcomes.csv", "--from", "2026-11-22")
    assert main([str(word) for word in (*learn, "--capacity", "20", "--out", folder / "model")]) == 0
    return folder


@pytest.mark.slow
def test_the_model_its_card_and_its_figures_are_written(place: Path) -> None:
    about = json.loads((place / "model" / "about.json").read_bytes())
    counts = about["counts"]
    assert [counts[part]["victims"] for part in ("train", "calibrate", "validate")] == [24, 8, 8]
    assert about["measures"]["challenger"]["recall"][0] == 1.0
    for name, words in ((CARD_EN, "On people who came later"), (CARD_ZH, "在其后时段人群上的验证")):
        text = (place / "model" / name).read_text("utf-8")
        assert words in text
        assert "listened" not in text.split("##")[2]  # rows are told in words
    assert "13900100017" not in (place / "model" / "about.json").read_text("utf-8")


@pytest.mark.slow
def test_the_learned_steps_are_drafted_and_back_tested(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    config = ("--config", place / "site.toml")
    for words in (
        ("user", "add", "ana", "--name", "Ana", "--role", "analyst"),
        ("rules", "draft", place / "model" / CHANGE, "--as", "ana", "--reason", "learned"),
    ):
        monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSWORD}\n"))
        out, _ = done(capsys, *words, *config)
    assert out.startswith("change 1 drafted by ana")
    assert "change 1 is back-tested" in done(capsys, "rules", "backtest", "1", *config)[0]


@pytest.mark.slow
def test_the_challenger_ranks_beside_the_table_and_changes_no_warning(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("backtest", "--folder", place / "store", "--truth", place / "outcomes.csv", "--capacity", "14")
    plain = json.loads(done(capsys, *words)[0].splitlines()[-1])
    out, err = done(capsys, *words, "--model", place / "model", "--explain", number(1), "--purpose", "case 17")
    assert "has learned from people until 2026-11-2" in err
    beside = json.loads(out.splitlines()[-1])
    assert beside["warnings"] == plain["warnings"]
    assert beside["challenger"]["victims"]["challenger"]["hits"] == DECEIVED
    with closing(Ledger.open(f"sqlite:///{place / 'store' / 'ledger.sqlite'}")) as ledger:
        deed = next(entry for entry in ledger.audit.entries() if entry.action == "challenger.explain")
    assert deed.purpose == "case 17"
    assert "****" in deed.subject
    assert number(1)[-8:] not in deed.subject
    assert "no warning was changed" in out
    assert "起点 / what all begin with" in out
    assert re.search(r"\(\d+%\)  .*[\u4e00-\u9fff].* / [A-Z]", out), "a fact in words of both languages"


@pytest.mark.slow
def test_a_replay_tells_both_and_goes_on_without_a_damaged_model(
    place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    calls = write(tmp_path / "calls.csv", burst())
    words = ("replay", calls, "--map", "linewarden", "--warnings", tmp_path / "w.jsonl", "--out")
    totals = json.loads(done(capsys, *words, tmp_path / "one", "--model", place / "model")[0])
    assert totals["challenger"]["persons_challenger"] == totals["challenger"]["persons_table"] == 1
    damaged = tmp_path / "model"
    damaged.mkdir()
    for path in (place / "model").iterdir():
        (damaged / path.name).write_bytes(path.read_bytes() + (b" " if path.name == TREES else b""))
    out, err = done(capsys, *words, tmp_path / "two", "--model", damaged)
    assert json.loads(out)["warnings"] == totals["warnings"]
    assert "challenger" not in json.loads(out)
    assert "trees.txt differs from the manifest" in err
    assert "going on without a challenger" in err
    refused = done(capsys, "backtest", "--folder", place / "store", "--model", damaged, code=2)[1]
    assert "trees.txt differs from the manifest" in refused


@pytest.mark.slow
def test_what_cannot_be_learned_from_is_told(place: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    few = tmp_path / "few.csv"
    few.write_text(f"number,outcome\n{number(1)},victim\n{number(1)},perhaps\n", "utf-8")
    learn = ("learn", "--folder", place / "store", "--out", tmp_path / "model", "--truth")
    _, err = done(capsys, *learn, few, "--from", "2026-11-22", code=2)
    assert "truth, line 3 kept out: outcome 'perhaps'" in err
    assert "1 victims among" in err
    assert not (tmp_path / "model").exists()
    assert "--times 0.5 cannot be" in done(capsys, *learn, few, "--times", "0.5", code=2)[1]
    backtest = ("backtest", "--folder", place / "store", "--explain")
    assert "name one with --model" in done(capsys, *backtest, number(1), code=2)[1]
    refused = done(capsys, *backtest, "x", "--model", place / "model", code=2)[1]
    assert "--explain 'x' is no number" in refused
    refused = done(capsys, *backtest, number(1), "--model", place / "model", code=2)[1]
    assert "--purpose None says nothing; write what the answer is for" in refused
    assert (place / "model" / MANIFEST).is_file()
