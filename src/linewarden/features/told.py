"""What an engine reads of an event: the columns that travel to the processes and hosts that keep a share."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from linewarden.features.definitions import SUBJECTS
from linewarden.model.event import event_block

COLUMNS: Mapping[str, np.dtype[Any]] = {
    name: getattr(event_block(at_us=[0]), name).dtype
    for name in dict.fromkeys(
        ("at_us", "record_id", "setup_us", "answered_us", "talk_ms", "ring_ms", *(s.key for s in SUBJECTS), "kind")
    )
}
"""Widest first, so that each column is aligned when they lie one behind the other."""

EVENT_BYTES = sum(dtype.itemsize for dtype in COLUMNS.values())
