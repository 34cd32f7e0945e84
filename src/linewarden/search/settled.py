"""A query with all that depends on the site put in: pseudonyms as numbers, clock times as instants."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from linewarden.query import And, Fault, Field, How, Node, Not, Or, QueryError, Term

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Place:
    """Where and when a query is asked. `number_of`: what a pseudonym stands for in a field, None for one that is not ours."""

    zone: ZoneInfo
    now_us: int
    number_of: Callable[[Field, str], int | str | None]


def settled(node: Node, place: Place) -> Node:
    """The query in which FROM and TO hold µs since 1970 UTC, and no term is an alias, a day or LAST. Raises QueryError for a foreign pseudonym."""
    if isinstance(node, Not):
        return Not(settled(node.part, place))
    if isinstance(node, And | Or):
        return type(node)(tuple(settled(part, place) for part in node.parts))
    if node.how is How.ALIAS:
        return _named(node, place)
    if node.field is Field.LAST and isinstance(node.value, int):
        return replace(node, field=Field.FROM, how=How.IS, value=place.now_us - node.value * 1_000_000)
    if isinstance(node.value, datetime):
        return replace(node, how=How.IS, value=_instant(node, node.value, place.zone))
    return node


def micros(at: datetime) -> int:
    """µs since 1970 UTC."""
    return (at - EPOCH) // timedelta(microseconds=1)


def moment(at_us: int) -> datetime:
    """The instant, UTC."""
    return EPOCH + timedelta(microseconds=at_us)


def _named(term: Term, place: Place) -> Term:
    value = place.number_of(term.field, str(term.value))
    if value is None:
        raise QueryError(
            Fault.BAD_ALIAS, term.start, term.end, "this pseudonym is none of this site; take it from a record again"
        )
    return replace(term, how=How.IS, value=value)


def _instant(term: Term, shown: datetime, zone: ZoneInfo) -> int:
    """A day after `to:` counts in whole: it ends where the next begins."""
    if term.field is Field.TO and term.how is How.DAY:
        shown += timedelta(days=1)
    return micros(shown.replace(tzinfo=zone).astimezone(UTC))
