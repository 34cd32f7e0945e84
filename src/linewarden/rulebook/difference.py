"""What differs between two rule books, row by row and field by field: what a second person reads before he decides."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from linewarden.rulebook.book import RuleBook
from linewarden.rulebook.change import BASE
from linewarden.rulebook.text import as_json

Value = float | tuple[tuple[float, float], ...]
"""Of a field: a number, or steps as (from where, log-odds in all)."""


class Side(StrEnum):
    """Whose rows a table holds."""

    CALLER = "caller"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field; None: it has no value, as an end of a condition that limits nothing."""

    field: str  # "starts", "steps", "when.short_share_1h.at_least"
    before: Value | None
    after: Value | None


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row of a rule table; the log-odds that all persons begin with are a row of their own, `base`."""

    side: Side
    name: str
    fields: tuple[FieldChange, ...]


def difference(before: RuleBook, after: RuleBook) -> tuple[RowChange, ...]:
    """Rows that differ, in the tables' order. The whitelists are compared by `entries_changed`."""
    old, new = as_json(before), as_json(after)
    found = (
        RowChange(side, name, tuple(_fields(_flat(name, old[side][name]), _flat(name, values))))
        for side in Side
        for name, values in new[side].items()
    )
    return tuple(row for row in found if row.fields)


def entries_changed(before: RuleBook, after: RuleBook) -> tuple[str, ...]:
    """Numbers of the whitelist whose entry is new, gone or another, ascending."""
    old, new = ({entry.number: entry for entry in book.whitelist} for book in (before, after))
    return tuple(number for number in sorted(old.keys() | new.keys()) if old.get(number) != new.get(number))


def _flat(name: str, values: Any) -> dict[str, Value]:  # noqa: ANN401  a row as `as_json` tells it: its fields, or the one number of the base
    if name == BASE:
        return {BASE: values}
    plain = {field: value for field, value in values.items() if field != "when"}
    ends = {f"when.{on}.{end}": limit for on, pair in values.get("when", {}).items() for end, limit in pair.items()}
    return plain | ends


def _fields(old: Mapping[str, Value], new: Mapping[str, Value]) -> Iterator[FieldChange]:
    for field in dict.fromkeys((*old, *new)):
        if old.get(field) != new.get(field):
            yield FieldChange(field, old.get(field), new.get(field))
