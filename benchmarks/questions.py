"""Questions to a store of `city_calls`, each as our query and as SQL over the same columns."""

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from benchmarks.city_calls import BLOCK_ROWS, block

LIMIT = 100
_EITHER = "(cli = {0} OR called = {0})"
_TIME = "setup_at >= {since} AND setup_at < {until}"
_TRUNK = "(trunk_in = {trunk} OR trunk_out = {trunk})"
_PREFIX = "(cli // 10000 = {prefix} OR called // 10000 = {prefix})"

WHERE = {
    "number": _EITHER.format("{number}"),
    "prefix": _PREFIX,
    "suffix": "(cli % 1000000 = {suffix} OR called % 1000000 = {suffix})",
    "imei": "imei = {imei}",
    "imsi": "imsi = {imsi}",
    "cell": "cell = {cell}",
    "ip": "source_ip = {ip}",
    "trunk": _TRUNK,
    "number, time": f"{_EITHER.format('{number}')} AND {_TIME}",
    "trunk, time": f"{_TRUNK} AND {_TIME}",
    "number, cell, time": f"{_EITHER.format('{number}')} AND cell = {{cell}} AND {_TIME}",
    "two numbers": f"{_EITHER.format('{number}')} AND {_EITHER.format('{counterpart}')}",
    "prefix, trunk": f"{_PREFIX} AND {_TRUNK}",
}
"""Kinds of question with the condition in SQL; what stands in braces is a value."""

Question = dict[str, Any]


def questions(rows: int, count: int) -> dict[str, list[Question]]:
    """For each kind so many questions, of records spread over all of the time."""
    rng = np.random.default_rng(1)
    asked: dict[str, list[Question]] = {kind: [] for kind in WHERE}
    while any(len(found) < count for found in asked.values()):
        batch = block(int(rng.integers(0, rows // BLOCK_ROWS)))
        for place in rng.integers(0, BLOCK_ROWS, 8).tolist():
            values = _values(batch.slice(place, 1).to_pylist()[0])
            for kind, found in asked.items():
                wanted = {name: values[name] for name in _names(kind)}
                if len(found) < count and None not in wanted.values():
                    found.append(wanted)
    return asked


def _names(kind: str) -> list[str]:
    """What a question of the kind holds."""
    names = []
    for part in kind.split(", "):
        names += {"time": ["since", "until"], "two numbers": ["number", "counterpart"]}.get(part, [part])
    return names


def _values(row: dict[str, Any]) -> Question:
    day = timedelta(days=1)
    return {
        "number": row["cli"],
        "counterpart": row["called"] if row["called"] != row["cli"] else None,
        "prefix": str(row["cli"])[:-4],
        "suffix": str(row["called"])[-6:],
        "imei": row["imei"],
        "imsi": row["imsi"],
        "cell": row["cell"],
        "ip": row["source_ip"],
        "trunk": row["trunk_in"],
        "since": row["setup_at"] - day / 2,
        "until": row["setup_at"] + day / 2,
    }


def condition(kind: str, question: Question) -> str:
    """The condition in SQL, values put in."""
    return WHERE[kind].format(**{name: _literal(name, value) for name, value in question.items()})


def _literal(name: str, value: object) -> str:
    if isinstance(value, datetime):
        return f"TIMESTAMP '{value.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}'"
    return str(int(str(value))) if name in {"number", "counterpart", "prefix", "suffix"} else f"'{value}'"
