"""The challenger's settings, runs and what it said, on every database."""

from dataclasses import replace
from datetime import timedelta

import pytest
from ledger_rows import NOON
from sqlalchemy import text as sql

from linewarden.errors import AccessError, ModelError, StoreError
from linewarden.model.account import Role
from linewarden.model.challenger import ChallengerRun, ChallengerSetting, Said, reached
from linewarden.model.warning import Level
from linewarden.store.ledger import Ledger

HOUR = timedelta(hours=1)


def put(ledger: Ledger, version: str = "2026.11.3+model.1", actor: str = "console:x") -> ChallengerSetting:
    is_account = not actor.startswith("console:")
    return ledger.challengers.set(
        version, trees="tree", about="{}", source="model-11", reason="better", actor=actor, at=NOON, is_account=is_account
    )  # fmt: skip


def run(ledger: Ledger, serial: int = 1) -> ChallengerRun:
    return ledger.challenger_runs.begin(ChallengerRun(serial=serial, offset=7, followed_at=NOON, through_offset=6))


def said(key: str, champion: Level | None, challenger: Level | None, hours: float = 0) -> Said:
    at = NOON + hours * HOUR
    return Said(
        warning_id=key, called=8613861234567, first_at=at, champion_score=0.1, champion=reached(champion, at),
        challenger_score=0.2, challenger=reached(challenger, at),
    )  # fmt: skip


def test_a_setting_names_who_and_when_and_is_on_record(ledger: Ledger) -> None:
    ledger.add_account("ana", "Ana", Role.ANALYST, "hash", at=NOON, actor="system")
    assert ledger.challengers.latest_serial() == 0
    put(ledger)
    put(ledger, "2026.11.3+model.2", actor="ana")
    ledger.challengers.clear(reason="worse", actor="ana", at=NOON + HOUR, is_account=True)
    rows = [(one.serial, one.version, one.set_by, one.set_at) for one in ledger.challengers.all()]
    assert rows == [
        (1, "2026.11.3+model.1", "console:x", NOON),
        (2, "2026.11.3+model.2", "ana", NOON),
        (3, None, "ana", NOON + HOUR),
    ]
    deeds = [(deed.actor, deed.action, deed.subject, deed.purpose) for deed in reversed(ledger.audit.entries())]
    assert deeds[1:] == [
        ("console:x", "challenger.set", "challenger 2026.11.3+model.1", "better"),
        ("ana", "challenger.set", "challenger 2026.11.3+model.2", "better"),
        ("ana", "challenger.clear", "challenger 2026.11.3+model.2", "worse"),
    ]
    assert ledger.challengers.find(2).trees == "tree"
    with pytest.raises(ModelError, match="no challenger is set"):
        ledger.challengers.clear(reason="", actor="console:x", at=NOON, is_account=False)
    with pytest.raises(ModelError, match="there is no setting 9"):
        ledger.challengers.find(9)


def test_only_those_who_answer_for_warnings_set_a_challenger(ledger: Ledger) -> None:
    ledger.add_account("sy", "Sy", Role.SYSTEM_ADMIN, "hash", at=NOON, actor="system")
    with pytest.raises(AccessError, match="sy is system_admin and may not"):
        put(ledger, actor="sy")
    put(ledger)
    with pytest.raises(AccessError, match="no active account no"):
        ledger.challengers.clear(reason="", actor="no", at=NOON, is_account=True)
    assert ledger.challengers.latest_serial() == 1


def test_settings_cannot_be_altered_removed_or_skipped(ledger: Ledger) -> None:
    put(ledger)
    for statement in (
        "UPDATE challenger_settings SET set_by = 'nobody'",
        "DELETE FROM challenger_settings",
        "INSERT INTO challenger_settings SELECT 3, version, trees, about, digest, source, reason, set_by, set_at FROM challenger_settings",
    ):
        with pytest.raises(StoreError, match=r"append-only|no gaps"), ledger._database.write() as connection:
            connection.execute(sql(statement))
    assert [one.serial for one in ledger.challengers.all()] == [1]


def test_a_run_begins_once_and_counts_go_on(ledger: Ledger) -> None:
    put(ledger)
    assert ledger.challenger_runs.latest() is ledger.challenger_runs.find(1) is None
    first = run(ledger)
    ledger.challenger_runs.add(replace(first, through_offset=9, through_us=5, judged=4, cost_us=80), [])
    assert (
        run(ledger)
        == ledger.challenger_runs.latest()
        == replace(first, through_offset=9, through_us=5, judged=4, cost_us=80)
    )
    with pytest.raises(StoreError, match="run 1 of the challenger is not as the ledger has it"):
        ledger.challenger_runs.add(replace(first, through_offset=8), [])
    with pytest.raises(StoreError, match="run 2 of the challenger is not as the ledger has it"):
        ledger.challenger_runs.add(replace(first, serial=2), [])


def test_a_run_that_is_switched_off_says_why_and_is_on_record(ledger: Ledger) -> None:
    put(ledger)
    ledger.challenger_runs.stop(replace(run(ledger), errors=1, problem="broke"), at=NOON)
    found = ledger.challenger_runs.find(1)
    assert found is not None
    assert (found.errors, found.problem) == (1, "broke")
    deed = ledger.audit.entries()[0]
    assert (deed.actor, deed.action, deed.subject) == ("system", "challenger.stop", "challenger setting 1")
    assert "broke" in deed.detail


def test_what_was_said_joins_what_is_kept_and_comes_again_without_effect(ledger: Ledger) -> None:
    put(ledger)
    begun = run(ledger)
    early, late = said("w1", Level.NOTICE, None), said("w1", Level.HIGH, Level.NORMAL, hours=1)
    for told in ([late], [early], [early, said("w2", None, Level.URGENT, hours=2)], [late]):
        ledger.challenger_runs.add(begun, told)
    one, two = ledger.challenger_runs.said(1, NOON, NOON + 9 * HOUR)
    assert one == early.joined(late)
    assert one.first_at == NOON
    assert one.champion == {Level.NOTICE: NOON, Level.NORMAL: NOON + HOUR, Level.HIGH: NOON + HOUR}
    assert one.levels == (Level.HIGH, Level.NORMAL)
    assert two.levels == (None, Level.URGENT)


def test_pairs_are_counted_by_when_they_were_first_said_and_old_ones_go(ledger: Ledger) -> None:
    put(ledger)
    begun = run(ledger)
    rows = [
        said("w1", Level.HIGH, Level.HIGH),
        said("w2", None, Level.NOTICE, 1),
        said("w3", None, Level.NOTICE, 2),
        said("w4", Level.NOTICE, None, 3),
    ]
    ledger.challenger_runs.add(begun, rows)
    assert ledger.challenger_runs.pairs(1, NOON, NOON + 3 * HOUR) == {
        (Level.HIGH, Level.HIGH): 1,
        (None, Level.NOTICE): 2,
    }
    assert ledger.challenger_runs.alone(1, NOON + 2 * HOUR) == 1
    assert ledger.challenger_runs.pairs(2, NOON, NOON + 3 * HOUR) == {}
    assert ledger.challenger_runs.forget(NOON + 2 * HOUR) == 2
    assert [one.warning_id for one in ledger.challenger_runs.said(1, NOON, NOON + 9 * HOUR)] == ["w3", "w4"]
