"""The challenger on the live platform: it changes nothing, breaks nothing, and is counted as exactly as the warnings are."""

from collections import Counter
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from seats_story import BASIS, NOON, blocks, give, warnings_of
from shadow_story import all_said, put, until, watched
from test_rules_in_force import CLEARED, HALF, LATER_DWELL, canonical, publish

from linewarden.features.records import record_events
from linewarden.model.challenger import ChallengerRun
from linewarden.model.warning import Level, Warning
from linewarden.pipeline.detector import Detector, Origin
from linewarden.pipeline.shadow import in_shadow
from linewarden.store.ledger import Ledger
from linewarden.store.records import RecordStore
from linewarden.warnings.tracker import Tracker


def without_challenger() -> dict[str, Warning]:
    """The warnings of the story, as the table makes them."""
    detector = Detector(Tracker(banks=frozenset(), versions=()))
    for intake in blocks():
        assert intake.cdrs is not None
        detector.feed(record_events(intake.cdrs), Origin("f", "f", is_synthetic=BASIS.is_synthetic))
    return {warning.warning_id: warning for warning in detector.revisions()}


def set_before(folder: Path, about: str) -> None:
    with closing(Ledger.open(f"sqlite:///{folder}/ledger.sqlite")) as ledger:
        put(ledger, about)


def counted(run: ChallengerRun | None) -> tuple[int, int, str]:
    assert run is not None
    return run.judged, run.errors, run.problem


@pytest.mark.parametrize("about", ["0", "3", "-30", "0 breaks 2"])
def test_warnings_are_the_same_with_any_challenger(tmp_path: Path, about: str) -> None:
    set_before(tmp_path, about)
    with watched(tmp_path) as (pipeline, ledger):
        give(pipeline, blocks())
        assert warnings_of(ledger) == without_challenger() != {}


def test_one_that_thinks_as_the_table_says_the_same_of_everybody(tmp_path: Path) -> None:
    set_before(tmp_path, "0")
    with watched(tmp_path) as (pipeline, ledger):
        give(pipeline, blocks())
        warnings = warnings_of(ledger)
    with closing(Ledger.open(f"sqlite:///{tmp_path}/ledger.sqlite")) as ledger:
        said = all_said(ledger)
        assert said.keys() == warnings.keys()
        for key, one in said.items():
            assert one.levels == (warnings[key].level, warnings[key].level)
            assert one.champion == one.challenger
            assert (
                one.champion[Level.NOTICE] == one.first_at <= warnings[key].raised_at
            )  # a call may be told of after later ones
            assert one.champion_score == one.challenger_score >= warnings[key].score
            assert one.called == warnings[key].called


def test_one_that_fears_more_warns_alone_of_some_and_one_that_fears_nothing_of_nobody(tmp_path: Path) -> None:
    for name, shift in (("more", "3"), ("nothing", "-30")):
        (tmp_path / name).mkdir()
        set_before(tmp_path / name, shift)
        with watched(tmp_path / name) as (pipeline, _):
            give(pipeline, blocks())
    with closing(Ledger.open(f"sqlite:///{tmp_path}/more/ledger.sqlite")) as ledger:
        said = all_said(ledger).values()
        assert sum(bool(one.champion) for one in said) == len(without_challenger())
        assert all(one.challenger for one in said)
        assert all(one.challenger_score > one.champion_score for one in said)
    with closing(Ledger.open(f"sqlite:///{tmp_path}/nothing/ledger.sqlite")) as ledger:
        levels = Counter(one.levels for one in all_said(ledger).values())
        assert levels == Counter((warning.level, None) for warning in without_challenger().values())


def test_it_is_followed_from_the_next_block_on_while_the_platform_runs_and_so_is_its_end(tmp_path: Path) -> None:
    with watched(tmp_path) as (pipeline, ledger):
        give(pipeline, blocks()[:HALF])
        assert ledger.challenger_runs.latest() is None
        put(ledger, "0")
        run = until(ledger, 1)
        assert (run.offset, run.through_offset, run.judged) == (HALF, HALF - 1, 0)
        give(pipeline, blocks()[HALF : HALF + 4])
        first = until(ledger, 1, lambda run: run.through_offset >= HALF and run.judged > 0)
        put(ledger, "1")
        assert until(ledger, 2).offset == HALF + 4
        ledger.challengers.clear(reason="", actor="console:x", at=NOON, is_account=False)
        assert until(ledger, 3).offset == HALF + 4
        give(pipeline, blocks()[HALF + 4 :])
    with closing(Ledger.open(f"sqlite:///{tmp_path}/ledger.sqlite")) as ledger:
        assert counted(ledger.challenger_runs.find(1))[0] >= first.judged
        assert counted(ledger.challenger_runs.find(2)) == counted(ledger.challenger_runs.find(3)) == (0, 0, "")


