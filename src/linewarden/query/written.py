"""A query as text, in one form: whoever reads it gets the same query."""

import re
from collections.abc import Callable
from datetime import datetime

from linewarden.query.expression import And, Field, How, Node, Not, Or, Term
from linewarden.query.fields import NUMBERS, SECONDS, UNITS

_PLAIN = re.compile(r"[^\s()（）\"“”\\\-][^\s()（）\"“”\\]*")


def written(node: Node, term: Callable[[Term], str] | None = None) -> str:
    """The text. `term`: how one term is written, such as with its number masked."""
    return _written(node, term or written_term)


def _written(node: Node, term: Callable[[Term], str]) -> str:
    if isinstance(node, Term):
        return term(node)
    if isinstance(node, Not):
        return f"-{_bracketed(node.part, term)}"
    if isinstance(node, And):
        return " ".join(_bracketed(part, term) for part in node.parts)
    return " OR ".join(_bracketed(part, term) for part in node.parts)


def _bracketed(node: Node, term: Callable[[Term], str]) -> str:
    text = _written(node, term)
    return f"({text})" if isinstance(node, And | Or) else text


def written_term(term: Term) -> str:
    """One term."""
    sign = ":" if term.how not in {How.AT_LEAST, How.OVER, How.AT_MOST, How.UNDER} else term.how.value
    return f"{term.field}{sign}{quoted(value_text(term))}"


def value_text(term: Term) -> str:
    """The value, as it is written after the sign."""
    value = term.value
    if term.how is How.SUFFIX:
        return f"*{value}"
    if term.how is How.PREFIX:
        return f"+{value}*"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d") if term.how is How.DAY else value.isoformat(timespec="seconds")
    if term.field in SECONDS and isinstance(value, int):
        return str(value // 1000) if value % 1000 == 0 else f"{value // 1000}.{value % 1000:03d}"
    if term.field is Field.LAST and isinstance(value, int):
        unit = next(unit for unit in ("w", "d", "h", "m", "s") if value % UNITS[unit] == 0)
        return f"{value // UNITS[unit]}{unit}"
    return f"+{value}" if term.field in NUMBERS and term.how is How.IS else str(value)


def quoted(text: str) -> str:
    """The text in quotes where it needs them."""
    if _PLAIN.fullmatch(text):
        return text
    escaped = re.sub(r'["“”\\]', lambda char: f"\\{char[0]}", text)
    return f'"{escaped}"'
