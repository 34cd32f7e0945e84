"""Compiles the kernel before the first real event has to wait for it."""

import numpy as np

from linewarden.features.acquaintances import Acquaintances
from linewarden.features.beside import Beside
from linewarden.features.definitions import SPANS
from linewarden.features.engine import Engine
from linewarden.model.event import EventKind, event_block

_EVENTS = 8


def warm_up() -> None:
    """Nothing; afterwards every compiled function of this package is loaded. Some 17 s after an installation, then half a second.

    The compiled code is kept beside the source, or in NUMBA_CACHE_DIR.
    """
    engine, everyone = Engine(rows=1, chunk=_EVENTS), range(1, _EVENTS + 1)
    week_us = SPANS[-1].us
    beside = Beside()
    for start in (1, 0, 2 * week_us):  # new subjects and growth; late events; everybody is forgotten
        events = event_block(
            at_us=[start] * _EVENTS,
            kind=[EventKind.RECORD] * _EVENTS,
            record_id=everyone,
            cli=everyone,
            called=everyone,
            imei=everyone,
        )
        beside.note(0, events, engine.push(events), "")
        beside.meet(events, np.ones(_EVENTS, np.bool_))
    engine.recent(1, since_us=0, limit=1)
    known, pair = Acquaintances(), (np.array([1]), np.array([2]))
    known.reach(week_us)
    known.note(*pair, known.day - 1)
    known.are_acquainted(*pair, known.day)
