"""One database by URL: one writer at a time, many readers, schema at head. SQLite in WAL mode, or anything SQLAlchemy speaks."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from linewarden.errors import StoreError, UnwritableError

BUSY_MS = 10_000  # how long to wait for another process, such as `user add` beside a running service
READERS = 8
CACHE_KIB = 32_768  # a connection
CHECKPOINT_PAGES = 8_192  # 32 MiB of log before it is copied into the database: rarer, and in larger runs


class Database:
    """Connections to one database. Thread-safe: writers queue on a lock, readers never wait for them."""

    def __init__(self, url: str) -> None:
        self._lock = threading.Lock()
        self._writer = _engine(url, for_writing=True)
        self._reader = _engine(url, for_writing=False)
        with _told(url):
            _migrate(self._writer)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction, committed (and synced) when the block ends, undone when it raises. Engine errors become `StoreError`."""
        with (
            self._lock,
            _told(self._writer.url.render_as_string(hide_password=True)),
            self._writer.begin() as connection,
        ):
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent view for a few queries; writing through it fails."""
        with _told(self._reader.url.render_as_string(hide_password=True)), self._reader.begin() as connection:
            yield connection

    def close(self) -> None:
        """Closes all connections."""
        self._reader.dispose()
        self._writer.dispose()


@contextmanager
def _told(url: str) -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as err:
        reason = getattr(err, "orig", None) or type(err).__name__
        kind = (
            UnwritableError if isinstance(err, OperationalError) else StoreError
        )  # a full disk, a locked file, a server that is gone
        raise kind(f"ledger {make_url(url).render_as_string(hide_password=True)}: {reason}") from err


def _engine(url: str, *, for_writing: bool) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        level = "READ COMMITTED" if for_writing else "REPEATABLE READ"
        options = {} if for_writing else {"postgresql_readonly": True}
        return create_engine(
            parsed,
            isolation_level=level,
            pool_size=1 if for_writing else READERS,
            execution_options=options,
            hide_parameters=True,
            pool_pre_ping=True,
        )
    if not parsed.database or parsed.database == ":memory:":
        raise StoreError(f"ledger {url}: a ledger needs a file, an SQLite database in memory cannot be shared")
    engine = create_engine(
        parsed,
        pool_size=1 if for_writing else READERS,
        max_overflow=0 if for_writing else READERS,
        hide_parameters=True,
    )
    _prepare_sqlite(engine, for_writing=for_writing)
    return engine


def _prepare_sqlite(engine: Engine, *, for_writing: bool) -> None:
    """Takes transaction control from the driver, which would begin too late, and sets what each connection needs."""

    def connected(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        for pragma in (
            f"busy_timeout = {BUSY_MS}",
            "journal_mode = WAL",
            "synchronous = FULL",  # a seq or an audit line that somebody has seen must survive a power cut: decision 0003
            "foreign_keys = ON",
            "recursive_triggers = ON",  # so that INSERT OR REPLACE meets the audit's delete trigger
            "trusted_schema = OFF",
            f"cache_size = -{CACHE_KIB}",
            f"wal_autocheckpoint = {CHECKPOINT_PAGES}",
            *(() if for_writing else ("query_only = ON",)),
        ):
            connection.execute(f"PRAGMA {pragma}").close()

    def began(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if for_writing else "BEGIN")

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", began)


def _migrate(engine: Engine) -> None:
    config = Config()
    config.set_main_option("script_location", "linewarden.store:schema")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as err:
            shown = engine.url.render_as_string(hide_password=True)
            raise StoreError(
                f"ledger {shown}: made by a newer version, {err}: install that version or a later one"
            ) from err
