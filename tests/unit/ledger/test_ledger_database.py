"""The ledger's file: its schema, its settings, and what happens when it cannot be used."""

import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from linewarden.errors import StoreError
from linewarden.model.account import Role
from linewarden.store.ledger import Ledger
from linewarden.store.ledger.database import Database
from linewarden.store.ledger.tables import METADATA

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


def test_the_migrations_make_the_tables_that_the_code_uses(tmp_path: Path) -> None:
    Ledger.open(f"sqlite:///{tmp_path}/ledger.db").close()
    engine = create_engine(f"sqlite:///{tmp_path}/ledger.db")
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection, opts={"compare_type": False}), METADATA)
    engine.dispose()
    assert differences == []


def test_accounts_of_an_earlier_version_keep_their_passwords_and_last_sign_ins(tmp_path: Path) -> None:
    config, engine = Config(), create_engine(f"sqlite:///{tmp_path}/ledger.db")
    config.set_main_option("script_location", "linewarden.store:schema")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0004")
        for login in ("li", "wang"):
            connection.exec_driver_sql(
                f"INSERT INTO accounts VALUES ('{login}', 'Name', 'analyst', 'hash', 1, 1000000)"
            )
        for token, at in (("t1", 2_000_000), ("t2", 3_000_000)):
            connection.exec_driver_sql(f"INSERT INTO sessions VALUES ('{token}', 'wang', {at}, {at}, NULL)")
    engine.dispose()
    ledger = Ledger.open(f"sqlite:///{tmp_path}/ledger.db")
    seen = [(account.login, account.must_change_password, account.signed_in_at) for account in ledger.accounts.all()]
    assert seen == [("li", False, None), ("wang", False, datetime(1970, 1, 1, 0, 0, 3, tzinfo=UTC))]
    ledger.close()


def test_every_connection_syncs_each_commit(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/ledger.db")
    for use in (database.write, database.read):
        with use() as connection:
            settings = [
                connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("synchronous", "journal_mode", "foreign_keys")
            ]
        assert settings == [2, "wal", 1]
    database.close()


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/ledger.db")
    with pytest.raises(StoreError, match="readonly"), database.read() as connection:
        connection.exec_driver_sql("DELETE FROM warnings")
    database.close()


def test_a_ledger_in_memory_is_refused() -> None:
    with pytest.raises(StoreError, match="a ledger needs a file"):
        Ledger.open("sqlite://")


def test_a_file_that_is_no_ledger_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").write_text("这不是数据库 " * 100)
    with pytest.raises(StoreError, match="file is not a database"):
        Ledger.open(f"sqlite:///{tmp_path}/ledger.db")


def test_a_ledger_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    Ledger.open(f"sqlite:///{tmp_path}/ledger.db").close()
    with sqlite3.connect(tmp_path / "ledger.db") as other:
        other.execute("UPDATE alembic_version SET version_num = '9999'")
    other.close()
    with pytest.raises(StoreError, match="made by a newer version"):
        Ledger.open(f"sqlite:///{tmp_path}/ledger.db")


def test_what_was_committed_survives_a_kill(tmp_path: Path) -> None:
    script = f"""
import os, signal, sys
from datetime import UTC, datetime
from linewarden.model.account import Role
from linewarden.store.ledger import Ledger
ledger = Ledger.open("sqlite:///{tmp_path}/ledger.db")
ledger.add_account("wang", "Wang", Role.ANALYST, "hash", at=datetime(2026, 11, 22, tzinfo=UTC), actor="system")
os.kill(os.getpid(), signal.SIGKILL)
"""
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == -9
    ledger = Ledger.open(f"sqlite:///{tmp_path}/ledger.db")
    assert ledger.account("wang") is not None
    assert ledger.verify_audit() == []
    ledger.close()


def test_two_processes_may_write_one_ledger(tmp_path: Path) -> None:
    one, two = Ledger.open(f"sqlite:///{tmp_path}/ledger.db"), Ledger.open(f"sqlite:///{tmp_path}/ledger.db")
    for number in range(5):
        for ledger, name in ((one, "a"), (two, "b")):
            ledger.add_account(f"{name}{number}", "Wang", Role.ANALYST, "hash", at=NOON, actor="system")
    assert len(one.accounts.all()) == 10
    assert two.verify_audit() == []
    one.close()
    two.close()


def test_a_failed_transaction_leaves_nothing_behind(tmp_path: Path) -> None:
    ledger = Ledger.open(f"sqlite:///{tmp_path}/ledger.db")
    with sqlite3.connect(tmp_path / "ledger.db", isolation_level=None) as other:
        other.execute("CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'disk full'); END")
    other.close()
    with pytest.raises(StoreError, match="disk full"):
        ledger.add_account("wang", "Wang", Role.ANALYST, "hash", at=NOON, actor="system")
    assert ledger.account("wang") is None
    ledger.close()
