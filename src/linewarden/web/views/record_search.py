"""Found records, the query that found them, and their counts, with numbers masked."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime

import orjson

from linewarden.model.cdr import Cdr, Route
from linewarden.model.number import E164
from linewarden.numbering import display, masked
from linewarden.query import And, Field, How, Node, Not, Or, Term, written
from linewarden.query.expression import terms_of
from linewarden.query.fields import NUMBERS
from linewarden.query.written import value_text, written_term
from linewarden.search.finding import Found
from linewarden.search.settled import moment
from linewarden.search.summary import Summary
from linewarden.web.aliases import Aliases
from linewarden.web.shapes.record_search import (
    Bar,
    Count,
    FoundRecord,
    NumberCount,
    QueryView,
    RecordSource,
    SearchSummary,
    TermView,
    UnmaskedRecord,
)
from linewarden.web.shapes.warning import RouteWord
from linewarden.web.views.numbers import masked_digits

_TIMES = frozenset({Field.FROM, Field.TO, Field.LAST})
_HOME_PREFIX = "+86"
_SHOWN_DIGITS = {Field.IMEI: 8, Field.IMSI: 5}  # the type of a device, the network of a card


def masked_term(term: Term, aliases: Aliases) -> str:
    """The term as the audit and screens show it: no telephone number in it."""
    value = aliases.number_of(term.field, str(term.value)) if term.how is How.ALIAS else term.value
    sign = written_term(term)[len(term.field) :][: 2 if term.how in {How.AT_LEAST, How.AT_MOST} else 1]
    if value is None:
        return f"{term.field}{sign}?"
    if term.field in NUMBERS and isinstance(value, int):
        return f"{term.field}{sign}{masked(E164(value))}"
    if term.field in _SHOWN_DIGITS:
        return f"{term.field}{sign}{_cut(str(value), _SHOWN_DIGITS[term.field])}"
    text = value_text(term)
    if term.how is How.PREFIX and len(text) > len(_HOME_PREFIX) + 1:
        text = text.removeprefix(_HOME_PREFIX)  # as people write it
    return f"{term.field}{sign}{masked_digits(text)}"


def masked_query(query: Node, aliases: Aliases) -> str:
    """The same of a whole query."""
    return written(query, lambda term: masked_term(term, aliases))


def query_view(query: Node, aliases: Aliases) -> QueryView:
    """Chips of the terms, and what the query becomes without each."""
    return QueryView(
        terms=[_term_view(query, term, aliases, is_not=is_not) for term, is_not in _signed(query)],
        open=_open(query, aliases),
        timeless=_open(_without_span(query), aliases),
    )  # fmt: skip


def _term_view(query: Node, term: Term, aliases: Aliases, *, is_not: bool) -> TermView:
    left = _without(query, lambda other: other is term)
    return TermView(
        field=term.field, shown=masked_term(term, aliases), is_not=is_not, without=query_text(left, aliases)
    )


def _signed(node: Node, *, is_not: bool = False) -> list[tuple[Term, bool]]:
    if isinstance(node, Term):
        return [(node, is_not)]
    if isinstance(node, Not):
        return _signed(node.part, is_not=not is_not)
    return [found for part in node.parts for found in _signed(part, is_not=is_not)]


def _without(node: Node, is_taken: Callable[[Term], bool]) -> Node | None:
    if isinstance(node, Term):
        return None if is_taken(node) else node
    if isinstance(node, Not):
        part = _without(node.part, is_taken)
        return None if part is None else Not(part)
    left = tuple(found for part in node.parts if (found := _without(part, is_taken)) is not None)
    return (type(node)(left) if len(left) > 1 else left[0]) if left else None


def _without_span(query: Node) -> Node | None:
    """Without the times that hold for all of it."""
    parts = query.parts if isinstance(query, And) else (query,)
    spans = {id(part) for part in parts if isinstance(part, Term) and part.field in _TIMES}
    return _without(query, lambda term: id(term) in spans)


def query_text(node: Node | None, aliases: Aliases) -> str:
    """As text for the address of the screen: a whole number stands under its pseudonym."""
    return "" if node is None else written(node, lambda term: _nameless(term, aliases))


def _nameless(term: Term, aliases: Aliases) -> str:
    alias = aliases.of(term.field, term.value) if _is_one_number(term) else None  # type: ignore[arg-type]  # no time
    return f"{term.field}:{alias}" if alias else written_term(term)


def _is_one_number(term: Term) -> bool:
    return term.how is How.IS and (term.field in NUMBERS or term.field in _SHOWN_DIGITS)


def _open(node: Node | None, aliases: Aliases) -> str:
    return f"({query_text(node, aliases)})" if isinstance(node, Or) else query_text(node, aliases)


def found_record(cdr: Cdr, aliases: Aliases) -> FoundRecord:
    """One row."""
    rang = (cdr.answered_at or cdr.ended_at) - cdr.setup_at
    return FoundRecord(
        record_id=f"{cdr.record_id:016x}",
        setup_at=cdr.setup_at,
        answered_at=cdr.answered_at,
        ended_at=cdr.ended_at,
        ring_ms=int(rang.total_seconds() * 1000),
        talk_ms=cdr.talk_ms,
        service=cdr.service,
        cli_masked=masked(cdr.cli),
        cli_key=aliases.of(Field.CLI, cdr.cli),
        called_masked=masked(cdr.called),
        called_key=aliases.of(Field.CALLED, cdr.called),
        route=RouteWord(Route(cdr.route).name.lower()),
        release_cause=cdr.release_cause,
        feed=cdr.feed,
        trunk_in=cdr.trunk_in,
        trunk_out=cdr.trunk_out,
        source_ip=cdr.source_ip,
        cell=cdr.cell,
        imei_masked=cdr.imei and _cut(cdr.imei, _SHOWN_DIGITS[Field.IMEI]),
        imei_key=aliases.of(Field.IMEI, cdr.imei),
        imsi_masked=cdr.imsi and _cut(cdr.imsi, _SHOWN_DIGITS[Field.IMSI]),
        imsi_key=aliases.of(Field.IMSI, cdr.imsi),
        user_agent=cdr.user_agent,
        codec=cdr.codec,
        roaming=cdr.roaming,
        attestation=cdr.attestation,
    )


def _cut(digits: str, shown: int) -> str:
    return f"{digits[:shown]}****"


def record_source(cdr: Cdr) -> RecordSource:
    """Where it came from."""
    return RecordSource(
        record_id=f"{cdr.record_id:016x}",
        feed=cdr.feed,
        basis_id=cdr.basis_id,
        source_id=cdr.source_id,
        source_row=cdr.source_row,
        call_id=cdr.call_id and masked_digits(cdr.call_id),
        cli_raw_masked=cdr.cli_raw and masked_digits(cdr.cli_raw),
        called_raw_masked=cdr.called_raw and masked_digits(cdr.called_raw),
        raw=None,
        record_sha256=record_sha256(cdr),
    )


def record_sha256(cdr: Cdr) -> str:
    """Hex, over the record as JSON."""
    values = {name: getattr(cdr, name) for name in Cdr.__slots__}
    told = {name: _plain(value) for name, value in values.items()}
    return hashlib.sha256(orjson.dumps(told, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _plain(value: object) -> object:
    return value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else value


def unmasked_record(cdr: Cdr) -> UnmaskedRecord:
    """Full numbers. Only behind an audited purpose."""
    return UnmaskedRecord(
        record_id=f"{cdr.record_id:016x}",
        cli=display(cdr.cli),
        called=display(cdr.called),
        imei=cdr.imei,
        imsi=cdr.imsi,
    )


def search_summary(found: Found, summary: Summary, aliases: Aliases) -> SearchSummary:
    """Counts of what was found."""
    yes, no = summary.answered
    return SearchSummary(
        counted=found.records.num_rows,
        is_whole=found.next is None,
        reached_at=moment(found.next.at_us) if found.next else None,
        routes=[Count(value=value, count=count) for value, count in summary.routes],
        answered=[Count(value=value, count=count) for value, count in (("yes", yes), ("no", no)) if count],
        feeds=[Count(value=value, count=count) for value, count in summary.feeds],
        hours=summary.hours,
        callers=_numbers(Field.CLI, summary.callers, aliases),
        called=_numbers(Field.CALLED, summary.called, aliases),
        bar_s=summary.width_s,
        bars=[Bar(start_at=moment(at_us), count=count) for at_us, count in summary.bars],
    )


def _numbers(field: Field, counts: list[tuple[int, int]], aliases: Aliases) -> list[NumberCount]:
    return [
        NumberCount(masked=masked(E164(number)), key=aliases.of(field, number) or "", count=count)
        for number, count in counts
    ]


def number_keys(query: Node, aliases: Aliases) -> str:
    """Pseudonyms of the numbers that are asked for, so that the audit can tell who asked for the same one: "~… ~…"."""
    exact = (term for term in terms_of(query) if term.how is How.ALIAS or _is_one_number(term))
    keys = (str(term.value) if term.how is How.ALIAS else aliases.of(term.field, term.value) for term in exact)  # type: ignore[arg-type]  # no time
    return " ".join(dict.fromkeys(key for key in keys if key))
