"""Rows to call records: a batch of CDR_SCHEMA and what was refused."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from linewarden.columns import record_ids
from linewarden.feeds.files import faults
from linewarden.feeds.files.calls import Calls, timed_calls
from linewarden.feeds.files.faults import Fault, Verdicts
from linewarden.feeds.files.layout import FieldMap, Source
from linewarden.feeds.files.rows import Rows
from linewarden.feeds.files.texts import Field, odd_rows, replaced, text_column
from linewarden.feeds.files.wording import READERS, encoded, mapped, meaning, unspoiled
from linewarden.feeds.settings import FeedSettings
from linewarden.model.cdr import CDR_SCHEMA, Route, Service, cdr_batch
from linewarden.model.number import NumberFault
from linewarden.model.reject import Reject
from linewarden.numbering import normalise_column

ID_COLUMNS: tuple[str, ...] = (
    "feed", "call_id", "setup_at", "answered_at", "ended_at", "talk_ms", "cli", "cli_raw", "called", "called_raw", "service", "trunk_in",
    "cell", "imei", "imsi",
)  # fmt: skip
"""What makes a record of a file the same record when it comes again."""

_NAME = pa.dictionary(pa.int32(), pa.utf8())
_AT = pa.timestamp("us", tz="UTC")


@dataclass(frozen=True, slots=True)
class Origin:
    """What all records of a file have in common."""

    layout: FieldMap
    feed: FeedSettings
    basis_id: str
    source_id: str
    zone: ZoneInfo
    latest_us: int  # times after this one, since 1970 UTC, are refused


@dataclass(frozen=True, slots=True)
class Records:
    """The records of some rows and the rows refused, both in file order; together they are all rows."""

    batch: pa.RecordBatch  # CDR_SCHEMA
    rejects: list[Reject]


def to_records(rows: Rows, origin: Origin) -> Records:
    """The records that the rows hold."""
    verdicts = Verdicts(len(rows))
    faults.mark_faults(verdicts, rows)
    is_whole = verdicts.is_good
    whole = np.flatnonzero(is_whole)
    if whole.size == 0:
        return Records(cdr_batch(()), verdicts.rejects(rows))
    fields = rows.fields if is_whole.all() else {name: _taken(field, whole) for name, field in rows.fields.items()}
    inner = Verdicts(whole.size)
    batch = _batch(
        Reading(fields, rows.has_escapes, whole.size, origin, rows.own, inner), rows.numbers[whole], rows.units
    )
    for at, fault in enumerate(inner.faults):
        broken = np.zeros(len(rows), np.bool_)
        broken[whole[inner.first == at]] = True
        verdicts.rule(broken, fault)
    kept = np.flatnonzero(inner.is_good)
    return Records(batch if kept.size == whole.size else batch.take(pa.array(kept)), verdicts.rejects(rows))


def _taken(field: Field, rows: npt.NDArray[np.int64]) -> Field:
    return Field(field.buf, field.starts[rows], field.ends[rows])


@dataclass(frozen=True, slots=True)
class Reading:
    """The fields of n whole rows while they are read; faults go to the verdicts."""

    fields: dict[str, Field]
    has_escapes: bool
    size: int
    origin: Origin
    own: str  # the subscriber's number, where it stands above the header
    verdicts: Verdicts

    def source(self, name: str) -> Source:
        """How the map says that a field is read."""
        return self.origin.layout.sources.get(name, Source())

    def text(self, name: str) -> pa.Array:
        """A field as text, null where nothing stands."""
        source = self.source(name)
        if source.constant:
            return pa.array([source.constant]).take(pa.array(np.zeros(self.size, np.int64)))
        if name not in self.fields:
            return pa.nulls(self.size, pa.utf8())
        column = text_column(self.fields[name], has_escapes=self.has_escapes)
        return mapped(encoded(column), READERS[source.read], pa.utf8()) if source.read else column

    def name(self, name: str) -> pa.Array:
        """A field as a dictionary of texts."""
        return encoded(self.text(name)).cast(_NAME) if self.has(name) else pa.nulls(self.size, _NAME)

    def has(self, name: str) -> bool:
        """True when the file or the map gives the field."""
        return name in self.fields or bool(self.source(name).constant)

    def number(self, name: str) -> tuple[pa.Array, npt.NDArray[np.bool_]]:
        """A field of digits as text, and where a spreadsheet has destroyed it."""
        column = self.text(name)
        eaten = np.zeros(self.size, np.bool_)
        if name not in self.fields:
            return column, eaten
        odd = odd_rows(self.fields[name])
        if odd.size == 0:
            return column, eaten
        values = {int(row): unspoiled(column[int(row)].as_py() or "") for row in odd}
        eaten[[row for row, text in values.items() if text is None]] = True
        return replaced(column, values), eaten

    def meanings(self, name: str, otherwise: str | None) -> pa.Array:
        """A field as our words; `otherwise` where the layout's word is unknown or missing."""
        words = self.origin.layout.words.get(name, {})
        column = mapped(encoded(self.text(name)), lambda text: meaning(text, words) or otherwise, pa.utf8())
        return pc.fill_null(column, otherwise) if otherwise is not None else column


