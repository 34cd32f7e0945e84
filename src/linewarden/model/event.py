"""Call events: what the stream learns about a call, when it learns it.

Live signalling tells setup, answer and release as they happen; a record file tells a whole call at once, when it has ended (kind RECORD,
`at` = ended_at). Features are sums and distinct counts over these events, so one definition serves both: SETUP carries the attempt,
ANSWER the answer, RELEASE the talk time, RECORD all of them.
"""

from dataclasses import dataclass
from enum import IntEnum, IntFlag

import numpy as np
import numpy.typing as npt

from linewarden.errors import LinewardenError

Ints = npt.NDArray[np.int64]
Ids = npt.NDArray[np.uint64]
Bytes = npt.NDArray[np.uint8]
Halves = npt.NDArray[np.uint16]


class EventKind(IntEnum):
    """What happened."""

    SETUP = 1
    ANSWER = 2
    RELEASE = 3
    RECORD = 4


class Oddity(IntFlag):
    """What the text of a record shows that its key no longer does. Stored as uint16: never renumber."""

    SCANNER = 1  # the User-Agent is a tool that searches for open lines
    PRIVATE_SOURCE = 2  # the source address belongs to no public network (RFC 1918 and the like)
    BAD_IMEI = 4  # 15 digits of which the last is not the check digit of the others
    IDENTITY_MISMATCH = 8  # From shows another number than the asserted identity
    ODD_BRANCH = 16  # the Via branch is none of RFC 3261, or another call had it before
    ODD_TAG = 32  # the tag of From is missing, no token, or too short to be random
    PRIVATE_MEDIA = 64  # a public source names a private address in Via or SDP
    SIGNALLED = 128  # the call was seen in signalling, where the four before this one and the next would show
    FAILED_VERIFICATION = 256  # the network found the signature of the number shown wrong (verstat)
    FULL_ATTESTATION = 512  # SHAKEN A: the signer knows caller and number
    PARTIAL_ATTESTATION = 1024  # SHAKEN B: it knows the caller
    GATEWAY_ATTESTATION = 2048  # SHAKEN C: it only knows where the call came in


@dataclass(frozen=True, slots=True)
class EventBlock:
    """n call events as columns of length n, in stream order.

    `at_us` is when the event became known, microseconds since 1970 UTC. Keys are int64 with 0 for "not told": numbers are `E164`,
    the rest come from `columns.int_keys`. A call keeps its `record_id` from setup to release.
    """

    at_us: Ints
    kind: Bytes  # EventKind
    record_id: Ids
    setup_us: Ints  # setup of the call that the event belongs to
    answered_us: Ints  # 0: not answered (so far)
    talk_ms: Ints  # of the ended call; 0 for SETUP and ANSWER
    ring_ms: Ints  # setup to answer, or to the end when never answered; 0 for SETUP
    cli: Ints
    called: Ints
    imei: Ints
    imsi: Ints
    cell: Ints
    trunk: Ints  # incoming trunk
    source_ip: Ints
    stack: Ints  # the SIP software: its fingerprint in signalling, the User-Agent in record files
    cli_kind: Bytes
    cli_fault: Bytes
    called_kind: Bytes
    route: Bytes
    oddity: Halves  # Oddity; 0 where the columns that would show it are not told

    def __len__(self) -> int:
        """Number of events."""
        return int(self.at_us.size)

    @property
    def are_talks(self) -> npt.NDArray[np.bool_]:
        """Which events end a call that was answered, shape (n,)."""
        ends = (self.kind == EventKind.RELEASE) | (self.kind == EventKind.RECORD)
        talks: npt.NDArray[np.bool_] = ends & (self.answered_us != 0)
        return talks

    def take(self, rows: npt.NDArray[np.int64] | slice) -> "EventBlock":
        """The events at these positions, in the order given."""
        return EventBlock(*(getattr(self, name)[rows] for name in EVENT_COLUMNS))


EVENT_COLUMNS: tuple[str, ...] = tuple(EventBlock.__slots__)
_DTYPES = {
    "kind": np.uint8,
    "record_id": np.uint64,
    "cli_kind": np.uint8,
    "cli_fault": np.uint8,
    "called_kind": np.uint8,
    "route": np.uint8,
    "oddity": np.uint16,
}


def event_block(**columns: npt.ArrayLike) -> EventBlock:
    """A block of the columns given, each converted to its type; columns not given are 0. Raises when lengths differ."""
    unknown = set(columns) - set(EVENT_COLUMNS)
    if unknown:
        raise LinewardenError(f"event columns {sorted(unknown)} do not exist; there are {list(EVENT_COLUMNS)}")
    arrays = {name: np.asarray(values, _DTYPES.get(name, np.int64)) for name, values in columns.items()}
    sizes = {array.size for array in arrays.values()}
    if len(sizes) != 1:
        raise LinewardenError(f"event columns have lengths {sorted(sizes)}; give all the same")
    size = sizes.pop()
    return EventBlock(*(arrays.get(name, np.zeros(size, _DTYPES.get(name, np.int64))) for name in EVENT_COLUMNS))


def concat_events(blocks: list[EventBlock]) -> EventBlock:
    """One block of all, in the order given; an empty block for an empty list."""
    if not blocks:
        return event_block(at_us=[])
    return EventBlock(*(np.concatenate([getattr(block, name) for block in blocks]) for name in EVENT_COLUMNS))
