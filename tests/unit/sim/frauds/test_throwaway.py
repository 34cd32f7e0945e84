"""Numbers that live for five calls."""

from collections.abc import Callable

import numpy as np

from linewarden.sim.calls import Role, Stage
from linewarden.sim.frauds.campaign import Campaign


def test_a_number_makes_at_most_five_cold_calls(campaigns: Callable[..., list[Campaign]]) -> None:
    for campaign in campaigns(Role.THROWAWAY, hook_ratio=0.0):
        _, counts = np.unique(campaign.calls["cli"], return_counts=True)
        assert counts.max() == 5
        assert counts.mean() > 4


def test_the_life_of_a_number_is_a_parameter(campaigns: Callable[..., list[Campaign]]) -> None:
    for campaign in campaigns(Role.THROWAWAY, hook_ratio=0.0, throwaway_calls=2):
        assert np.unique(campaign.calls["cli"], return_counts=True)[1].max() == 2


def test_a_victim_is_held_by_a_number_that_made_no_cold_call(campaigns: Callable[..., list[Campaign]]) -> None:
    for campaign in campaigns(Role.THROWAWAY):
        calls = campaign.calls
        held = calls[calls["stage"] == Stage.HOLD]
        assert held.size
        assert not np.isin(held["cli"], calls["cli"][calls["stage"] == Stage.PITCH]).any()


def test_all_come_by_one_gateway(campaigns: Callable[..., list[Campaign]]) -> None:
    for campaign in campaigns(Role.THROWAWAY, hook_ratio=0.0):
        assert np.unique(campaign.calls["source_ip"]).size == 1
