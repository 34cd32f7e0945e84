"""The rules screen's reading side: what is in force, what a change alters, what its back-test found, what the whitelist keeps quiet."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from rule_desk import CHANGE, CLINIC, RuleDesk, consent
from sqlalchemy import create_engine, text
from web_desk import A_CARD, NOON, Stage, error_code, new_stage, served

from linewarden.model.account import Role
from linewarden.model.rule_change import SilencedCount
from linewarden.scoring.rules import RULES, RULES_VERSION
from linewarden.warnings.rules import PERSON_RULES


@pytest.fixture
def desk(stage: Stage) -> RuleDesk:
    return RuleDesk(stage)


@pytest.fixture
def file_desk(tmp_path: Path) -> Iterator[tuple[RuleDesk, Path]]:
    """A desk whose ledger somebody with access to the disk can reach."""
    with served(new_stage(tmp_path)) as running:
        yield RuleDesk(running), tmp_path / "ledger.db"


def published(desk: RuleDesk, change: str = CHANGE) -> None:
    done = desk.backtested(change)
    bo = desk.browser("bo")
    assert bo.post(f"/api/rules/changes/{done.change_id}/approve", json=consent(done)).status_code == 200
    assert bo.post(f"/api/rules/changes/{done.change_id}/publish").status_code == 200


@pytest.mark.parametrize("role", list(Role))
def test_everybody_who_is_signed_in_reads_the_rules_and_nobody_else(desk: RuleDesk, role: Role) -> None:
    told = desk.browser("one", role).get("/api/rules").json()
    assert (told["version"], told["serial"], told["program"]) == (RULES_VERSION, 0, RULES_VERSION)
    assert len(told["rows"]) == len(RULES) + len(PERSON_RULES.rows)
    stranger = desk.stage.client().get("/api/rules")
    assert (stranger.status_code, error_code(stranger)) == (401, "signed_out")


def test_a_row_says_what_it_measures_from_where_and_on_which_feeds(desk: RuleDesk) -> None:
    desk.stage.cards[:] = [A_CARD, replace(A_CARD, name="young", voices=None)]
    rows = {(row["side"], row["name"]): row for row in desk.browser("ana").get("/api/rules").json()["rows"]}
    burst = rows["caller", "burst"]
    assert (burst["signal"], burst["starts"], burst["full"], burst["points"], burst["needs"]) == (
        "S1", 50.0, 100.0, 0.5, ["answered_at", "ended_at"],
    )  # fmt: skip
    assert burst["text_en"] == "Placed N calls within an hour, most talks cut within 10 s"
    assert burst["when"][0] == {"on": "short_share_1h", "at_least": 0.5, "at_most": None}
    assert [(feed["name"], feed["speaks"]) for feed in burst["feeds"]] == [("carrier-a", "yes"), ("young", "unknown")]
    silent = rows["caller", "bad_imei"]["feeds"][0]
    assert (silent["speaks"], silent["missing"]) == ("no", ["imei"])
    assert rows["person", "hand_over"]["feeds"] is None
    assert rows["person", "caller.burst"]["text_zh"] == burst["text_zh"]
    assert not any(row["is_changed"] for row in rows.values())


def test_a_change_is_shown_row_by_row_with_masked_numbers(desk: RuleDesk) -> None:
    change = desk.drafted()
    ana = desk.browser("ana")
    (row,) = ana.get("/api/rules/changes").json()["items"]
    assert (row["state"], row["author"], row["base_version"], row["is_base_in_force"]) == (
        "drafted", "ana", RULES_VERSION, True,
    )  # fmt: skip
    told = ana.get(f"/api/rules/changes/{change.change_id}")
    burst, hand_over = told.json()["rows"]
    assert (burst["name"], burst["fields"]) == ("burst", [{"field": "starts", "before": 50.0, "after": 40.0}])
    (steps,) = hand_over["fields"]
    assert steps["after"] == [{"start": 90.0, "odds": 3.5}]
    assert len(steps["before"]) == len(PERSON_RULES.hand_over.steps)
    (entry,) = told.json()["entries"]
    assert (entry["before"], entry["after"]["masked"], entry["after"]["expires"]) == (
        None, "138 **** 9999", "2027-06-30",
    )  # fmt: skip
    assert entry["after"]["expires_at"] == "2027-06-29T16:00:00Z"  # midnight in China
    assert CLINIC not in told.text
    assert told.json()["backtest"] is None


def test_the_report_of_a_back_test_has_figures_before_and_after_and_a_picture(desk: RuleDesk) -> None:
    change = desk.backtested()
    ana = desk.browser("ana")
    told = ana.get(f"/api/rules/changes/{change.change_id}")
    report = told.json()["backtest"]
    today, after = report["today"], report["changed"]
    assert (report["days"], report["capacity"], report["truth"]) == (3, 1, {"people": 2, "bad_rows": 0})
    assert (today["warnings"]["high"], today["warnings_a_day"], today["officer_hours"]) == (2, 0.67, 0.5)
    assert (after["warnings"]["high"], after["warnings_a_day"], after["officer_hours"]) == (1, 0.33, 0.25)
    assert (today["precision"]["share"], after["precision"]["share"]) == (0.5, 1.0)
    assert after["victims"]["notice"] == {"in_time": 1, "missed": 0, "median_lead_s": 3600.0}
    assert (report["persons_only_today"], report["victims_only_today"]) == (1, 0)
    assert (today["silenced"], after["silenced"]) == (0, 12)
    assert CLINIC not in told.text
    drawn = ana.get(f"/api/rules/changes/{change.change_id}/picture")
    assert drawn.headers["content-type"] == "image/svg+xml"
    assert drawn.text.startswith("<svg")


def test_what_is_not_there_is_not_found(desk: RuleDesk) -> None:
    ana, change = desk.browser("ana"), desk.drafted()
    for path in ("changes/9", "changes/9/picture", f"changes/{change.change_id}/picture"):
        reply = ana.get(f"/api/rules/{path}")
        assert (reply.status_code, error_code(reply)) == (404, "not_found")


def test_versions_name_author_approver_and_publisher_and_end_with_the_rules_as_they_came(desk: RuleDesk) -> None:
    published(desk)
    one, shipped = desk.browser("ana").get("/api/rules/versions").json()["items"]
    assert (one["version"], one["author"], one["approver"], one["published_by"], one["is_in_force"]) == (
        f"{RULES_VERSION}+1", "ana", "bo", "bo", True,
    )  # fmt: skip
    assert (shipped["serial"], shipped["version"], shipped["is_in_force"]) == (0, RULES_VERSION, False)
    told = desk.browser("ana").get("/api/rules").json()
    assert [row["name"] for row in told["rows"] if row["is_changed"]] == ["burst", "hand_over"]
    assert (told["version"], told["followed"]) == (
        f"{RULES_VERSION}+1",
        "2026.11.1",
    )  # the desk's platform follows nothing


def test_the_whitelist_tells_what_each_entry_kept_quiet_and_until_when(desk: RuleDesk) -> None:
    published(desk, f'{CHANGE}[whitelist."86519812*"]\nreason = "ward"\nsource = "letter 18"\nexpires = 2026-11-22')
    desk.stage.desk.ledger.silenced.add([SilencedCount(number=CLINIC, calls=7, last_at=NOON)], offset=1)
    told = desk.browser("du", Role.DUTY_OFFICER).get("/api/rules/whitelist")
    first, second = told.json()["items"]
    assert (first["masked"], first["silenced"], first["last_at"], first["is_expired"]) == (
        "138 **** 9999", 7, "2026-11-22T04:00:00Z", False,
    )  # fmt: skip
    assert (second["masked"], second["is_range"], second["silenced"], second["is_expired"]) == (
        "86519812*",
        True,
        0,
        True,
    )
    assert (told.json()["earliest_end"], told.json()["latest_end"]) == ("2026-11-23", "2027-11-23")
    assert CLINIC not in told.text


def test_a_range_of_few_numbers_is_masked_as_a_number_is(desk: RuleDesk) -> None:
    published(desk, '[whitelist."861386123999*"]\nreason = "ward"\nsource = "letter"\nexpires = 2027-06-30')
    (row,) = desk.browser("ana").get("/api/rules/whitelist").json()["items"]
    assert row["is_range"]
    assert "6123" not in row["masked"]


def test_full_numbers_need_the_right_and_a_purpose_and_are_on_record(desk: RuleDesk) -> None:
    published(desk)
    change = desk.drafted(f'[whitelist."{CLINIC}"]\nremove = true')
    ana, duty = desk.browser("ana"), desk.browser("du", Role.DUTY_OFFICER)
    for path, body in (("whitelist/unmask", {"serial": 1}), (f"changes/{change.change_id}/unmask", {})):
        asked = body | {"purpose": "核对来函"}
        assert ana.post(f"/api/rules/{path}", json=asked).json() == {"numbers": [CLINIC]}
        refused = duty.post(f"/api/rules/{path}", json=asked)
        assert (refused.status_code, error_code(refused)) == (403, "forbidden")
        assert error_code(ana.post(f"/api/rules/{path}", json=body | {"purpose": "x"})) == "unusable_request"
    assert [deed for deed in desk.rule_deeds() if deed[1] == "rules.unmask"] == [
        ("ana", "rules.unmask", "核对来函")
    ] * 2


def test_a_change_that_was_altered_in_the_database_is_marked_and_cannot_be_read(
    file_desk: tuple[RuleDesk, Path],
) -> None:
    desk, path = file_desk
    change = desk.backtested()
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        connection.execute(text("UPDATE rule_changes SET text = 'base = \"0\"'"))
    engine.dispose()
    bo = desk.browser("bo")
    assert bo.get("/api/rules/changes").json()["items"][0]["is_altered"]
    for reply in (
        bo.get("/api/rules/changes/1"),
        bo.post("/api/rules/changes/1/approve", json=consent(change)),
    ):
        assert (reply.status_code, error_code(reply)) == (409, "altered")


def test_a_change_that_this_program_cannot_read_says_why(desk: RuleDesk) -> None:
    ledger = desk.stage.desk.ledger
    browser = desk.browser("ana")
    ledger.rule_changes.draft("[caller.gone]\nstarts = 1", base_serial=0, author="ana", reason="old", at=NOON)
    told = browser.get("/api/rules/changes/1").json()
    assert "rule caller.gone does not exist" in told["problem"]
    assert (told["rows"], told["entries"]) == ([], [])


def test_a_session_that_is_over_reads_nothing(desk: RuleDesk) -> None:
    ana = desk.browser("ana")
    desk.stage.clock.now += timedelta(hours=13)
    assert error_code(ana.get("/api/rules")) == "signed_out"