def _batch(reading: Reading, numbers: npt.NDArray[np.int64], units: dict[str, str]) -> pa.RecordBatch:
    """Records of all rows; those with a fault hold placeholders that the caller drops."""
    origin = reading.origin
    service = (
        reading.meanings("service", Service.VOICE) if reading.has("service") else _constant(Service.VOICE, reading.size)
    )
    is_sms = pc.equal(service, Service.SMS.value).to_numpy(zero_copy_only=False)
    cli_raw, called_raw = _parties(reading)
    calls = timed_calls(reading.fields, origin.layout, units, origin.zone, origin.latest_us, is_sms, reading.verdicts)
    trunk_in = reading.name("trunk_in")
    route = _routes(reading, trunk_in)
    cli = normalise_column(cli_raw, home=origin.feed.home, is_from_abroad=route.to_numpy() == Route.INTERNATIONAL)
    called = normalise_column(called_raw, home=origin.feed.home)
    for name, numbers_read in (("cli", cli), ("called", called)):  # a key of lost digits would join strangers
        is_eaten = numbers_read.fault == NumberFault.DIGITS_LOST
        reading.verdicts.rule(is_eaten, Fault("number_eaten", name, faults.NUMBER_EATEN))
    columns = {
        "feed": _constant(origin.feed.name, reading.size),
        "basis_id": _constant(origin.basis_id, reading.size),
        "source_id": _constant(origin.source_id, reading.size),
        "source_row": pa.array(numbers),
        "call_id": reading.text("call_id"),
        "service": encoded(service).cast(_NAME) if not pa.types.is_dictionary(service.type) else service,
        **_times(calls),
        "cli": pa.array(cli.e164),
        "cli_raw": cli_raw,
        "cli_kind": pa.array(cli.kind),
        "cli_fault": pa.array(cli.fault),
        "called": pa.array(called.e164),
        "called_raw": called_raw,
        "called_kind": pa.array(called.kind),
        "called_fault": pa.array(called.fault),
        "release_cause": _causes(reading),
        "route": route,
        "trunk_in": trunk_in,
        **{name: reading.name(name) for name in ("trunk_out", "source_ip", "user_agent", "codec")},
        "cell": _cells(reading),
        "imei": _device(reading, "imei"),
        "imsi": _device(reading, "imsi"),
        "roaming": reading.name("roaming"),
        "attestation": reading.name("attestation"),
        "sip_oddity": pa.nulls(reading.size, pa.uint16()),  # files tell no signalling
    }
    ids = record_ids(pa.record_batch(columns), ID_COLUMNS)
    arrays = [pa.array(ids), *(columns[name] for name in CDR_SCHEMA.names[1:])]
    return pa.record_batch(arrays, schema=CDR_SCHEMA)


def _constant(text: str, size: int) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(size, np.int32)), pa.array([str(text)]))


