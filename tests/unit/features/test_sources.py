"""How usual private addresses are on a stream."""

import numpy as np

from linewarden.features.beside.sources import LEAST_CALLS, Sources
from linewarden.model.event import Oddity, event_block


def test_the_share_grows_with_each_call_and_older_days_count_half() -> None:
    sources = Sources()
    private = [Oddity.PRIVATE_SOURCE] * 250 + [0] * 750
    block = event_block(at_us=np.arange(1_000), source_ip=np.full(1_000, 5), oddity=private)
    found = sources.meet(block, day=7)
    assert found[: LEAST_CALLS - 1].tolist() == [1.0] * (LEAST_CALLS - 1)
    assert found[-1] == 0.25
    next_day = event_block(at_us=np.arange(500), source_ip=np.full(500, 5))
    assert sources.meet(next_day, day=8)[-1] == 125 / 1_000


def test_calls_without_an_address_do_not_count() -> None:
    sources = Sources()
    assert sources.meet(event_block(at_us=np.arange(3_000)), day=1).tolist() == [1.0] * 3_000
    assert sources.counts[0] == 0
