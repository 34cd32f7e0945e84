"""Officers at work through the API: the way from taking to the file, who may do what, and what each refusal says."""

from typing import Any

import httpx
import pytest
from web_desk import A_WARNING, PASSWORD_HASH, Stage, error_code, sign_in, some_warning

from linewarden.dissuasion.act import OUTCOMES
from linewarden.model.account import Role
from linewarden.model.warning import Level

W1 = "/api/warnings/w1"


@pytest.fixture
def officers(stage: Stage) -> tuple[httpx.Client, httpx.Client]:
    """Two duty officers, and an urgent warning raised at noon."""
    stage.desk.ledger.save_warnings([some_warning("w1", level=Level.URGENT)])
    browsers = []
    for login, name in (("wang", "王警官"), ("li", "李警官")):
        stage.desk.ledger.add_account(login, name, Role.DUTY_OFFICER, PASSWORD_HASH, at=stage.clock(), actor="system")
        browsers.append(stage.client())
        assert sign_in(browsers[-1], login).status_code == 200
    return browsers[0], browsers[1]


def act(browser: httpx.Client, kind: str, seen: int, **more: Any) -> httpx.Response:
    return browser.post(f"{W1}/acts", json={"kind": kind, "seen": seen, **more})


def test_the_whole_way_to_the_file(stage: Stage, officers: tuple[httpx.Client, httpx.Client]) -> None:
    wang, _ = officers
    way: list[tuple[str, dict[str, Any], str, str | None]] = [
        ("take", {}, "taken", "call"),
        ("call", {"outcome": "doubts", "note": "仍相信对方是警察"}, "called", "ask_visit"),
        ("ask_visit", {"station": "兰陵派出所"}, "called", "visit"),
        ("visit", {"station": "兰陵派出所", "outcome": "dissuaded"}, "visited", "follow_up"),
        ("follow_up", {"outcome": "safe"}, "followed_up", "close"),
        ("close", {"disposition": "prevented"}, "closed", None),
    ]
    for seen, (kind, more, stage_word, due) in enumerate(way):
        stage.clock.forward(seconds=30)
        told = act(wang, kind, seen, **more).json()
        assert told["work"]["stage"] == stage_word
        assert (told["work"]["due"] or {"kind": None})["kind"] == due
    assert told["work"]["holder"] == {"login": "wang", "name": "王警官"}
    assert [one["kind"] for one in told["acts"]] == [kind for kind, *_ in way]
    assert told["acts"][1]["note"] == "仍相信对方是警察"
    assert told["missed"] == []
    assert [one for one in stage.actions() if one.startswith("dissuasion.")] == [
        f"dissuasion.{kind}" for kind, *_ in way
    ]


def test_two_officers_cannot_have_one_warning(officers: tuple[httpx.Client, httpx.Client]) -> None:
    wang, li = officers
    assert act(wang, "take", 0).status_code == 200
    reply = act(li, "take", 0)
    assert (reply.status_code, error_code(reply)) == (409, "taken")
    assert "wang has this warning" in reply.json()["error"]["message"]
    reply = act(li, "call", 1, outcome="busy")
    assert (reply.status_code, error_code(reply)) == (403, "not_holder")


@pytest.mark.parametrize(
    ("kind", "seen", "more", "status", "code"),
    [
        ("call", 0, {"outcome": "busy"}, 409, "moved_on"),
        ("call", 1, {"outcome": "safe"}, 422, "unusable_request"),
        ("call", 1, {"outcome": "busy", "lost_at": "2026-11-22T04:00:00"}, 422, "unusable_request"),
        ("visit", 1, {"outcome": "dissuaded", "station": "火星派出所"}, 422, "unusable_request"),
        ("reopen", 1, {"note": "又来"}, 409, "out_of_order"),
        ("revive", 1, {}, 422, "unusable_request"),
        ("dance", 1, {}, 422, "unusable_request"),
        ("call", 1, {"outcome": "busy", "note": "x" * 1001}, 422, "unusable_request"),
        ("call", 1, {"outcome": "busy", "note": "\x1b[31m"}, 422, "unusable_request"),
    ],
)
def test_what_cannot_go_on_record_is_refused_and_changes_nothing(
    stage: Stage,
    officers: tuple[httpx.Client, httpx.Client],
    kind: str,
    seen: int,
    more: dict[str, Any],
    status: int,
    code: str,
) -> None:
    wang, _ = officers
    act(wang, "take", 0)
    before = stage.desk.ledger.audit.head()
    reply = act(wang, kind, seen, **more)
    assert (reply.status_code, error_code(reply)) == (status, code)
    assert stage.desk.ledger.audit.head() == before
    assert len(stage.desk.ledger.dissuasions.steps("w1")) == 1


