"""A query as lists of which one must hold: each is looked up by itself."""

from dataclasses import dataclass
from itertools import product

from linewarden.query import Fault, Field, How, Node, Not, Or, QueryError, Term
from linewarden.query.fields import NUMBERS

MOST_BRANCHES = 32
_TEXTS = {Field.IMEI: "imei", Field.IMSI: "imsi", Field.CELL: "cell", Field.IP: "ip", Field.TRUNK: "trunk"}

_Literal = tuple[Term, bool]
"""A term, and whether it must hold rather than not."""


@dataclass(frozen=True, slots=True)
class Branch:
    """What the index is asked for, as arguments of the store's query, within [since_us, until_us); None: without an end."""

    criteria: dict[str, int | str]
    since_us: int | None
    until_us: int | None


def branches_of(node: Node) -> list[Branch]:
    """The branches; every record that the query finds is found by one of them, and others may be. Raises QueryError beyond `MOST_BRANCHES`."""
    return [_branch(literals) for literals in _choices(node, is_wanted=True)]


def _choices(node: Node, *, is_wanted: bool) -> list[tuple[_Literal, ...]]:
    if isinstance(node, Term):
        return [((node, is_wanted),)]
    if isinstance(node, Not):
        return _choices(node.part, is_wanted=not is_wanted)
    inner = [_choices(part, is_wanted=is_wanted) for part in node.parts]
    if isinstance(node, Or) is is_wanted:
        return _bounded([choice for choices in inner for choice in choices])
    found: list[tuple[_Literal, ...]] = [()]
    for choices in inner:
        found = _bounded([(*one, *other) for one, other in product(found, choices)])
    return found


def _bounded(choices: list[tuple[_Literal, ...]]) -> list[tuple[_Literal, ...]]:
    if len(choices) > MOST_BRANCHES:
        terms = [term for choice in choices for term, _ in choice]
        start, end = min(term.start for term in terms), max(term.end for term in terms)
        raise QueryError(
            Fault.TOO_WIDE, start, end, f"this part has more than {MOST_BRANCHES} ways to be true; ask for less at once"
        )
    return choices


def _branch(literals: tuple[_Literal, ...]) -> Branch:
    wanted = [term for term, is_wanted in literals if is_wanted]
    criteria: dict[str, int | str] = {}
    for term in wanted:
        name = _criterion(term, criteria)
        if name:
            criteria.setdefault(name, term.value)  # type: ignore[arg-type]  # settled: no times among these
    since = [term.value for term in wanted if term.field is Field.FROM and isinstance(term.value, int)]
    until = [term.value for term in wanted if term.field is Field.TO and isinstance(term.value, int)]
    return Branch(criteria, max(since, default=None), min(until, default=None))


def _criterion(term: Term, before: dict[str, int | str]) -> str | None:
    if term.field in NUMBERS:
        if term.how is not How.IS:
            return str(term.how)
        return "counterpart" if before.get("number", term.value) != term.value else "number"
    return _TEXTS.get(term.field)
