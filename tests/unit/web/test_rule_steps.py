"""Decisions on rules from the screen: two persons, in order, of what they had before them, and on record as the command's are."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import httpx
import pytest
from rule_desk import CHANGE, CLINIC, RuleDesk, consent
from web_desk import NOON, Stage, error_code

from linewarden.model.account import Role
from linewarden.model.rule_change import MAY_CHANGE_RULES, ChangeState, RuleChange
from linewarden.scoring.rules import RULES_VERSION
from linewarden.web.permits import ROLE_CAN
from linewarden.web.shapes.session import Can

ENTRY = {
    "serial": 0,
    "number": CLINIC,
    "reason": "clinic",
    "source": "letter 17",
    "expires": "2027-06-30",
    "why": "asked",
}


@pytest.fixture
def desk(stage: Stage) -> RuleDesk:
    return RuleDesk(stage)


def step(browser: httpx.Client, change: RuleChange, name: str, body: dict[str, Any] | None = None) -> httpx.Response:
    return browser.post(f"/api/rules/changes/{change.change_id}/{name}", json=body)


def approved(desk: RuleDesk, by: httpx.Client, text: str = CHANGE) -> RuleChange:
    change = desk.backtested(text)
    assert step(by, change, "approve", consent(change)).status_code == 200
    return change


def refusal(reply: httpx.Response) -> tuple[int, str]:
    return reply.status_code, error_code(reply)


def test_the_screen_lets_decide_whom_the_ledger_lets_decide() -> None:
    assert {role for role, can in ROLE_CAN.items() if Can.CHANGE_RULES in can} == MAY_CHANGE_RULES


def test_a_second_person_approves_publishes_and_rolls_back_and_all_is_on_record(desk: RuleDesk) -> None:
    change, bo = desk.backtested(), desk.browser("bo")
    told = step(bo, change, "approve", consent(change)).json()
    assert (told["state"], told["approver"], told["decision"]) == ("approved", "bo", "known to us")
    told = step(bo, change, "publish").json()
    assert (told["state"], told["version"]) == ("published", f"{RULES_VERSION}+1")
    back = bo.post("/api/rules/rollback", json={"serial": 0, "in_force": 1, "reason": "missed two"})
    latest = back.json()["items"][0]
    assert (latest["serial"], latest["rolled_back_to"], latest["reason"]) == (2, 0, "missed two")
    assert bo.get("/api/rules/changes/1").json()["state"] == "rolled_back"
    assert desk.rule_deeds() == [
        ("ana", "rules.draft", "couriers"),
        ("console:x", "rules.backtest", ""),
        ("bo", "rules.approve", "known to us"),
        ("bo", "rules.publish", "couriers"),
        ("bo", "rules.roll_back", "missed two"),
    ]
    assert desk.stage.desk.ledger.verify_audit() == []


def test_nobody_decides_on_a_draft_of_his_own(desk: RuleDesk) -> None:
    change, ana = desk.backtested(), desk.browser("ana")
    assert refusal(step(ana, change, "approve", consent(change))) == (403, "own_change")
    assert refusal(step(ana, change, "reject", {"reason": "no"})) == (403, "own_change")
    assert desk.stage.desk.ledger.rule_changes.find(change.change_id).state is ChangeState.BACKTESTED
    assert len(desk.rule_deeds()) == 2


@pytest.mark.parametrize("role", sorted(set(Role) - MAY_CHANGE_RULES))
def test_other_roles_decide_nothing(desk: RuleDesk, role: Role) -> None:
    change, browser = desk.backtested(), desk.browser("one", role)
    for path, body in (
        (f"changes/{change.change_id}/approve", consent(change)),
        (f"changes/{change.change_id}/reject", {"reason": "no"}),
        (f"changes/{change.change_id}/publish", None),
        ("rollback", {"serial": 0, "in_force": 1, "reason": "no"}),
        ("whitelist", ENTRY),
        ("whitelist/remove", {"serial": 0, "place": 0, "why": "no"}),
    ):
        assert refusal(browser.post(f"/api/rules/{path}", json=body)) == (403, "forbidden")
    assert len(desk.rule_deeds()) == 2


@pytest.mark.parametrize(
    "headers",
    [{"X-Requested-With": ""}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}],
)
def test_another_site_decides_nothing(desk: RuleDesk, headers: dict[str, str]) -> None:
    change, bo = desk.backtested(), desk.browser("bo")
    for path, body in ((f"changes/{change.change_id}/approve", consent(change)), ("whitelist", ENTRY)):
        assert refusal(bo.post(f"/api/rules/{path}", json=body, headers=headers)) == (403, "cross_site")
    assert len(desk.rule_deeds()) == 2


def test_of_two_who_approve_at_once_one_does(desk: RuleDesk) -> None:
    change, browsers = desk.backtested(), [desk.browser(name) for name in ("bo", "cy", "di", "ed")]
    with ThreadPoolExecutor(4) as threads:
        replies = list(threads.map(lambda browser: step(browser, change, "approve", consent(change)), browsers))
    assert sorted(reply.status_code for reply in replies) == [200, 409, 409, 409]
    assert {error_code(reply) for reply in replies if reply.status_code != 200} == {"moved_on"}
    assert [action for _, action, _ in desk.rule_deeds()].count("rules.approve") == 1


def test_of_two_who_publish_at_once_one_does(desk: RuleDesk) -> None:
    bo, cy = desk.browser("bo"), desk.browser("cy")
    change = approved(desk, bo)
    with ThreadPoolExecutor(2) as threads:
        replies = list(threads.map(lambda browser: step(browser, change, "publish"), (bo, cy)))
    assert sorted(reply.status_code for reply in replies) == [200, 409]
    assert desk.stage.desk.ledger.published.latest_serial() == 1


def test_of_two_who_roll_back_at_once_one_does(desk: RuleDesk) -> None:
    bo, cy = desk.browser("bo"), desk.browser("cy")
    step(bo, approved(desk, bo), "publish")
    body = {"serial": 0, "in_force": 1, "reason": "too many"}
    with ThreadPoolExecutor(2) as threads:
        replies = list(threads.map(lambda browser: browser.post("/api/rules/rollback", json=body), (bo, cy)))
    assert sorted(reply.status_code for reply in replies) == [200, 409]
    assert desk.stage.desk.ledger.published.latest_serial() == 2


def test_a_report_that_was_replaced_since_it_was_read_is_not_approved(desk: RuleDesk) -> None:
    change, bo = desk.backtested(), desk.browser("bo")
    desk.backtest(change, NOON + timedelta(minutes=1))
    assert refusal(step(bo, change, "approve", consent(change))) == (409, "moved_on")
    now = desk.stage.desk.ledger.rule_changes.find(change.change_id)
    assert refusal(step(bo, change, "approve", consent(now) | {"digest": "0" * 64})) == (409, "moved_on")
    assert step(bo, change, "approve", consent(now)).status_code == 200


def test_a_change_on_rules_that_are_not_in_force_any_more_is_not_published(desk: RuleDesk) -> None:
    bo = desk.browser("bo")
    first, second = approved(desk, bo), approved(desk, bo, "[caller.burst]\nstarts = 30")
    assert step(bo, first, "publish").status_code == 200
    assert refusal(step(bo, second, "publish")) == (409, "moved_on")
    assert not bo.get("/api/rules/changes/2").json()["is_base_in_force"]


def test_a_refusal_ends_a_change(desk: RuleDesk) -> None:
    change, bo = desk.drafted(), desk.browser("bo")
    told = step(bo, change, "reject", {"reason": "too bold"}).json()
    assert (told["state"], told["decision"]) == ("rejected", "too bold")
    assert refusal(step(bo, change, "publish")) == (409, "moved_on")


@pytest.mark.parametrize(
    "body", [{}, {"reason": " "}, {"reason": "x" * 501}, {"reason": "a\nb"}, {"reason": "ok", "more": 1}]
)
def test_a_decision_needs_a_reason_of_one_line(desk: RuleDesk, body: dict[str, Any]) -> None:
    assert refusal(step(desk.browser("bo"), desk.drafted(), "reject", body)) == (422, "unusable_request")


def test_an_entry_is_drafted_goes_the_way_of_every_change_and_is_taken_off_again(desk: RuleDesk) -> None:
    ana, bo = desk.browser("ana"), desk.browser("bo")
    reply = ana.post("/api/rules/whitelist", json=ENTRY)
    assert (reply.status_code, reply.json()["state"], reply.json()["author"]) == (201, "drafted", "ana")
    change = desk.stage.desk.ledger.rule_changes.find(1)
    assert f'[whitelist."{CLINIC}"]' in change.text
    desk.backtest(change, NOON)
    change = desk.stage.desk.ledger.rule_changes.find(1)
    step(bo, change, "approve", consent(change))
    assert step(bo, change, "publish").status_code == 200
    removal = ana.post("/api/rules/whitelist/remove", json={"serial": 1, "place": 0, "why": "closed"})
    (entry,) = removal.json()["entries"]
    assert (entry["before"]["masked"], entry["after"]) == ("138 **** 9999", None)
    assert CLINIC not in desk.stage.desk.ledger.rule_changes.find(2).text


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"serial": 7}, 409, "moved_on"),
        ({"expires": "2026-11-22"}, 422, "unusable_request"),
        ({"expires": "2027-11-24"}, 422, "unusable_request"),
        ({"number": "0519"}, 422, "unusable_request"),
        ({"number": "8651*"}, 422, "unusable_request"),
        ({"number": '1"]\nx=1'}, 422, "unusable_request"),
        ({"source": ""}, 422, "unusable_request"),
        ({"reason": "a\u2028b"}, 422, "unusable_request"),
        ({"why": ""}, 422, "unusable_request"),
    ],
)
def test_an_entry_that_cannot_be_is_refused_without_telling_its_number(
    desk: RuleDesk, change: dict[str, Any], status: int, code: str
) -> None:
    reply = desk.browser("ana").post("/api/rules/whitelist", json=ENTRY | change)
    assert refusal(reply) == (status, code)
    assert CLINIC not in reply.text
    assert desk.rule_deeds() == []


def test_a_removal_of_what_is_not_there_is_not_found(desk: RuleDesk) -> None:
    reply = desk.browser("ana").post("/api/rules/whitelist/remove", json={"serial": 0, "place": 0, "why": "gone"})
    assert refusal(reply) == (404, "not_found")
    reply = desk.browser("ana").post("/api/rules/whitelist/remove", json={"serial": 9, "place": 0, "why": "gone"})
    assert refusal(reply) == (404, "not_found")
