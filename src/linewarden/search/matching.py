"""Which rows a query finds, worked out on Arrow columns: this, not the index, decides."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from linewarden.model.cdr import Route
from linewarden.query import And, Field, How, Node, Not, Term
from linewarden.query.fields import NUMBERS

Flags = npt.NDArray[np.bool_]
_SIDES = {Field.CLI: ("cli",), Field.CALLED: ("called",), Field.NUMBER: ("cli", "called")}
_COLUMNS = {
    Field.IMSI: ("imsi",),
    Field.CELL: ("cell",),
    Field.IP: ("source_ip",),
    Field.TRUNK: ("trunk_in", "trunk_out"),
    Field.FEED: ("feed",),
}
_IMEI_DIGITS, _MOST_DIGITS = 14, 18


def matching(node: Node, batch: pa.RecordBatch) -> Flags:
    """True where a row of a `CDR_SCHEMA` batch meets a settled query. What a record does not tell is not what a term asks for."""
    if isinstance(node, Not):
        return ~matching(node.part, batch)
    if isinstance(node, Term):
        return _met(node, batch)
    parts = [matching(part, batch) for part in node.parts]
    joined: Flags = np.logical_and.reduce(parts) if isinstance(node, And) else np.logical_or.reduce(parts)
    return joined


def _met(term: Term, batch: pa.RecordBatch) -> Flags:
    if term.field in NUMBERS:
        return _any([_number(term, batch.column(name).to_numpy()) for name in _SIDES[term.field]])
    if term.field in _COLUMNS:
        return _any([_is(batch.column(name), str(term.value)) for name in _COLUMNS[term.field]])
    if term.field is Field.IMEI:
        return _imei(batch.column("imei"), str(term.value))
    if term.field is Field.ROUTE:
        found: Flags = batch.column("route").to_numpy() == Route[str(term.value).upper()]
        return found
    if term.field is Field.ANSWERED:
        answered = batch.column("answered_at").is_valid().to_numpy(zero_copy_only=False)
        told: Flags = answered if term.value == "yes" else ~answered
        return told
    return _compared(term, batch)


def _any(parts: list[Flags]) -> Flags:
    joined: Flags = np.logical_or.reduce(parts)
    return joined


def _number(term: Term, column: npt.NDArray[np.int64]) -> Flags:
    if term.how is How.IS:
        is_it: Flags = column == term.value
        return is_it
    digits = str(term.value)
    if term.how is How.SUFFIX:
        ends: Flags = (column >= 10 ** (len(digits) - 1)) & (column > 0) & (column % 10 ** len(digits) == int(digits))
        return ends
    if digits.startswith("0"):
        return np.zeros(column.size, np.bool_)
    ranges = [(int(digits) * 10**more, (int(digits) + 1) * 10**more) for more in range(_MOST_DIGITS - len(digits) + 1)]
    return _any([(column >= low) & (column < high) for low, high in ranges])


def _is(column: pa.Array, text: str) -> Flags:
    if pa.types.is_dictionary(column.type):
        codes = pc.fill_null(column.indices, -1).to_numpy(zero_copy_only=False)
        wanted = [place for place, value in enumerate(column.dictionary.to_pylist()) if value == text]
        return np.isin(codes, wanted)
    return _flags(pc.equal(column, text))


def _imei(column: pa.Array, text: str) -> Flags:
    """The device: its first 14 digits; check digit and version do not matter."""
    length = pc.utf8_length(column)
    is_long = pc.and_(pc.greater_equal(length, _IMEI_DIGITS), pc.less_equal(length, _MOST_DIGITS))
    is_it = pc.and_(pc.starts_with(column, text[:_IMEI_DIGITS]), is_long)
    return _flags(pc.and_(is_it, pc.utf8_is_decimal(column)))


def _flags(found: pa.Array) -> Flags:
    flags: Flags = pc.fill_null(found, False).to_numpy(zero_copy_only=False)  # noqa: FBT003 - Arrow's order
    return flags


def _compared(term: Term, batch: pa.RecordBatch) -> Flags:
    value: Any = term.value
    if term.field is Field.FROM:
        return _over(How.AT_LEAST, _micros(batch.column("setup_at")), value)
    if term.field is Field.TO:
        return _over(How.UNDER, _micros(batch.column("setup_at")), value)
    if term.field is Field.TALK:
        return _over(term.how, batch.column("talk_ms").to_numpy(), value)
    return _over(term.how, ring_ms(batch), value)


def ring_ms(batch: pa.RecordBatch) -> npt.NDArray[np.int64]:
    """How long it rang: to the answer, or to the end when there was none."""
    until = _micros(pc.coalesce(batch.column("answered_at"), batch.column("ended_at")))
    rang: npt.NDArray[np.int64] = (until - _micros(batch.column("setup_at"))) // 1000
    return rang


def _micros(column: pa.Array) -> npt.NDArray[np.int64]:
    values: npt.NDArray[np.int64] = column.cast(pa.int64()).to_numpy()
    return values


def _over(how: How, values: npt.NDArray[np.int64], than: int) -> Flags:
    signs = {How.AT_LEAST: np.greater_equal, How.OVER: np.greater, How.AT_MOST: np.less_equal, How.UNDER: np.less}
    found: Flags = signs.get(how, np.equal)(values, than)
    return found
