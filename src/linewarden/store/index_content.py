"""Making the content of an index out of records, some thousand at a time: what is gathered meanwhile takes some 80 bytes a record."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from linewarden.model.cdr import CDR_SCHEMA
from linewarden.model.event import Ids, Ints
from linewarden.store.arrays_file import Arrays
from linewarden.store.arrow import micros
from linewarden.store.bits import pack
from linewarden.store.forms import OTHER, forms
from linewarden.store.keyset import Flags
from linewarden.store.kinds import KINDS, Kind, column_keys, text_buffers
from linewarden.store.layout import COLUMN, SEQUENCES, How
from linewarden.store.names import Names, TextTable
from linewarden.store.ordinals import Codes, Ordinals
from linewarden.store.packed_rows import Column, pack_rows, place_column
from linewarden.store.postings import by_suffix, rows_of_ids, rows_of_keys

_PART_ROWS = 65_536
_NAMED = ("feed", "basis_id", "source_id", "service", "user_agent", "codec", "roaming", "attestation")
_NUMBERS = ("talk_ms", "cli_kind", "cli_fault", "called_kind", "called_fault", "release_cause", "route", "sip_oddity")
_RAW = {"cli_raw": "cli", "called_raw": "called"}

_HOW = (
    dict.fromkeys(_NAMED, How.NAME)
    | dict.fromkeys(_NUMBERS, How.NUMBER)
    | dict.fromkeys(_RAW, How.FORM)
    | {"record_id": How.ID, "setup_at": How.BLOCK, "source_row": How.BLOCK, "call_id": How.ROW_TEXT}
    | {"answered_at": How.ANSWERED, "ended_at": How.ENDED}
    | {name: {"number": How.KEY, "digits": How.DIGITS, "name": How.NAME}[k.how] for k in KINDS for name in k.columns}
)


class IndexContent:
    """The arrays of an index, gathered from records that come sorted by (setup_at, record_id)."""

    def __init__(self) -> None:
        self._columns = {name: Column(_HOW[name]) for name in CDR_SCHEMA.names}
        self._names = {name: Names() for name in (*_NAMED, *_RAW)}
        self._keys: dict[str, _Keys] = {kind.name: _Keys(kind) for kind in KINDS}
        self._odd: dict[str, list[Ints]] = {name: [] for name in _RAW}  # rows with a text of no form
        self._odd_codes: dict[str, list[Ints]] = {name: [] for name in _RAW}
        self._call_ids: list[pa.Array] = []
        self._rows = 0

    def __len__(self) -> int:
        """Records so far."""
        return self._rows

    def add(self, batch: pa.RecordBatch) -> None:
        """The next records, of `CDR_SCHEMA`."""
        for start in range(0, batch.num_rows, _PART_ROWS):
            self._add(batch.slice(start, _PART_ROWS))

    def finish(self) -> tuple[Arrays, dict[str, Any]]:
        """The arrays and the plain values stored with them; at least one record must have come."""
        texts, sequences = TextTable(), dict[str, npt.NDArray[Any]]()
        ranks = self._finish_keys(texts, sequences)
        for name in _NAMED:
            self._columns[name].extra = (texts.add(self._names[name].texts), 0)
        for name in _RAW:
            self._finish_raw(name, texts, sequences)
        self._finish_call_ids(texts)
        arrays, fields, row_bits = self._packed(ranks)
        ids: list[Ids] = self._columns["record_id"].parts
        self._columns.clear()  # here and below: what is done with goes, as the whole is large
        record_bits, starts, rows, arrays["record.prints"] = rows_of_ids(ids)
        sequences |= {"record.starts": starts, "record.rows": rows}
        sequences["texts.starts"], arrays["texts"] = texts.arrays()
        sequences["suffix.places"], sequences["suffix.fence"] = by_suffix(sequences["number.keys"])
        sizes = {name: int(numbers.size) for name, numbers in sequences.items()}
        for name in SEQUENCES:
            arrays[f"{name}#"], arrays[name] = pack(sequences.pop(name))
        about = {"rows": self._rows, "row_bits": row_bits, "record_bits": record_bits}
        return arrays, about | {"sizes": sizes, "fields": fields}

    def _add(self, batch: pa.RecordBatch) -> None:
        column = dict(zip(batch.schema.names, batch.columns, strict=True))
        self._columns["record_id"].add_as_is(column["record_id"].to_numpy())
        self._columns["source_row"].add(column["source_row"].to_numpy())
        self._add_times(column)
        for name in _NUMBERS:
            self._columns[name].add(*_numbers(column[name]))
        for name in _NAMED:
            codes = self._names[name].add(column[name])
            self._columns[name].add(codes.astype(np.int64) - 1, codes == 0)
        for keys in self._keys.values():
            for name in keys.kind.columns:
                self._columns[name].add_as_is(keys.add(column[name]))
        for name, number in _RAW.items():
            self._add_raw(name, column[name], column[number].to_numpy())
        self._call_ids.append(column["call_id"])
        self._rows += batch.num_rows

    def _add_times(self, column: Mapping[str, pa.Array]) -> None:
        setup, ended = micros(column["setup_at"]), micros(column["ended_at"])
        answered, is_never = _numbers(column["answered_at"].cast(pa.int64()))
        talk_us = column["talk_ms"].to_numpy() * 1000
        begun = setup if is_never is None else np.where(is_never, setup, answered)
        self._columns["setup_at"].add(setup)
        self._columns["answered_at"].add((answered if is_never is None else begun) - setup, is_never)
        self._columns["ended_at"].add(ended - (answered if is_never is None else begun) - talk_us)

    def _add_raw(self, name: str, texts: pa.Array, numbers: Ints) -> None:
        found, is_null = np.empty(len(texts), np.uint8), texts.is_null().to_numpy(zero_copy_only=False)
        others = forms(numbers, *text_buffers(texts), is_null, found)
        self._columns[name].add(found.astype(np.int64))
        if others:
            odd = np.flatnonzero(found == OTHER)
            self._odd[name].append(odd + self._rows)
            self._odd_codes[name].append(self._names[name].add(texts.take(pa.array(odd))).astype(np.int64) - 1)

    def _finish_keys(self, texts: TextTable, sequences: dict[str, npt.NDArray[Any]]) -> dict[str, Codes]:
        """What the codes of each keyed column become."""
        ranks = {}
        for place, (kind, keys) in enumerate(self._keys.items()):
            values, rank, named = keys.ranked()
            parts = [self._columns[name].parts for name in keys.kind.columns]
            starts, rows = rows_of_keys(parts, rank)
            sequences |= {f"{kind}.keys": values, f"{kind}.starts": starts, f"{kind}.rows": rows}
            first_text = texts.add(named)
            for name in keys.kind.columns:
                ranks[name] = rank
                self._columns[name].extra = (first_text, 3 * place)
                self._columns[name].has_null = True
        self._keys.clear()
        return ranks

    def _finish_raw(self, name: str, texts: TextTable, sequences: dict[str, npt.NDArray[Any]]) -> None:
        first_text = texts.add(self._names[name].texts)
        odd = SEQUENCES.index(f"{name}.rows")
        self._columns[name].extra = (COLUMN[_RAW[name]], odd)
        sequences[f"{name}.rows"] = _joined(self._odd[name])
        sequences[f"{name}.texts"] = _joined(self._odd_codes[name]) + first_text

    def _finish_call_ids(self, texts: TextTable) -> None:
        """Digits where all are, else a text a row."""
        column = self._columns["call_id"]
        digits = next(kind for kind in KINDS if kind.how == "digits")
        keys = [column_keys(digits, part) for part in self._call_ids]
        if all(part.min() >= 0 for part in keys):
            column.how = How.KEY_TEXT
            for part in keys:
                column.add(part, part == 0)
            return
        column.extra = (texts.add(pa.concat_arrays([pc.fill_null(part, "") for part in self._call_ids])), 0)
        for ids in self._call_ids:
            column.add(np.zeros(len(ids), np.int64), ids.is_null().to_numpy(zero_copy_only=False))

    def _packed(self, ranks: Mapping[str, Codes]) -> tuple[Arrays, dict[str, list[int]], int]:
        """The rows with the bases of their blocks, how each column is read from a row, and the bits of a row."""
        packings, offset = {}, 0
        for name, column in self._columns.items():
            packings[name] = place_column(column, offset, ranks.get(name))
            offset += packings[name].width
        rows = pack_rows(list(packings.values()), self._rows, offset)
        arrays: Arrays = {"rows": rows} | {
            name: packings[name].bases for name, column in self._columns.items() if column.how is How.BLOCK
        }
        return arrays, {name: packing.about() for name, packing in packings.items()}, offset


class _Keys:
    """The distinct keys of one kind, as they come."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self._ordinals = Ordinals()
        self._names = Names()  # of kinds that are names
        self._odd: dict[int, str] = {}  # texts of negative keys of kinds that are digits

    def add(self, column: pa.Array) -> Codes:
        """Codes of a column: 0 for null, else 1 + a running number."""
        if self.kind.how == "name":
            return self._names.add(column)
        keys = column_keys(self.kind, column)
        if self.kind.how == "digits" and (odd := np.flatnonzero(keys < 0)).size:
            self._odd |= zip(keys[odd].tolist(), column.take(pa.array(odd)).to_pylist(), strict=True)
        return self._ordinals.add(keys)

    def ranked(self) -> tuple[Ints, Codes, list[str]]:
        """Keys, ascending; what the codes become; texts of the keys that do not tell them."""
        if self.kind.how != "name":
            keys, ranks = self._ordinals.ranked()
            return keys, ranks, [self._odd[key] for key in keys.tolist() if key < 0] if self._odd else []
        texts = self._names.texts
        keys = column_keys(self.kind, pa.array(texts, pa.utf8()))
        order = np.argsort(keys)
        ranks = np.zeros(keys.size + 1, np.uint32)
        ranks[order + 1] = np.arange(1, keys.size + 1, dtype=np.uint32)
        return keys[order], ranks, [texts[place] for place in order.tolist()]


def _numbers(column: pa.Array) -> tuple[Ints, Flags | None]:
    """Values, and where there are none."""
    if not column.null_count:
        return column.to_numpy().astype(np.int64), None
    is_null = column.is_null().to_numpy(zero_copy_only=False)
    return pc.fill_null(column, 0).to_numpy().astype(np.int64), is_null


def _joined(parts: list[Ints]) -> Ints:
    return np.concatenate(parts) if parts else np.empty(0, np.int64)