def test_an_unknown_warning_is_not_found(stage: Stage) -> None:
    assert error_code(stage.signed_in().post("/api/warnings/w9/acts", json={"kind": "take", "seen": 0})) == "not_found"


def test_full_numbers_are_for_who_has_the_warning_and_for_who_breaks_the_glass(
    stage: Stage, officers: tuple[httpx.Client, httpx.Client]
) -> None:
    wang, li = officers
    for browser in (wang, li):
        reply = browser.post(f"{W1}/unmask", json={"purpose": "电话劝阻"})
        assert (reply.status_code, error_code(reply)) == (403, "not_holder")
    act(wang, "take", 0)
    assert wang.post(f"{W1}/unmask", json={"purpose": "电话劝阻"}).json()["called"] == "138 6123 4567"
    assert li.post(f"{W1}/unmask", json={"purpose": "电话劝阻"}).status_code == 403
    assert li.post(f"{W1}/unmask", json={"purpose": "王警官离岗", "break_glass": True}).status_code == 200
    [entry] = stage.desk.ledger.audit.entries(limit=1)
    assert (entry.actor, entry.action, entry.purpose) == ("li", "warning.break_glass", "王警官离岗")
    act(wang, "close", 1, disposition="false_alarm", false_cause="family")
    assert wang.post(f"{W1}/unmask", json={"purpose": "电话劝阻"}).status_code == 403


def test_a_missed_limit_is_shown_and_must_be_explained(
    stage: Stage, officers: tuple[httpx.Client, httpx.Client]
) -> None:
    wang, _ = officers
    stage.clock.forward(minutes=4)
    told = act(wang, "take", 0).json()
    assert told["missed"] == [{"kind": "take", "due_at": "2026-11-22T04:03:00Z", "done_at": "2026-11-22T04:04:00Z"}]
    how = {"disposition": "false_alarm", "false_cause": "courier"}
    reply = act(wang, "close", 1, **how)
    assert "a time limit was missed: say why" in reply.json()["error"]["message"]
    assert act(wang, "close", 1, late_cause="shift", **how).status_code == 200


def test_what_is_struck_out_stays_on_record(officers: tuple[httpx.Client, httpx.Client]) -> None:
    wang, _ = officers
    act(wang, "take", 0)
    act(wang, "call", 1, outcome="paid")
    told = act(wang, "undo", 2, undoes=2).json()
    assert [one["is_undone"] for one in told["acts"]] == [False, True, False]
    assert told["work"]["stage"] == "taken"


def test_a_message_goes_into_the_outbox_with_its_act(stage: Stage, officers: tuple[httpx.Client, httpx.Client]) -> None:
    wang, _ = officers
    act(wang, "take", 0)
    told = act(wang, "message", 1, template="caution", language="zh").json()
    sent = told["acts"][1]["message"]
    assert (sent["state"], sent["attempts"]) == ("waiting", 0)
    assert sent["text"].startswith("【常州市反诈中心】与您联系的号码疑似冒充公检法诈骗")
    assert sent["text"] == next(
        one["text"] for one in told["texts"] if (one["template"], one["language"]) == ("caution", "zh")
    )
    [message] = stage.desk.ledger.outbox.due(stage.clock(), 10)
    assert (message.number, message.channel, message.text) == (A_WARNING.called, "sms", sent["text"])
    assert str(A_WARNING.called) not in stage.desk.ledger.audit.entries(limit=3)[1].detail


