"""DuckDB, asked with SQL made from the same definitions, gives the same values as the engine and the reference."""

from collections.abc import Iterator

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from feature_streams import MINUTE, T0, anywhere, differences, forward, streams
from hypothesis import given, settings

from linewarden.features import FEATURES, SUBJECTS, Engine
from linewarden.features.definitions import Subject
from linewarden.features.sql import any_order, in_order
from linewarden.model.event import EVENT_COLUMNS, EventBlock, event_block

pytestmark = pytest.mark.slow  # DuckDB needs 0.2 s to plan 201 features


@pytest.fixture(scope="module")
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.register("shape", as_table(event_block(at_us=[])))
        connection.execute("CREATE TABLE events AS FROM shape")
        connection.execute(f"PREPARE any_order AS {any_order()}")
        connection.execute(f"PREPARE in_order AS {in_order()}")
        yield connection


def as_table(block: EventBlock) -> pa.Table:
    columns = {name: getattr(block, name) for name in EVENT_COLUMNS}
    return pa.table({"row": np.arange(len(block)), **columns})


def asked(database: duckdb.DuckDBPyConnection, query: str, block: EventBlock) -> np.ndarray:
    database.register("fresh", as_table(block))
    database.execute("TRUNCATE events; INSERT INTO events FROM fresh")
    columns = database.execute(f"EXECUTE {query}").fetchnumpy()
    return np.stack([columns[feature.name] for feature in FEATURES], axis=1)


@given(block=streams(anywhere))
@settings(max_examples=30, deadline=None)
def test_sql_engine_and_reference_agree_on_any_stream(database: duckdb.DuckDBPyConnection, block: EventBlock) -> None:
    values = asked(database, "any_order", block)
    assert differences(block, values) == []
    np.testing.assert_array_equal(values, Engine(rows=1, chunk=3).push(block).values)


@given(block=streams(forward, max_size=80))
@settings(max_examples=30, deadline=None)
def test_window_functions_agree_too_when_no_event_is_late(
    database: duckdb.DuckDBPyConnection, block: EventBlock
) -> None:
    np.testing.assert_array_equal(asked(database, "in_order", block), Engine().push(block).values)


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.name)
def test_the_features_of_one_subject_can_be_asked_for_alone(subject: Subject) -> None:
    features = [feature for feature in FEATURES if feature.subject == subject]
    draw = np.random.default_rng(3)
    columns = {
        name: draw.integers(0, 4, 50)
        for name in ("cli", "called", "imei", "imsi", "cell", "trunk", "source_ip", "stack")
    }
    block = event_block(at_us=T0 + np.arange(50) * MINUTE, kind=np.full(50, 4), record_id=range(50), **columns)
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.register("events", as_table(block))
        for query in (any_order(features), in_order(features)):
            found = connection.execute(query).fetchnumpy()
            for feature in features:
                np.testing.assert_array_equal(
                    found[feature.name], Engine().push(block).column(feature.name), feature.name
                )
