"""A query as a tree. Where a part stood in the text is no part of its value."""

import dataclasses
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Field(StrEnum):
    """What of a record a term is about."""

    CLI = "cli"
    CALLED = "called"
    NUMBER = "number"  # either side
    IMEI = "imei"
    IMSI = "imsi"
    CELL = "cell"
    IP = "ip"
    TRUNK = "trunk"  # in or out
    ROUTE = "route"
    FEED = "feed"
    ANSWERED = "answered"
    TALK = "talk"
    RING = "ring"
    FROM = "from"
    TO = "to"
    LAST = "last"


class How(StrEnum):
    """How the value is meant."""

    IS = ":"
    PREFIX = "prefix"
    SUFFIX = "suffix"
    ALIAS = "alias"  # a number that stands under a pseudonym of this site
    AT_LEAST = ">="
    OVER = ">"
    AT_MOST = "<="
    UNDER = "<"
    DAY = "day"  # a day without a time


Value = str | int | datetime
"""Numbers: the canonical int, or digits of a prefix or suffix; seconds in ms; times without zone, as the site's clocks show them; else text."""


@dataclass(frozen=True, slots=True)
class Term:
    """One condition."""

    field: Field
    how: How
    value: Value
    start: int = dataclasses.field(default=0, compare=False)  # characters of the text that it was read from
    end: int = dataclasses.field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """What the part does not hold for."""

    part: "Node"


@dataclass(frozen=True, slots=True)
class And:
    """All of two parts or more; none is an And."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of two parts or more; none is an Or."""

    parts: tuple["Node", ...]


Node = Term | Not | And | Or


def terms_of(node: Node) -> list[Term]:
    """All terms, in the order of the text."""
    if isinstance(node, Term):
        return [node]
    if isinstance(node, Not):
        return terms_of(node.part)
    return [term for part in node.parts for term in terms_of(part)]
