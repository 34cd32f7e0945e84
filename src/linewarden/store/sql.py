"""Questions in SQL over all records, sealed or not, by DuckDB: read only, nothing but the table `cdr`, bounded in time, memory and rows."""

import re
import secrets
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import orjson
import pyarrow as pa

from linewarden.errors import ConfigError, StoreError
from linewarden.model.cdr import CDR_SCHEMA
from linewarden.model.number import NumberKind

TABLE = "cdr"
_MASKED_KINDS = f"{NumberKind.SERVICE:d}, {NumberKind.ENTERPRISE:d}"
_FUNCTIONS = frozenset({"range", "generate_series", "unnest"})  # those that give tables without reading any
_NAME = re.compile("[a-z_][a-z0-9_]*")
_TELLING = frozenset({"getvariable", "current_setting", "getenv"})  # functions that would tell how the view is made


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlLimits:
    """What one question may take."""

    seconds: float = 60.0
    memory_bytes: int = 1 << 30
    rows: int = 1000
    is_masked: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """What a question gave."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    has_more: bool  # rows beyond the limit were left out


def check_sql(text: str) -> None:
    """Raise ConfigError unless this is one SELECT that reads nothing but `cdr`."""
    with duckdb.connect() as connection:
        _checked(connection, text)


def ask_sql(
    text: str, files: Sequence[Path], unsealed: Sequence[pa.RecordBatch], scratch: Path, limits: SqlLimits
) -> Table:
    """The answer to one SELECT over `cdr`: the rows of these Parquet files of one folder, and the unsealed ones.

    Masked, numbers are texts without their middle, `cli_key` and the like tell who is the same within this question, and raw numbers and call
    ids are null. Raises ConfigError when the text is not such a SELECT or is wrong, StoreError when it takes too long or too much memory.
    """
    config: dict[str, Any] = {
        "memory_limit": f"{limits.memory_bytes >> 20}MiB",
        "temp_directory": str(scratch),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "python_enable_replacements": False,
    }
    with duckdb.connect(config=config) as connection:
        _checked(connection, text)
        _make_table(connection, files, unsealed, is_masked=limits.is_masked)
        folders = sorted({f"{path.parent}/" for path in files} | {f"{scratch}/"})
        connection.execute("SET allowed_directories = " + _list(folders))
        for command in ("TimeZone = 'UTC'", "enable_external_access = false", "lock_configuration = true"):
            connection.execute(f"SET {command}")
        timer = threading.Timer(limits.seconds, connection.interrupt)
        timer.start()
        try:
            asked = connection.execute(text)
            rows = asked.fetchmany(limits.rows + 1)
            columns = tuple(about[0] for about in asked.description or ())
        except duckdb.InterruptException as err:
            raise StoreError(
                f"the question took more than {limits.seconds:g} s; ask for less, such as a shorter time, or give it more with --seconds"
            ) from err
        except duckdb.OutOfMemoryException as err:
            raise StoreError(f"the question needs more than {limits.memory_bytes >> 20} MiB: {err}") from err
        except duckdb.IOException as err:
            raise StoreError(f"{err}; when ranges were merged or purged meanwhile, ask again") from err
        except duckdb.Error as err:
            raise ConfigError(f"this SQL cannot be answered: {err}") from err
        finally:
            timer.cancel()
    return Table(columns, rows[: limits.rows], len(rows) > limits.rows)


def _checked(connection: duckdb.DuckDBPyConnection, text: str) -> None:
    """Parsed, not searched for words: whatever it reads has a node of its own."""
    found = connection.execute("SELECT json_serialize_sql($1)", [text]).fetchone()
    tree: dict[str, Any] = orjson.loads(found[0]) if found else {"error": True}
    if tree["error"] or len(tree.get("statements", ())) != 1:
        reason = tree.get("error_message", "") or "it is not one statement"
        raise ConfigError(f"this is not one SELECT: {reason}; only reading is possible")
    names = {entry["key"].lower() for node in _nodes(tree) for entry in node.get("cte_map", {}).get("map", ())}
    if unusable := [name for name in names if not _NAME.fullmatch(name)] + sorted(names & _catalog(connection)):
        raise ConfigError(f"{unusable[0]!r} cannot be the name of a part of the question; choose another")
    names.add(TABLE)
    for node in _nodes(tree):
        _check_node(node, names)


def _catalog(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Names that stand for something already: a part of that name could read it from inside itself."""
    known = connection.execute("SELECT view_name FROM duckdb_views() UNION SELECT table_name FROM duckdb_tables()")
    return {TABLE, *(name.lower() for (name,) in known.fetchall())}


