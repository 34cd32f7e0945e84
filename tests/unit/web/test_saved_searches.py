"""Saved searches over the wire: each for himself, numbers as pseudonyms, never why."""

import httpx
import pytest
from web_desk import Stage, error_code

from linewarden.model.account import Role


def saved(browser: httpx.Client, name: str, query: str) -> httpx.Response:
    return browser.post("/api/searches", json={"name": name, "query": query})


def test_a_search_is_kept_with_its_numbers_as_pseudonyms_and_shown_masked(stage: Stage) -> None:
    browser = stage.signed_in()
    [kept] = saved(browser, "可疑主叫", "cli:13861234567 talk>=60 last:24h").json()["items"]
    assert (kept["name"], kept["shown"]) == ("可疑主叫", "cli:138 **** 4567 talk>=60 last:1d")
    assert kept["query"].startswith("cli:~")
    assert browser.post("/api/records/search", json={"query": kept["query"], "purpose": "案情核查"}).status_code == 200
    entry = next(one for one in stage.desk.ledger.audit.entries() if one.action == "search.save")
    assert "138 **** 4567" in entry.detail
    assert "1234567" not in entry.detail + str(stage.desk.ledger.saved_searches.of("duty_officer"))


def test_a_name_that_is_there_gets_the_new_query_and_comes_first(stage: Stage) -> None:
    browser = stage.signed_in()
    saved(browser, "夜间", "talk>=60")
    stage.clock.forward(seconds=1)
    saved(browser, "国际", "route:international")
    stage.clock.forward(seconds=1)
    items = saved(browser, "夜间", "talk>=120").json()["items"]
    assert [(one["name"], one["shown"]) for one in items] == [("夜间", "talk>=120"), ("国际", "route:international")]
    assert browser.post("/api/searches/remove", json={"name": "夜间"}).json()["items"][0]["name"] == "国际"
    assert error_code(browser.post("/api/searches/remove", json={"name": "夜间"})) == "not_found"
    assert stage.actions()[-2:] == ["search.save", "search.remove"]


def test_nobody_sees_or_removes_anothers(stage: Stage) -> None:
    saved(stage.signed_in(), "夜间", "talk>=60")
    other = stage.signed_in(Role.ANALYST)
    assert other.get("/api/searches").json()["items"] == []
    assert other.post("/api/searches/remove", json={"name": "夜间"}).status_code == 404
    assert len(stage.signed_in().get("/api/searches").json()["items"]) == 1


@pytest.mark.parametrize(
    ("name", "query", "code"),
    [
        (" ", "talk>=60", "unusable_request"),
        ("x" * 65, "talk>=60", "unusable_request"),
        ("a", "talk>=x", "bad_query"),
        ("a", "", "bad_query"),
    ],
)
def test_what_is_no_search_is_refused(stage: Stage, name: str, query: str, code: str) -> None:
    reply = saved(stage.signed_in(), name, query)
    assert (reply.status_code, error_code(reply)) == (422, code)


def test_fifty_are_enough_and_one_of_them_may_change(stage: Stage) -> None:
    browser = stage.signed_in()
    for n in range(50):
        assert saved(browser, f"检索 {n}", "talk>=60").status_code == 200
    refused = saved(browser, "检索 50", "talk>=60")
    assert (refused.status_code, error_code(refused)) == (409, "searches_full")
    assert saved(browser, "检索 7", "talk>=90").status_code == 200
