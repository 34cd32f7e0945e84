"""A rule book as canonical text: what differs from the rules as this program came. The same book always gives the same text."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from linewarden.model.rule_change import digest_of
from linewarden.rulebook.book import SHIPPED, RuleBook
from linewarden.rulebook.rows import CONDITIONS, changeable
from linewarden.scoring.rule import When
from linewarden.scoring.rules import RULES_VERSION
from linewarden.warnings.rules import PersonRules


def text_of(book: RuleBook) -> str:
    """TOML that `rulebook.change` reads back: sections in the tables' order, fields in the rows', entries by number."""
    blocks = [f"base = {_written(RULES_VERSION)}\n"]
    for rule, shipped in zip(book.callers, SHIPPED.callers, strict=True):
        blocks += _row(f"caller.{rule.name}", rule, shipped)
    blocks += _persons(book.persons, SHIPPED.persons)
    for entry in book.whitelist:
        values = {"reason": entry.reason, "source": entry.source, "expires": entry.expires}
        blocks.append(_block(f"whitelist.{_written(entry.number)}", values))
    return "\n".join(blocks)


def persons_change(persons: PersonRules, before: PersonRules) -> str:
    """A change of the called side's rows alone: what turns `before` into `persons`. Both have the same rows."""
    return "\n".join([f"base = {_written(RULES_VERSION)}\n", *_persons(persons, before)])


def as_json(book: RuleBook) -> dict[str, Any]:
    """The whole book, rows that were not changed too: by table, row and field."""
    return {
        "version": book.version,
        "digest": digest_of(text_of(book)),
        "caller": {rule.name: _fields(rule) for rule in book.callers},
        "person": {"base": book.persons.base, **{row.name: _fields(row) for row in book.persons.rows}},
        "whitelist": {
            entry.number: {"reason": entry.reason, "source": entry.source, "expires": entry.expires.isoformat()}
            for entry in book.whitelist
        },
    }


def _fields(row: object) -> dict[str, Any]:
    found = {name: getattr(row, name) for name in changeable(row)}
    when = {condition.on: _ends(condition) for condition in found.pop("when", ())}
    return found | ({"when": when} if when else {})


def _ends(condition: When) -> dict[str, float]:
    """The ends that limit anything."""
    ends = {"at_least": condition.at_least, "at_most": condition.at_most}
    return {name: end for name, end in ends.items() if abs(end) != float("inf")}


def _persons(persons: PersonRules, before: PersonRules) -> Iterator[str]:
    if persons.base != before.base:
        yield _block("person", {"base": persons.base})
    for row, row_before in zip(persons.rows, before.rows, strict=True):
        yield from _row(f"person.{_key(row.name)}", row, row_before)


def _row(name: str, row: object, shipped: object) -> Iterator[str]:
    kinds = changeable(row)
    differing = [field for field in kinds if getattr(row, field) != getattr(shipped, field)]
    plain = {field: getattr(row, field) for field in differing if kinds[field] != CONDITIONS}
    if plain:
        yield _block(name, plain)
    for field in differing:
        if kinds[field] == CONDITIONS:
            for new, old in zip(getattr(row, field), getattr(shipped, field), strict=True):
                ends = {
                    end: getattr(new, end) for end in ("at_least", "at_most") if getattr(new, end) != getattr(old, end)
                }
                if ends:
                    yield _block(f"{name}.{field}.{new.on}", ends)


def _key(name: str) -> str:
    """As TOML writes a key."""
    return name if "." not in name else _written(name)


def _block(name: str, values: dict[str, Any]) -> str:
    lines = (f"{key} = {_written(value)}\n" for key, value in values.items())
    return f"[{name}]\n{''.join(lines)}"


def _written(value: object) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)  # printable text: the escapes of both are the same
    if isinstance(value, tuple):
        return f"[{', '.join(_written(part) for part in value)}]"
    return value.isoformat() if isinstance(value, date) else repr(value)
