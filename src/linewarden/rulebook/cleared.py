"""Which calls a whitelist means."""

import numpy as np
import numpy.typing as npt

from linewarden.model.event import EventBlock
from linewarden.rulebook.whitelist import Whitelist
from linewarden.scoring.values import MARKS


def cleared_by(whitelist: Whitelist, events: EventBlock) -> npt.NDArray[np.int64]:
    """For each event the place of the entry that clears its calling side; -1: none.

    A number that shows itself from abroad, or breaks its plan, is not the one that an entry means: somebody else shows it.
    """
    owners = whitelist.owners(events.cli, events.at_us)
    if whitelist.entries:
        owners[MARKS["is_foreign"](events) | (events.cli_fault != 0)] = -1
    return owners