def _times(calls: Calls) -> dict[str, pa.Array]:
    return {
        "setup_at": pa.array(calls.setup_us).cast(_AT),
        "answered_at": pa.array(calls.answered_us, mask=~calls.is_answered).cast(_AT),
        "ended_at": pa.array(calls.ended_us).cast(_AT),
        "talk_ms": pa.array(calls.talk_ms),
    }


def _parties(reading: Reading) -> tuple[pa.Array, pa.Array]:
    """Calling and called number as written; by the direction on sheets of one subscriber."""
    if reading.has("cli") and reading.has("called"):
        (cli, cli_eaten), (called, called_eaten) = reading.number("cli"), reading.number("called")
    else:
        words = reading.meanings("direction", None)
        is_out = pc.fill_null(pc.equal(words, "out"), False)  # noqa: FBT003  Arrow's own signature
        reading.verdicts.rule(
            words.is_null().to_numpy(zero_copy_only=False),
            Fault("unknown_direction", "direction", faults.UNKNOWN_DIRECTION),
        )
        peer, peer_eaten = reading.number("peer")
        own, own_eaten = reading.number("own")
        own = pc.fill_null(own, reading.own) if reading.own else own
        cli, called = pc.if_else(is_out, own, peer), pc.if_else(is_out, peer, own)
        out = is_out.to_numpy(zero_copy_only=False)
        cli_eaten, called_eaten = np.where(out, own_eaten, peer_eaten), np.where(out, peer_eaten, own_eaten)
    reading.verdicts.rule(cli_eaten, Fault("number_eaten", "cli", faults.NUMBER_EATEN))
    reading.verdicts.rule(called_eaten, Fault("number_eaten", "called", faults.NUMBER_EATEN))
    is_anonymous = pc.and_(cli.is_null(), called.is_null()).to_numpy(zero_copy_only=False)
    reading.verdicts.rule(is_anonymous, Fault("missing", "called", faults.NO_NUMBER))
    return cli, called


def _causes(reading: Reading) -> pa.Array:
    """Q.850 causes by number or word; null where it is none."""
    if not reading.has("release_cause"):
        return pa.nulls(reading.size, pa.int16())
    words = reading.origin.layout.words.get("release_cause", {})

    def cause(text: str) -> str | None:
        known = text if text.isdigit() else meaning(text, words)
        return known if known and len(known) <= 3 and 0 < int(known) < 128 else None

    return mapped(encoded(reading.text("release_cause")), cause, pa.utf8()).cast(pa.int16())


def _routes(reading: Reading, trunk_in: pa.Array) -> pa.Array:
    """Route by the record's own word, else by its trunk, else the feed's."""
    feed = reading.origin.feed
    otherwise = pa.scalar(int(feed.route), pa.uint8())
    if feed.international_trunks and reading.has("trunk_in"):
        from_abroad = pc.is_in(trunk_in.cast(pa.utf8()), value_set=pa.array(list(feed.international_trunks)))
        by_feed = pc.if_else(from_abroad, pa.scalar(int(Route.INTERNATIONAL), pa.uint8()), otherwise)
    else:
        by_feed = pa.array(np.full(reading.size, int(feed.route), np.uint8))
    if not reading.has("route"):
        return by_feed
    words = reading.meanings("route", None)
    told = pc.index_in(words, value_set=pa.array([route.name.lower() for route in Route])).cast(pa.uint8())
    return pc.if_else(pc.fill_null(pc.greater(told, 0), False), told, by_feed)  # noqa: FBT003  Arrow's own signature


def _cells(reading: Reading) -> pa.Array:
    """The cell as delivered; as LAC-CI where the location area has its own column."""
    if not (reading.has("lac") and reading.has("cell")):
        return reading.name("cell")
    joined = pc.binary_join_element_wise(reading.text("lac"), reading.text("cell"), "-", null_handling="skip")
    return encoded(pc.if_else(reading.text("cell").is_null(), pa.scalar(None, pa.utf8()), joined)).cast(_NAME)


def _device(reading: Reading, name: str) -> pa.Array:
    """IMEI or IMSI as delivered; null where a spreadsheet has rounded it, for a rounded one would join strangers."""
    return reading.number(name)[0]
