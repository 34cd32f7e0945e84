"""What a feed's calls carry, counted over the last 24 hours of the events' own clock: what nobody tells, no signal can hear.

The counts are sums by hour, so they are the same however the events were cut into blocks and in whatever order the blocks came.
"""

import threading
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from linewarden.errors import StoreError
from linewarden.model.event import EventBlock, EventKind, Oddity
from linewarden.model.voice import Telling

WINDOW_HOURS = 24
_HOUR_US = 3_600_000_000

_AT_SETUP: Mapping[str, str] = {
    "cli": "cli", "called": "called", "route": "route", "trunk_in": "trunk", "source_ip": "source_ip", "user_agent": "stack", "cell": "cell",
    "imei": "imei", "imsi": "imsi",
}  # fmt: skip
"""Record column → event column that tells it as soon as the call is known. Signalling tells the software by a fingerprint, which counts as the User-Agent."""

_BY_ODDITY: Mapping[str, Oddity] = {
    "attestation": Oddity.FULL_ATTESTATION | Oddity.PARTIAL_ATTESTATION | Oddity.GATEWAY_ATTESTATION,
    "sip_oddity": Oddity.SIGNALLED,
}
"""Record column → bits of which an event of a record that carries it has one."""

TOLD_COLUMNS: tuple[str, ...] = (*_AT_SETUP, *_BY_ODDITY, "answered_at", "ended_at")
"""Record columns that are counted: what rows need (`scoring/needs.py`), the two numbers and the trunk."""


class Told:
    """One thread adds events, any thread reads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._newest_hour = 0  # since 1970
        self._counts = _nothing()

    def add(self, events: EventBlock) -> None:
        """Count the events. A call counts once, when it is set up or by its record; its answer and its end when they are told."""
        if len(events) == 0:
            return
        hours = events.at_us // _HOUR_US
        with self._lock:
            self._reach(int(hours.max()))
            slot = hours - (self._newest_hour - WINDOW_HOURS + 1)
            is_recent = slot >= 0
            for number, is_told in enumerate(_told(events)):
                self._counts[:, number] += np.bincount(slot[is_told & is_recent], minlength=WINDOW_HOURS)

    def telling(self) -> Telling:
        """The share of the calls that carry each column; an end or answer of a call that began before the window counts, up to 1."""
        with self._lock:
            calls, *told = self._counts.sum(axis=0).tolist()
        shares = (
            {name: min(count / calls, 1.0) for name, count in zip(TOLD_COLUMNS, told, strict=True)} if calls else {}
        )
        return Telling(calls, shares)

    def image(self) -> dict[str, Any]:
        """All that it remembers, as plain JSON."""
        with self._lock:
            return {"newest_hour": self._newest_hour, "counts": self._counts.tolist()}

    def restore(self, image: Mapping[str, Any] | None) -> None:
        """Go on from an image; from nothing without one. Raises StoreError when it is of another shape."""
        counts = _nothing() if image is None else np.array(image["counts"], np.int64)
        if counts.shape != _nothing().shape:
            raise StoreError(
                f"counts of what a feed tells have shape {counts.shape}, not {_nothing().shape}: made by another version"
            )
        with self._lock:
            self._newest_hour, self._counts = 0 if image is None else int(image["newest_hour"]), counts

    def _reach(self, hour: int) -> None:
        """Forget the hours that leave the window when it ends with `hour`."""
        passed = min(hour - self._newest_hour, WINDOW_HOURS)
        if passed > 0:
            self._counts = np.concatenate([self._counts[passed:], _nothing()[:passed]])
            self._newest_hour = hour


def _nothing() -> npt.NDArray[np.int64]:
    """Hours, oldest first, by what is counted: calls, then TOLD_COLUMNS."""
    return np.zeros((WINDOW_HOURS, 1 + len(TOLD_COLUMNS)), np.int64)


def _told(events: EventBlock) -> Iterator[npt.NDArray[np.bool_]]:
    """Per column of the counts: which events add one."""
    is_record = events.kind == EventKind.RECORD
    is_call = is_record | (events.kind == EventKind.SETUP)
    yield is_call
    for name in _AT_SETUP.values():
        yield is_call & (getattr(events, name) != 0)
    for shown in _BY_ODDITY.values():
        yield is_call & ((events.oddity & shown) != 0)
    yield (events.kind == EventKind.ANSWER) | (is_record & (events.answered_us != 0))
    yield is_record | (events.kind == EventKind.RELEASE)
