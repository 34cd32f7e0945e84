"""The databases that every test here runs on.

SQLite always; PostgreSQL when LINEWARDEN_TEST_POSTGRES names a database (postgresql+psycopg://…) that may be wiped.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from linewarden.store.ledger import Ledger

POSTGRES = os.environ.get("LINEWARDEN_TEST_POSTGRES", "")


def _wiped(url: str) -> str:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return url


@pytest.fixture(params=["sqlite", *(["postgresql"] if POSTGRES else [])])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    url = f"sqlite:///{tmp_path}/ledger.db" if request.param == "sqlite" else _wiped(POSTGRES)
    opened = Ledger.open(url)
    yield opened
    opened.close()
