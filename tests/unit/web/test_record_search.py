"""Looking call records up over the wire: what is found, page by page, what is masked, and what the audit says."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from web_desk import A_CDR, NOON, PASSWORD_HASH, Stage, error_code, new_stage, served

from linewarden.cases.deed import CaseKind, Open, Origin
from linewarden.model.account import Role
from linewarden.model.cdr import Cdr, Route, cdr_batch
from linewarden.model.intake import Intake
from linewarden.model.number import E164
from linewarden.search.finding import Budget
from linewarden.store.query import Query
from linewarden.store.records import RecordStore
from linewarden.store.settings import StoreSettings
from linewarden.web.limits import SearchRules

RECORD = "/api/records/0000000000000003/unmask"
CALLER, VICTIM = E164(8613861234567), E164(8613951112222)


def call(n: int, **changes: Any) -> Cdr:
    """Call n: n minutes before noon (20:00 in China on 2026-11-22), answered for n seconds when n is odd."""
    setup = NOON - timedelta(minutes=n)
    answered = setup + timedelta(seconds=5) if n % 2 else None
    values = {
        "record_id": n, "source_row": n, "setup_at": setup, "answered_at": answered, "ended_at": setup + timedelta(seconds=10 + n),
        "talk_ms": 1000 * n if n % 2 else 0, "cli": CALLER if n % 3 == 0 else E164(8651986660000 + n), "called": VICTIM,
        "cell": "460-00-7", "imei": "352099001761481", "route": Route.DOMESTIC, "trunk_in": f"T{n % 2}",
    }  # fmt: skip
    return replace(A_CDR, **(values | changes))


def taken(records: list[Cdr]) -> Intake:
    return Intake(
        feed="carrier-a", basis_id="CZ-1", source_id="00ff", next_row=0, is_last=False, cdrs=cdr_batch(records), sip=None, rejects=(), arrived_ns=0
    )  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RecordStore]:
    """Thirty calls, one a minute before noon; half of them sealed."""
    with RecordStore.open(tmp_path / "calls", sync=False, settings=StoreSettings(is_sealing_itself=False)) as opened:
        opened.take([taken([call(n) for n in range(16, 31)])])
        opened.seal(force=True)
        opened.take([taken([call(n) for n in range(1, 16)])])
        opened.lookup(Query(number=CALLER, prefix="86"))  # compiles now, not while a browser waits
        yield opened


@pytest.fixture
def stage(tmp_path: Path, store: RecordStore) -> Iterator[Stage]:
    with served(new_stage(tmp_path, records=store)) as running:
        yield running


def asked(browser: httpx.Client, query: str, path: str = "search", **more: Any) -> httpx.Response:
    return browser.post(f"/api/records/{path}", json={"query": query, "purpose": "案情核查"} | more)


def found(reply: httpx.Response) -> list[int]:
    assert reply.status_code == 200, reply.text
    return [int(row["record_id"], 16) for row in reply.json()["items"]]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("cli:13861234567 talk>=15", [15, 21, 27]),
        ('number:"+86 138-6123-4567" last:10m', [3, 6, 9]),
        ("called:139* *0001", [1]),
        ("called:13861234567", []),
        ("trunk:T0 -cli:138* last:9m", [2, 4, 8]),
        ("(cli:*0004 OR cli:*0005) answered:no", [4]),
        ("cell:460-00-7 from:2026-11-22T11:56 to:2026-11-22T11:58", [3, 4]),
        ("imei:352099001761489 ring<6 talk<6", [1, 3, 5]),
        ("to:2026-11-21", []),
        ("route:international", []),
    ],
)
def test_a_query_finds_what_its_terms_say_newest_first(stage: Stage, query: str, numbers: list[int]) -> None:
    assert found(asked(stage.signed_in(), query)) == numbers


def test_pages_follow_one_another_while_records_come_in(stage: Stage, store: RecordStore) -> None:
    browser = stage.signed_in()
    first = asked(browser, "last:1h answered:yes", limit=4)
    assert found(first) == [1, 3, 5, 7]
    store.take([taken([replace(call(1), record_id=99, setup_at=NOON)])])
    second = asked(browser, "last:1h answered:yes", limit=8, cursor=first.json()["next_cursor"])
    assert found(second) == [9, 11, 13, 15, 17, 19, 21, 23]
    last = asked(browser, "last:1h answered:yes", limit=8, cursor=second.json()["next_cursor"])
    assert (found(last), last.json()["next_cursor"]) == ([25, 27, 29], None)


def test_a_used_up_budget_is_told_and_the_cursor_goes_on(tmp_path: Path, store: RecordStore) -> None:
    small = SearchRules(page=Budget(rows=5))
    (tmp_path / "small").mkdir()
    with served(new_stage(tmp_path / "small", records=store, search=small)) as stage:
        browser, all_of_them, cursor = stage.signed_in(), [], None
        for _ in range(12):
            reply = asked(browser, "last:1h talk>=15", limit=3, cursor=cursor)
            all_of_them += found(reply)
            cursor = reply.json()["next_cursor"]
            if cursor is None:
                break
            assert reply.json()["is_cut"] or len(reply.json()["items"]) == 3
        assert all_of_them == [15, 17, 19, 21, 23, 25, 27, 29]


def test_a_query_without_a_criterion_is_answered_over_the_newest_day_and_says_so(
    stage: Stage, store: RecordStore
) -> None:
    store.take([taken([call(25 * 60 + 1)])])
    reply = asked(stage.signed_in(), "answered:yes", limit=500)
    assert len(found(reply)) == 15
    assert reply.json()["assumed_since"] == "2026-11-21T04:00:00Z"


def test_numbers_are_masked_and_a_key_asks_for_the_same_number_again(stage: Stage) -> None:
    browser = stage.signed_in()
    reply = asked(browser, "cli:13861234567 last:3m")
    row = reply.json()["items"][0]
    assert "3861234567" not in reply.text
    assert "352099001761481" not in reply.text
    assert (row["cli_masked"], row["imei_masked"]) == ("138 **** 4567", "35209900****")
    assert found(asked(browser, f"cli:{row['cli_key']} imei:{row['imei_key']} last:7m")) == [3, 6]
    assert error_code(asked(browser, "cli:~" + "A" * 22)) == "bad_query"


def test_the_reply_tells_what_the_query_becomes_without_each_term(stage: Stage) -> None:
    browser = stage.signed_in()
    key = asked(browser, "cli:13861234567").json()["items"][0]["cli_key"]
    view = asked(browser, "cli:13861234567 -trunk:T1 last:1h").json()["query"]
    assert [(term["shown"], term["is_not"], term["without"]) for term in view["terms"]] == [
        ("cli:138 **** 4567", False, "-trunk:T1 last:1h"),
        ("trunk:T1", True, f"cli:{key} last:1h"),
        ("last:1h", False, f"cli:{key} -trunk:T1"),
    ]
    assert view["timeless"] == f"cli:{key} -trunk:T1"


def test_an_error_of_the_query_names_its_characters(stage: Stage) -> None:
    reply = asked(stage.signed_in(), "138* talk>=x")
    assert (reply.status_code, error_code(reply)) == (422, "bad_query")
    assert reply.json()["error"]["at"] == {"fault": "bad_seconds", "start": 11, "end": 12}


def test_the_audit_has_purpose_and_masked_query_before_anything_is_told(stage: Stage) -> None:
    browser = stage.signed_in()
    key = asked(browser, "cli:13861234567 last:3m").json()["items"][0]["cli_key"]
    entry = stage.desk.ledger.audit.entries()[0]
    assert (entry.action, entry.purpose) == ("records.search", "案情核查")
    assert orjson.loads(entry.detail) == {"query": "cli:138 **** 4567 last:3m", "numbers": key, "is_next_page": False}
    assert browser.post("/api/records/search", json={"query": "cli:138*", "purpose": " x "}).status_code == 422


def test_the_summary_counts_what_was_found(stage: Stage) -> None:
    told = asked(stage.signed_in(), "called:13951112222", "summary").json()
    assert (told["counted"], told["is_whole"]) == (30, True)
    assert told["answered"] == [{"value": "yes", "count": 15}, {"value": "no", "count": 15}]
    assert told["routes"] == [{"value": "domestic", "count": 30}]
    assert (told["hours"][11], sum(told["hours"])) == (30, 30)
    assert (told["callers"][0]["masked"], told["callers"][0]["count"]) == ("138 **** 4567", 10)
    assert (told["bar_s"], sum(bar["count"] for bar in told["bars"])) == (60, 30)


def test_a_record_tells_its_source_for_a_purpose(stage: Stage) -> None:
    browser = stage.signed_in()
    source = browser.post("/api/records/0000000000000003/source", json={"purpose": "案情核查"}).json()
    assert (source["feed"], source["source_id"], source["source_row"], source["raw"]) == ("carrier-a", "00ff", 3, None)
    assert len(source["record_sha256"]) == 64
    assert stage.actions()[-1] == "records.source"
    missing = browser.post("/api/records/00000000000000ff/source", json={"purpose": "案情核查"})
    assert error_code(missing) == "not_found"


def test_full_numbers_of_a_record_are_shown_within_a_case_of_ones_own(stage: Stage) -> None:
    browser = stage.signed_in()
    alone = browser.post(RECORD, json={"purpose": "案情核查"})
    assert (alone.status_code, error_code(alone)) == (403, "not_member")
    assert "records.unmask" not in stage.actions()
    case = {
        "title": "冒充公检法",
        "kind": "telecom_fraud",
        "origin": "search",
        "pin": {"what": "record", "ref": "0000000000000003"},
    }
    number = browser.post("/api/cases", json=case).json()["number"]
    full = browser.post(RECORD, json={"purpose": "案情核查", "case_number": number}).json()
    assert (full["cli"], full["imei"]) == ("138 6123 4567", "352099001761481")
    entry = stage.desk.ledger.audit.entries()[0]
    assert (entry.action, entry.subject, entry.purpose) == ("records.unmask", "0000000000000003", "案情核查")
    assert orjson.loads(entry.detail) == {"case": number}


def test_a_case_is_not_opened_from_a_record_that_is_not_there(stage: Stage) -> None:
    browser = stage.signed_in()
    case = {
        "title": "冒充公检法",
        "kind": "telecom_fraud",
        "origin": "search",
        "pin": {"what": "record", "ref": "00000000000000ff"},
    }
    for ref in ("00000000000000ff", "138 6123 4567", "0x0000000000003"):
        case["pin"] = {"what": "record", "ref": ref}
        reply = browser.post("/api/cases", json=case)
        assert (reply.status_code, error_code(reply)) == (422, "unusable_request")
    assert browser.get("/api/cases").json()["items"] == []


def test_a_case_that_one_was_not_let_into_shows_no_record_and_is_not_told_of(stage: Stage) -> None:
    browser = stage.signed_in()
    stage.desk.ledger.add_account("li", "李警官", Role.ANALYST, PASSWORD_HASH, at=stage.clock(), actor="system")
    of_li = Open(title="他人案件", case_kind=CaseKind.TELECOM_FRAUD, origin=Origin.REPORT)
    kept = stage.desk.ledger.cases.open(of_li, site="519", year=2026, actor="li", at=stage.clock())
    refused = browser.post(RECORD, json={"purpose": "案情核查", "case_number": kept.number})
    unknown = browser.post(RECORD, json={"purpose": "案情核查", "case_number": "519-2026-0099"})
    assert (refused.status_code, error_code(refused)) == (unknown.status_code, error_code(unknown))
    assert "138 6123 4567" not in refused.text
    assert "records.unmask" not in stage.actions()


def test_outside_any_case_full_numbers_are_glass_that_the_auditor_hears_of(stage: Stage) -> None:
    browser = stage.signed_in()
    full = browser.post(RECORD, json={"purpose": "上级来电询问", "break_glass": True}).json()
    assert full["cli"] == "138 6123 4567"
    entry = stage.desk.ledger.audit.entries()[0]
    assert (entry.action, entry.purpose) == ("records.break_glass", "上级来电询问")


def test_a_cursor_of_another_query_is_refused(stage: Stage) -> None:
    browser = stage.signed_in()
    cursor = asked(browser, "last:1h", limit=2).json()["next_cursor"]
    assert error_code(asked(browser, "last:2h", cursor=cursor)) == "unusable_request"
    assert error_code(asked(browser, "last:1h", cursor="AAAA")) == "unusable_request"
