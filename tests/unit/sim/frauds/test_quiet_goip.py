"""A SIM box that imitates people: each trait by which boxes are told is gone."""

from collections.abc import Callable

import numpy as np
import pytest

from linewarden.sim.calls import Calls, Role, Stage
from linewarden.sim.frauds.campaign import Campaign
from linewarden.sim.frauds.quiet_goip import MOST_A_DAY
from linewarden.sim.rhythm import LOCAL


@pytest.fixture(scope="module")
def boxes(campaigns: Callable[..., list[Campaign]]) -> list[Calls]:
    return [campaign.calls for campaign in campaigns(Role.QUIET_GOIP, hook_ratio=0.0)]


def test_no_card_makes_more_than_twenty_calls_a_day(boxes: list[Calls]) -> None:
    for calls in boxes:
        day = (calls["setup_us"] + LOCAL) // 86_400_000_000
        _, counts = np.unique(np.stack([calls["cli"], day]), axis=1, return_counts=True)
        assert counts.max() <= MOST_A_DAY


def test_cards_are_rung_by_cards_of_the_same_box(boxes: list[Calls]) -> None:
    for calls in boxes:
        cover = calls[calls["stage"] == Stage.COVER]
        assert 0.2 < cover.size / calls.size < 0.5
        assert np.isin(cover["called"], calls["cli"]).all()
        assert np.unique(cover["called"]).size > 0.9 * np.unique(calls["cli"]).size


def test_each_card_has_a_handset_of_its_own_and_moves_between_cells(boxes: list[Calls]) -> None:
    for calls in boxes:
        for card in np.unique(calls["cli"]):
            own = calls[calls["cli"] == card]
            assert np.unique(own["imei"]).size == np.unique(own["imsi"]).size == 1
        assert np.unique(calls["imei"]).size == np.unique(calls["cli"]).size
        assert np.unique(calls["cell"]).size == 5