@pytest.mark.parametrize("snapshots", [False, True])
@pytest.mark.parametrize("every_s", [0.0, 1e9])
def test_blocks_that_come_again_are_counted_once(tmp_path: Path, *, snapshots: bool, every_s: float) -> None:
    """What is stored and was not gone through when the platform ended is gone through at the next start."""
    for name in ("once", "again"):
        (tmp_path / name).mkdir()
        set_before(tmp_path / name, "1")
    with watched(tmp_path / "once") as (pipeline, _):
        give(pipeline, blocks())
    with watched(tmp_path / "again", snapshots=snapshots, every_s=every_s) as (pipeline, _):
        give(pipeline, blocks()[:HALF])
    with closing(RecordStore.open(tmp_path / "again", sync=False)) as store:
        store.take(blocks()[HALF:26])
    with watched(tmp_path / "again", snapshots=snapshots, every_s=every_s) as (pipeline, _):
        give(pipeline, blocks()[26:])
    with watched(tmp_path / "again", snapshots=snapshots):
        pass
    with (
        closing(Ledger.open(f"sqlite:///{tmp_path}/once/ledger.sqlite")) as once,
        closing(Ledger.open(f"sqlite:///{tmp_path}/again/ledger.sqlite")) as again,
    ):
        assert counted(again.challenger_runs.find(1)) == counted(once.challenger_runs.find(1))
        assert counted(once.challenger_runs.find(1))[0] > 5
        assert all_said(again) == all_said(once) != {}


@pytest.mark.parametrize(
    ("about", "problem"),
    [
        ("0 breaks 1", "ZeroDivisionError: no such fact"),
        ("nan", "ValueError: the challenger gave nan, which is no chance"),
        ("?", "ModelError: model ? is of another program"),
    ],
)
def test_one_that_breaks_is_switched_off_with_the_reason_and_stays_off(
    tmp_path: Path, about: str, problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with watched(tmp_path) as (pipeline, ledger):
        put(ledger, about)
        until(ledger, 1)
        give(pipeline, blocks()[:HALF])
        until(ledger, 1, lambda run: bool(run.problem))
    with watched(tmp_path) as (pipeline, ledger):
        assert counted(until(ledger, 1)) == (0, 1, problem)
        give(pipeline, blocks()[HALF:])
        assert pipeline.problem is None
        assert warnings_of(ledger) == without_challenger()
        deed = next(entry for entry in ledger.audit.entries() if entry.action == "challenger.stop")
        assert (deed.actor, deed.subject) == ("system", "challenger setting 1")
        put(ledger, "0")
        assert until(ledger, 2).problem == ""
    assert capsys.readouterr().out.count("challenger switched off") == 1


def test_one_whose_counts_somebody_else_writes_is_switched_off_and_the_champion_goes_on(tmp_path: Path) -> None:
    set_before(tmp_path, "0")
    with watched(tmp_path) as (pipeline, ledger):
        ahead = replace(until(ledger, 1), through_offset=1_000, judged=17)
        ledger.challenger_runs.add(ahead, [])
        give(pipeline, blocks())
        run = until(ledger, 1, lambda run: bool(run.problem))
        assert (run.judged, run.errors) == (17, 1)
        assert "two platforms may write into it; end one" in run.problem
        assert warnings_of(ledger) == without_challenger()


def test_rules_with_other_steps_switch_it_off_and_a_longer_whitelist_does_not(tmp_path: Path) -> None:
    set_before(tmp_path, "0")
    with watched(tmp_path) as (pipeline, ledger):
        publish(ledger, canonical(CLEARED.replace("8613900000002", "8613900000009")))
        give(pipeline, blocks()[:HALF])
        before = until(ledger, 1, lambda run: run.judged > 0)
        publish(ledger, canonical(LATER_DWELL))
        give(pipeline, blocks()[HALF:])
        run = until(ledger, 1, lambda run: bool(run.problem))
        assert run.judged >= before.judged
        assert run.errors == 0
        assert "another table of rules than that now in force" in run.problem


def test_one_that_would_warn_everybody_or_takes_all_the_time_is_switched_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_shadow, "TIDY_EVERY_S", 0.0)
    for name, alone, share, problem in (
        ("everybody", -1, 1e9, "it alone would have warned"),
        ("time", 1_000, -1.0, "of the pipeline's time"),
    ):
        (tmp_path / name).mkdir()
        set_before(tmp_path / name, "3")
        monkeypatch.setattr(in_shadow, "MOST_ALONE_A_DAY", alone)
        monkeypatch.setattr(in_shadow, "MOST_SHARE", share)
        with watched(tmp_path / name) as (pipeline, ledger):
            give(pipeline, blocks())
            run = until(ledger, 1, lambda run: bool(run.problem))
            assert problem in run.problem
            assert run.errors == 0


def test_what_was_said_long_ago_is_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_before(tmp_path, "0")
    with watched(tmp_path) as (pipeline, ledger):
        give(pipeline, blocks())
        until(ledger, 1, lambda run: run.through_offset >= len(blocks()) - 2)
        assert all_said(ledger)
        monkeypatch.setattr(in_shadow, "KEPT_DAYS", -1)
        monkeypatch.setattr(in_shadow, "TIDY_EVERY_S", 0.0)
        until(ledger, 1, lambda _: not all_said(ledger))
