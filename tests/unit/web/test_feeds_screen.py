"""The feeds page."""

from dataclasses import replace

from web_desk import A_CARD, Stage, error_code

from linewarden.model.account import Role
from linewarden.model.feed_card import FeedState


def test_a_card_shows_counters_and_legal_basis(stage: Stage) -> None:
    [card] = stage.signed_in(Role.SYSTEM_ADMIN).get("/api/feeds").json()["items"]
    assert card == {
        "name": "carrier-a",
        "kind": "hep",
        "basis": {
            "basis_id": "CZ-1",
            "kind": "training",
            "document": "演示 1",
            "issuer": "常州市公安局",
            "valid_until": "2027-11-22T04:00:00Z",
            "is_synthetic": True,
        },
        "received": 10,
        "stored": 7,
        "rejected": 2,
        "duplicates": 1,
        "calls": 0,
        "waiting": 0,
        "late": 0,
        "active_calls": 0,
        "rate_per_s": 0.0,
        "last_arrival_at": None,
        "lag_ms": None,
        "warned_p50_ms": None,
        "warned_p99_ms": None,
        "told_calls": 7,
        "coverage": {"cell": 0.5},
        "voices": {
            "rows": 38,
            "silent": [
                {"name": "bad_imei", "signal": "S17", "text_zh": "串号伪造", "text_en": "Made up", "missing": ["imei"]}
            ],
        },
        "state": "ok",
        "problem": None,
    }


def test_a_feed_of_too_few_calls_is_not_judged(stage: Stage) -> None:
    stage.cards[0] = replace(A_CARD, told_calls=3, voices=None)
    [card] = stage.signed_in().get("/api/feeds").json()["items"]
    assert (card["told_calls"], card["voices"]) == (3, None)


def test_a_feed_without_basis_is_shown_as_refused(stage: Stage) -> None:
    stage.cards[0] = replace(A_CARD, basis=None, state=FeedState.REFUSED, problem="no legal basis")
    [card] = stage.signed_in().get("/api/feeds").json()["items"]
    assert (card["basis"], card["state"], card["problem"]) == (None, "refused", "no legal basis")


def test_rejects_are_shown_with_masked_digits(stage: Stage) -> None:
    [row] = stage.signed_in().get("/api/feeds/carrier-a/rejects").json()["items"]
    assert row == {
        "source_id": "00ff",
        "row": 3,
        "field": "cli",
        "value": "x138****67",
        "reason": "is no number",
        "code": "not_a_number",
    }


def test_an_unknown_feed_is_not_found(stage: Stage) -> None:
    reply = stage.signed_in().get("/api/feeds/nobody/rejects")
    assert (reply.status_code, error_code(reply)) == (404, "not_found")


def test_the_feeds_say_by_which_rules_they_are_weighed(stage: Stage) -> None:
    assert stage.signed_in().get("/api/feeds").json()["rules"] == stage.desk.versions["rules"]
