"""SIP_SCHEMA batches → the messages that concern calls, as rows. Whatever else there is (REGISTER, OPTIONS …) costs next to nothing."""

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from linewarden.columns import hash_text, mix
from linewarden.feeds.hep.call import Message
from linewarden.feeds.hep.oddity import oddity_of, remote_party
from linewarden.feeds.hep.signature import signature_of
from linewarden.feeds.hep.stack import stack_of
from linewarden.model.event import Ids, Ints

_OF_CALLS = frozenset({"INVITE", "ACK", "BYE", "CANCEL", "UPDATE", "INFO", "PRACK"})
_DAY_US = 86_400_000_000
_SESSION = re.compile(rb"^(?:session-expires|x)[ \t]*:[ \t]*(\d{1,7})", re.IGNORECASE | re.MULTILINE)


def call_messages(sip: pa.RecordBatch) -> Iterator[Message]:
    """The messages of calls, in the order of the batch."""
    kept = np.flatnonzero(_concerns_calls(sip.column("cseq_method")))
    if kept.size == 0:
        return
    rows = sip if kept.size == sip.num_rows else sip.take(pa.array(kept))
    made: dict[str, list[Any]] = {
        "position": list(range(rows.num_rows)),
        "record_id": _record_ids(rows).tolist(),
        "session_s": _sessions(rows),
        "seen_us": _seen_us(rows).tolist(),
    } | _beginnings(rows)
    columns = [made[name] if name in made else _values(rows.column(name)) for name in Message._fields]
    yield from map(Message._make, zip(*columns, strict=True))


def another_id(record_id: int, attempt: int) -> int:
    """Id of a further call under the same Call-ID and tag on the same day; `attempt` counts from 1."""
    return int(mix([np.array([record_id], np.uint64), np.array([attempt], np.int64)])[0])


def _concerns_calls(methods: pa.DictionaryArray) -> npt.NDArray[np.bool_]:
    is_wanted = np.array([name in _OF_CALLS for name in methods.dictionary.to_pylist()], bool)
    if not is_wanted.any():
        return np.zeros(len(methods), bool)
    wanted: npt.NDArray[np.bool_] = is_wanted[methods.indices.to_numpy(zero_copy_only=False)]
    return wanted


def _values(column: pa.Array) -> list[Any]:
    """The values as Python objects; a dictionary's names are shared, not made anew."""
    if pa.types.is_dictionary(column.type):
        names = [*column.dictionary.to_pylist(), None]
        indices = column.indices.fill_null(len(names) - 1).to_numpy(zero_copy_only=False)
        return [names[index] for index in indices.tolist()]
    if pa.types.is_integer(column.type) and column.null_count == 0:
        numbers: list[Any] = column.to_numpy(zero_copy_only=False).tolist()
        return numbers
    texts: list[Any] = column.to_pylist()
    return texts


def _seen_us(rows: pa.RecordBatch) -> Ints:
    times: Ints = rows.column("seen_at").cast(pa.int64()).to_numpy()
    return times


def _record_ids(rows: pa.RecordBatch) -> Ids:
    """From feed, Call-ID, tag and day: devices that use a Call-ID again after a restart begin another call."""
    return mix(
        [
            hash_text(rows.column("feed")),
            hash_text(rows.column("call_id")),
            hash_text(rows.column("from_tag")),
            _seen_us(rows) // _DAY_US,
        ]
    )


def _beginnings(rows: pa.RecordBatch) -> dict[str, list[Any]]:
    """What is read in the INVITEs that begin a call: the fingerprint, who else is asserted, what is odd."""
    stacks, odd = [""] * rows.num_rows, [0] * rows.num_rows
    parties: list[str | None] = [None] * rows.num_rows
    attested = parties.copy()
    methods = _values(rows.column("method"))
    begins = rows.column("to_tag").is_null().to_numpy(zero_copy_only=False)
    told = [rows.column(name) for name in ("raw", "branch", "from_tag", "src_ip", "media_ip")]
    for position in np.flatnonzero(begins).tolist():
        if methods[position] == "INVITE":
            raw, *said = (column[position].as_py() for column in told)
            stacks[position] = stack_of(raw)
            parties[position] = remote_party(raw)
            failed, attested[position] = signature_of(raw)
            odd[position] = int(oddity_of(raw, *said) | failed)
    return {"stack": stacks, "remote_party": parties, "oddity": odd, "attestation": attested}


def _sessions(rows: pa.RecordBatch) -> list[int]:
    """Session-Expires in seconds of the answers that carry one, else 0."""
    sessions = [0] * rows.num_rows
    status = rows.column("status").fill_null(0).to_numpy(zero_copy_only=False)
    raw = rows.column("raw")
    for position in np.flatnonzero((status >= 200) & (status < 300)).tolist():
        found = _SESSION.search(raw[position].as_py())
        sessions[position] = int(found[1]) if found else 0
    return sessions
