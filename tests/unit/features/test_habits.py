"""How usual things are on a feed."""

import numpy as np

from linewarden.features.beside.habits import LEAST_CALLS, Habits
from linewarden.model.event import EventKind, Oddity, event_block


def test_the_share_grows_with_each_call_and_older_days_count_half() -> None:
    habits = Habits()
    private = [Oddity.PRIVATE_SOURCE] * 250 + [0] * 750
    block = event_block(at_us=np.arange(1_000), source_ip=np.full(1_000, 5), oddity=private)
    found = habits.meet(block, day=7)["private_share"]
    assert found[: LEAST_CALLS - 1].tolist() == [1.0] * (LEAST_CALLS - 1)
    assert found[-1] == 0.25
    next_day = event_block(at_us=np.arange(500), source_ip=np.full(500, 5))
    assert habits.meet(next_day, day=8)["private_share"][-1] == 125 / 1_000


def test_calls_that_cannot_show_it_do_not_count() -> None:
    habits = Habits()
    found = habits.meet(event_block(at_us=np.arange(3_000)), day=1)
    assert [set(shares.tolist()) for shares in found.values()] == [{1.0}] * len(found)
    assert habits.counts.tolist() == [1, *[0] * (2 * len(found))]


def test_odd_signalling_counts_among_the_calls_that_were_seen_in_signalling() -> None:
    habits = Habits()
    odd = [Oddity.SIGNALLED | Oddity.ODD_BRANCH] * 100 + [Oddity.SIGNALLED] * 900 + [0] * 500
    found = habits.meet(event_block(at_us=np.arange(1_500), oddity=odd), day=1)
    assert found["odd_branch_share"][[998, 999, 1_499]].tolist() == [1.0, 0.1, 0.1]
    assert found["odd_tag_share"][999] == 0
    later = habits.meet(event_block(at_us=[1]), day=1)
    assert later["odd_branch_share"].tolist() == [0.1]


def test_short_talks_count_among_the_answered() -> None:
    talks = [10_000] * 300 + [10_001] * 700 + [0] * 100
    answered = [1] * 1_000 + [0] * 100
    events = event_block(at_us=np.arange(1_100), kind=[EventKind.RECORD] * 1_100, answered_us=answered, talk_ms=talks)
    assert Habits().meet(events, day=1)["short_share"][-1] == 0.3


def test_counts_of_other_habits_are_of_no_use() -> None:
    habits = Habits()
    habits.refill(np.array([7, 1_000, 10]))
    assert not habits.counts.any()
