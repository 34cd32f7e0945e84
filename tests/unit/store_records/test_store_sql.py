"""SQL over all records: what was just taken in as well, nothing else, on record, masked."""

from pathlib import Path
from typing import Any

import orjson
import pytest
from store_rows import cdr, cdrs, intake, open_store

from linewarden.errors import ConfigError, StoreError
from linewarden.main import main
from linewarden.model.cdr import cdr_batch
from linewarden.store.ledger import Ledger
from linewarden.store.sql import SqlLimits, check_sql

CALLS = [
    cdr(0, cli=8613861234567, called=86110, cli_kind=1, called_kind=3, imei="490154203237518"),
    cdr(1, cli=8613861234567, called=14155550123, called_kind=8),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with open_store(tmp_path) as store:
        store.take([intake(cdr_batch(CALLS[:1]))])
        store.seal(force=True)
        store.take([intake(cdr_batch(CALLS[1:]))])
    return tmp_path


def ask(folder: Path, sql: str, **limits: Any) -> list[tuple[Any, ...]]:
    with open_store(folder, is_read_only=True) as store:
        return store.sql(sql, SqlLimits(**limits)).rows


def test_sealed_and_unsealed_records_are_one_table(folder: Path) -> None:
    assert ask(folder, "SELECT count(*), count(DISTINCT cli_key) FROM cdr") == [(2, 1)]
    sql = "WITH c AS (SELECT * FROM cdr) SELECT cli, called, imei FROM c ORDER BY setup_at"
    assert ask(folder, sql, is_masked=False) == [
        (8613861234567, 86110, "490154203237518"),
        (8613861234567, 14155550123, None),
    ]


def test_numbers_are_masked_but_those_of_services(folder: Path) -> None:
    assert ask(folder, "SELECT cli, called, cli_raw, imei FROM cdr ORDER BY setup_at") == [
        ("86138****4567", "86110", None, "49015420****"),
        ("86138****4567", "****0123", None, None),
    ]


@pytest.mark.parametrize(
    "sql",
    [
        "",
        "DROP VIEW cdr",
        "COPY cdr TO 'x.csv'",
        "SELECT 1; SELECT 2",
        "SELECT * FROM 'x.parquet'",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM cdr WHERE EXISTS (SELECT * FROM read_text('/etc/passwd'))",
        "SELECT * FROM duckdb_views()",
        "SELECT * FROM information_schema.tables",
        "WITH duckdb_views AS (SELECT * FROM duckdb_views) SELECT * FROM duckdb_views",
        'WITH "x.parquet" AS (SELECT * FROM \'x.parquet\') SELECT * FROM "x.parquet"',
        "SELECT current_setting('temp_directory')",
        "DESCRIBE cdr",
        "SET memory_limit = '1TB'",
        "ATTACH 'x.db'",
    ],
)
def test_nothing_else_is_read_and_nothing_written(folder: Path, sql: str) -> None:
    with pytest.raises(ConfigError):
        check_sql(sql)
    with pytest.raises(ConfigError):
        ask(folder, sql)


def test_wrong_sql_and_long_questions_are_told_apart(folder: Path) -> None:
    with pytest.raises(ConfigError, match=r"cannot be answered.*nothing_of_that_name"):
        ask(folder, "SELECT nothing_of_that_name FROM cdr")
    with pytest.raises(StoreError, match=r"took more than 0.2 s"):
        ask(folder, "SELECT count(*) FROM range(10000000) a, range(10000000) b", seconds=0.2)


def test_a_question_is_on_record_before_it_is_answered(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sql = "SELECT called FROM cdr WHERE cli = 8613861234567 ORDER BY setup_at"
    args = ["store", "sql", sql, "--folder", str(folder), "--unmask", "--json"]
    assert main([*args, "--purpose", "case 2026-17"]) == 0
    rows = [orjson.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert rows == [{"called": 86110}, {"called": 14155550123}]
    ledger = Ledger.open(f"sqlite:///{folder / 'ledger.sqlite'}")
    (entry,) = ledger.audit.entries()
    ledger.close()
    assert (entry.action, entry.subject, entry.purpose) == ("store.sql", "cdr", "case 2026-17")
    detail = orjson.loads(entry.detail)
    assert (detail["sql"], detail["is_unmasked"]) == (sql.replace("8613861234567", "#"), True)


def test_without_a_purpose_or_an_audit_there_is_no_answer(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    args = ["store", "sql", "SELECT called FROM cdr", "--folder", str(folder)]
    assert main([*args, "--purpose", " x "]) == 2
    (folder / "ledger.sqlite").write_bytes(b"this is no database at all" * 99)
    assert main([*args, "--purpose", "case 2026-17"]) == 2
    assert capsys.readouterr().out == ""


def test_an_answer_has_an_end_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with open_store(tmp_path) as store:
        store.take([intake(cdrs(range(30)))])
    args = ["store", "sql", "SELECT source_row AS n FROM cdr ORDER BY 1", "--folder", str(tmp_path)]
    assert main([*args, "--purpose", "case 2026-17", "--csv", "--rows", "2"]) == 0
    out, err = capsys.readouterr()
    assert (out, "more rows than the 2 shown" in err) == ("n\n2\n3\n", True)
    assert main([*args, "--purpose", "case 2026-17"]) == 0
    assert "│ 31" in capsys.readouterr().out


def test_a_purge_is_on_record(folder: Path) -> None:
    assert main(["store", "purge", "--basis", "CZ-1", "--folder", str(folder)]) == 0
    ledger = Ledger.open(f"sqlite:///{folder / 'ledger.sqlite'}")
    (entry,) = ledger.audit.entries()
    ledger.close()
    assert (entry.action, entry.subject) == ("store.purge", "CZ-1")