def test_a_person_gets_no_more_messages_than_the_settings_allow(
    stage: Stage, officers: tuple[httpx.Client, httpx.Client]
) -> None:
    wang, _ = officers
    act(wang, "take", 0)
    for seen in (1, 2):
        assert act(wang, "message", seen, template="call_us", language="zh").status_code == 200
    reply = act(wang, "message", 3, template="call_us", language="zh")
    assert (reply.status_code, error_code(reply)) == (409, "out_of_order")
    assert "as many messages in 24 hours" in reply.json()["error"]["message"]
    reply = act(wang, "undo", 3, undoes=3)
    assert "a message cannot be called back" in reply.json()["error"]["message"]
    stage.clock.forward(hours=24)
    assert sign_in(wang, "wang").status_code == 200
    assert act(wang, "message", 3, template="stay_alert", language="en").status_code == 200


def test_the_board_is_read_by_stage_and_mine(stage: Stage, officers: tuple[httpx.Client, httpx.Client]) -> None:
    wang, li = officers
    stage.desk.ledger.save_warnings([some_warning("w2"), some_warning("w3")])
    act(wang, "take", 0)

    def ids(browser: httpx.Client, query: str) -> list[str]:
        return [row["warning_id"] for row in browser.get(f"/api/warnings?{query}").json()["items"]]

    assert ids(li, "state=open&stage=waiting") == ["w3", "w2"]
    assert ids(wang, "mine=true&stage=taken&stage=called") == ["w1"]
    assert ids(li, "mine=true") == []
    assert li.get("/api/warnings?stage=lost").status_code == 422


def test_the_script_speaks_in_the_officers_name(officers: tuple[httpx.Client, httpx.Client]) -> None:
    told = officers[0].get(W1).json()["script"]
    assert told[0]["zh"].startswith("您好，这里是常州市反诈中心，我是民警王警官")
    assert [line["code"] for line in told][1:4] == ["hang_up", "alone", "fake_police"]


def test_the_desk_names_colleagues_and_stations(officers: tuple[httpx.Client, httpx.Client]) -> None:
    assert officers[0].get("/api/dissuasion/desk").json() == {
        "colleagues": [
            {"login": "li", "name": "李警官", "role": "duty_officer"},
            {"login": "wang", "name": "王警官", "role": "duty_officer"},
        ],
        "stations": ["兰陵派出所", "青龙派出所"],
        "outcomes": {kind: list(outcomes) for kind, outcomes in OUTCOMES.items()},
        "undo_s": 600.0,
        "sends_messages": True,
    }


def test_the_report_counts_and_names_nobody(stage: Stage, officers: tuple[httpx.Client, httpx.Client]) -> None:
    wang, _ = officers
    stage.clock.forward(minutes=1)
    act(wang, "take", 0)
    act(wang, "close", 1, disposition="false_alarm", false_cause="family")
    reply = wang.get("/api/dissuasion/report?since=2026-11-22T00:00:00Z&until=2026-11-23T00:00:00Z")
    urgent = reply.json()["levels"][0]
    assert urgent["taken"] == {"count": 1, "p50_s": 60.0, "p90_s": 60.0, "p95_s": 60.0}
    assert (urgent["in_time"], urgent["dispositions"]) == (1, {"false_alarm": 1})
    assert "138" not in reply.text
    for span in (
        "since=2026-11-23T00:00:00Z&until=2026-11-22T00:00:00Z",
        "since=2026-01-01T00:00:00Z&until=2026-11-22T00:00:00Z",
    ):
        assert wang.get(f"/api/dissuasion/report?{span}").status_code == 422


def test_a_stream_tells_all_others_of_it(officers: tuple[httpx.Client, httpx.Client]) -> None:
    wang, li = officers
    with li.stream("GET", "/api/stream?last_event_id=1") as reply:
        lines = reply.iter_lines()
        act(wang, "take", 0)
        told = next(line for line in lines if line.startswith("data:") and '"stage":"taken"' in line)
    assert '"holder":{"login":"wang","name":"王警官"}' in told
    assert str(A_WARNING.called) not in told
