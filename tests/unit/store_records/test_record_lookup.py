"""Records are found by everything that an officer may know of them, sealed or a moment old."""

import time
from pathlib import Path
from typing import Any

import pytest
from store_rows import at, cdr, cdrs, intake, open_store

from linewarden.errors import ConfigError
from linewarden.model.cdr import cdr_batch
from linewarden.store.query import Query
from linewarden.store.records import RecordStore

CALLS = [
    cdr(0, cli=8613861230001, called=86110, imei="490154203237518", cell="460-00-1"),
    cdr(1, cli=86110, called=8613861230002, imsi="460001234567890", trunk_in="T1"),
    cdr(2, cli=14155550123, called=8613861230001, source_ip="203.0.113.9", trunk_out="T1"),
    cdr(3, cli=0, cli_raw=None, called=-77, called_raw="anonymous", imei="49015420323751"),
    cdr(4, cli=8613861230000, called=8613861230000, source_ip="203.0.113.9"),
]


@pytest.fixture(params=["unsealed", "sealed", "half sealed", "in two pieces"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    with open_store(tmp_path) as store:
        store.take([intake(cdr_batch([CALLS[3], CALLS[0]]))])
        if request.param == "half sealed":
            store.seal(force=True)
        if request.param == "in two pieces":
            store.lookup(Query())
        store.take([intake(cdr_batch([CALLS[1], CALLS[4], CALLS[2]]))])
        store.seal(force=request.param == "sealed")
        yield store


@pytest.mark.parametrize(
    ("criteria", "expected"),
    [
        ({}, [4, 3, 2, 1, 0]),
        ({"limit": 2}, [4, 3]),
        ({"number": 8613861230001}, [2, 0]),
        ({"number": 86110}, [1, 0]),
        ({"number": 8613861230000}, [4]),
        ({"number": -77}, [3]),
        ({"number": 5}, []),
        ({"prefix": "86138612300"}, [4, 2, 1, 0]),
        ({"prefix": "86138612300", "limit": 2}, [4, 2]),
        ({"prefix": "86110"}, [1, 0]),
        ({"prefix": "1415"}, [2]),
        ({"prefix": "999"}, []),
        ({"prefix": "08613"}, []),
        ({"number": 0}, []),
        ({"suffix": "0001"}, [2, 0]),
        ({"suffix": "10"}, [1, 0]),
        ({"suffix": "0"}, [4, 1, 0]),
        ({"suffix": "00"}, [4]),
        ({"suffix": "777"}, []),
        ({"imei": "490154203237518"}, [3, 0]),
        ({"imei": "4901542032375101"}, [3, 0]),
        ({"imsi": "460001234567890"}, [1]),
        ({"cell": "460-00-1"}, [0]),
        ({"ip": "203.0.113.9"}, [4, 2]),
        ({"trunk": "T1"}, [2, 1]),
        ({"trunk": "T2"}, []),
        ({"number": 8613861230001, "ip": "203.0.113.9"}, [2]),
        ({"since": at(1), "until": at(3)}, [2, 1]),
        ({"number": 86110, "since": at(1)}, [1]),
        ({"since": at(3), "until": at(1)}, []),
    ],
)
def test_a_query_finds_its_calls_newest_first(
    store: RecordStore, criteria: dict[str, Any], expected: list[int]
) -> None:
    assert store.lookup(Query(**criteria)).rows() == [CALLS[number] for number in expected]


def test_records_come_by_id_in_the_order_asked_for(store: RecordStore) -> None:
    ids = [CALLS[2].record_id, 12345, CALLS[0].record_id]
    assert store.by_ids(ids) == [CALLS[2], CALLS[0]]
    assert store.by_ids([]) == []


def test_the_index_may_be_deleted_and_is_made_again(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.take([intake(cdrs(range(100)))])
        store.seal(force=True)
    (index,) = (tmp_path / "records/index").iterdir()
    index.unlink()
    with open_store(tmp_path) as store:
        assert store.lookup(Query(number=cdr(42).cli)).rows() == [cdr(42)]
        assert index.exists()
        index.write_bytes(b"damaged")
        (problem,) = store.verify()
        assert problem.startswith(f"the index {index} is missing or damaged; it is derived: build it again")
        store.reindex()
        assert store.verify() == []
        assert store.lookup(Query(number=cdr(42).cli)).rows() == [cdr(42)]


def test_a_read_only_store_needs_no_index_and_writes_none(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        store.take([intake(cdrs(range(10)))])
        store.seal(force=True)
    (index,) = (tmp_path / "records/index").iterdir()
    index.unlink()
    with open_store(tmp_path, is_read_only=True) as store:
        assert store.lookup(Query(number=cdr(4).cli)).rows() == [cdr(4)]
    assert not index.exists()


@pytest.mark.parametrize(
    ("criteria", "complaint"),
    [
        ({"prefix": ""}, "prefix '' is not 1 to 18 digits"),
        ({"suffix": "12a"}, "suffix '12a'"),
        ({"prefix": "１２"}, "prefix"),
        ({"number": 2**62}, "is no number"),
        ({"limit": 0}, "limit 0 is not between 1 and 10000"),
        ({"since": at(0).replace(tzinfo=None)}, "no time zone"),
    ],
)
def test_a_query_that_cannot_be_answered_is_refused(criteria: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint):
        Query(**criteria)


@pytest.mark.parametrize("sealed", [0, 1, 3])
def test_values_of_every_kind_come_back_as_they_were(sealed: int, tmp_path: Path) -> None:
    rows = [
        cdr(1, call_id=None, cli_raw="０1386", release_cause=None, answered_at=None, roaming="苏州", attestation="A"),
        cdr(2, call_id="", cli_raw=None, release_cause=16, imei="0049", imsi="460", codec="PCMA", user_agent="sip"),
        cdr(3, call_id="7" * 4000, cli_raw="86", release_cause=-1, imei=None, imsi="461"),
    ]
    with open_store(tmp_path) as store:
        store.take([intake(cdr_batch(rows[:sealed]))] if sealed else [])
        store.seal(force=True)
        store.take([intake(cdr_batch(rows[sealed:]))] if rows[sealed:] else [])
        assert store.by_ids([row.record_id for row in rows]) == rows


@pytest.mark.parametrize("odd", ["", "+86 10", "013800000001", "９", "9" * 19, None])
@pytest.mark.parametrize("seal", [True, False])
def test_a_text_that_is_no_number_comes_back_from_among_numbers(odd: str | None, seal: bool, tmp_path: Path) -> None:
    rows = [cdr(number, call_id=str(number), cli_raw=odd if number in {3, 7} else "86110") for number in range(20)]
    rows[5] = cdr(5, call_id=None, cli_raw="1", feed="other", imei="x")
    with open_store(tmp_path) as store:
        store.take([intake(cdr_batch(rows))])
        store.seal(force=seal)
        assert store.by_ids([row.record_id for row in rows]) == rows


HOTLINE = 8613900000000


def half_to_one(folder: Path, calls: int, *, is_sealed: bool) -> RecordStore:
    """Every second of so many calls goes to one number."""
    store = open_store(folder)
    store.take([intake(cdr_batch(cdr(n, called=HOTLINE if n % 2 else HOTLINE + n) for n in range(calls)))])
    if is_sealed:
        store.seal(force=True)
    return store


@pytest.mark.parametrize("is_sealed", [False, True])
@pytest.mark.parametrize("more", [{}, {"suffix": "0"}, {"since": at(10)}])
def test_a_number_with_half_of_all_calls_gives_its_newest_at_once(
    tmp_path: Path, is_sealed: bool, more: dict[str, Any]
) -> None:
    def seconds(calls: int) -> float:
        with half_to_one(tmp_path / str(calls), calls, is_sealed=is_sealed) as store:
            query, took = Query(number=HOTLINE, **more), []
            for _ in range(10):
                began = time.process_time()
                rows = store.lookup(query).rows()
                took.append(time.process_time() - began)
            assert [row.source_row - 2 for row in rows] == list(range(calls - 1, calls - 201, -2))
        return min(took)

    assert seconds(8_000) < 2 * seconds(2_000)  # four times, if it went through all of them