def _check_node(node: dict[str, Any], names: set[str]) -> None:
    function = str(node.get("function_name", "")).lower()
    if node.get("type") == "BASE_TABLE":
        name = ".".join(filter(None, (node.get("catalog_name"), node.get("schema_name"), node["table_name"])))
        if name.lower() not in names:
            raise ConfigError(f"there is no table {name!r}; the only one is `{TABLE}`")
    elif node.get("type") == "TABLE_FUNCTION" and (name := _function_of(node)) not in _FUNCTIONS:
        raise ConfigError(f"{name!r} reads something else than `{TABLE}`; only that can be read")
    elif node.get("type") == "SHOW_REF" or function in _TELLING:
        raise ConfigError(f"{function or 'SHOW'!r} tells of the database, not of calls; read `{TABLE}`")


def _function_of(node: dict[str, Any]) -> str:
    return str(node.get("function", {}).get("function_name", "")).lower()


def _nodes(tree: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - JSON
    found, left = [], [tree]
    while left:
        node = left.pop()
        if isinstance(node, dict):
            found.append(node)
            left += node.values()
        elif isinstance(node, list):
            left += node
    return found


def _make_table(
    connection: duckdb.DuckDBPyConnection,
    files: Sequence[Path],
    unsealed: Sequence[pa.RecordBatch],
    *,
    is_masked: bool,
) -> None:
    waiting = f"unsealed_{secrets.token_hex(8)}"
    connection.register(waiting, pa.Table.from_batches(list(unsealed), CDR_SCHEMA))
    rows = f"SELECT * FROM {waiting}"  # noqa: S608 - ours
    if files:
        rows = f"SELECT * FROM read_parquet({_list(files)}, union_by_name = true) UNION ALL BY NAME {rows}"  # noqa: S608 - our own paths, quoted
    shown = _masks(secrets.randbits(63)) if is_masked else "*"
    connection.execute(f"CREATE VIEW {TABLE} AS SELECT {shown} FROM ({rows})")  # noqa: S608 - ours


def _list(texts: Sequence[object]) -> str:
    return "[" + ", ".join("'" + str(text).replace("'", "''") + "'" for text in texts) + "]"


def _masks(salt: int) -> str:
    """Columns of the view: whoever does not know the salt cannot try which number has a key."""
    masked = [f"{_masked_number(name)} AS {name}" for name in ("cli", "called")]
    masked += [f"left({name}, {shown}) || '****' AS {name}" for name, shown in (("imei", 8), ("imsi", 5))]
    masked += [f"NULL::VARCHAR AS {name}" for name in ("cli_raw", "called_raw", "call_id")]
    keys = [
        f"CASE WHEN {name} IS NOT NULL THEN hash({name}, {salt}) END AS {name}_key"
        for name in ("cli", "called", "imei", "imsi")
    ]
    return f"* REPLACE ({', '.join(masked)}), {', '.join(keys)}"


def _masked_number(name: str) -> str:
    """Service and 400 numbers belong to nobody and stay whole; of others at most 7 digits of 11 are shown."""
    text = f"{name}::VARCHAR"
    return (
        f"CASE WHEN {name} <= 0 THEN NULL WHEN {name}_kind IN ({_MASKED_KINDS}) THEN {text} "
        f"WHEN length({text}) < 9 THEN '**' || right({text}, 2) "
        f"WHEN {text} LIKE '86%' THEN left({text}, 5) || '****' || right({text}, 4) ELSE '****' || right({text}, 4) END"
    )
