"""A gang that adapts learns from blocked numbers, and from nothing else."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linewarden.sim.calls import Calls, Role, Stage
from linewarden.sim.frauds.adaptive import learned, plan_of
from linewarden.sim.frauds.campaign import Campaign, Scene, den_of
from linewarden.sim.rhythm import local_day
from linewarden.sim.world import World

SHARE = st.floats(0, 1)


@given(caution=SHARE, strength=SHARE, blocked=SHARE)
def test_caution_grows_and_stays_a_share(caution: float, strength: float, blocked: float) -> None:
    assert caution <= learned(caution, strength, blocked) <= 1.0


def test_half_the_cards_blocked_and_full_strength_is_half_of_what_is_left() -> None:
    assert learned(0.5, strength=1.0, blocked_share=0.5) == 0.75
    assert learned(0.5, strength=0.0, blocked_share=1.0) == 0.5


def test_half_as_many_calls_from_twice_as_many_cards(scene_of: Callable[..., Scene]) -> None:
    scene = scene_of(Role.ADAPTIVE)
    bold, careful = plan_of(scene, 0.0), plan_of(scene, 0.5)
    assert (bold.calls_an_hour, bold.cards) == (26, 14)
    assert (careful.calls_an_hour, careful.cards) == (13, 28)


def pace(calls: Calls) -> float:
    """Cold calls of a card that makes any."""
    cold = calls[calls["stage"] == Stage.PITCH]
    return cold.size / np.unique(cold["cli"]).size


def first_and_last_day(campaign: Campaign) -> tuple[Calls, Calls]:
    cold = campaign.calls[campaign.calls["stage"] == Stage.PITCH]
    days = np.array([local_day(int(at)) for at in cold["setup_us"]])
    return cold[days == days.min()], cold[days == days.max()]


@pytest.mark.parametrize(("strength", "is_slower"), [(0.98, True), (0.0, False)])
def test_only_a_gang_that_makes_use_of_what_it_sees_slows_down(
    strength: float, is_slower: bool, campaigns: Callable[..., list[Campaign]]
) -> None:
    made = campaigns(Role.ADAPTIVE, adaptive_strength=strength, hook_ratio=0.0)
    ratio = np.median([pace(last) / pace(first) for first, last in map(first_and_last_day, made)])
    assert (ratio < 0.6) == is_slower


def test_where_nothing_is_blocked_nothing_is_learned(campaigns: Callable[..., list[Campaign]]) -> None:
    for campaign in campaigns(Role.ADAPTIVE, adaptive_strength=0.98, adaptive_block_an_hour=1e9):
        assert not (campaign.calls["stage"] == Stage.COVER).any()
        assert np.unique(campaign.calls["imei"][campaign.calls["stage"] == Stage.PITCH]).size == 14


def test_the_truth_tells_the_strength(campaigns: Callable[..., list[Campaign]], world: World) -> None:
    strengths = [den_of(campaign, world.names).strength for campaign in campaigns(Role.ADAPTIVE)]
    assert all(strength is not None and 0 <= strength <= 1 for strength in strengths)
    assert len(set(strengths)) == 12
