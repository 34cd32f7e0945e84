"""手机口: while one handset of a pair is on the line with the gang, the other rings victims from the same cell."""

from collections.abc import Callable

import numpy as np
import pytest

from linewarden.sim.calls import HOUR, Calls, Role, Stage, utc
from linewarden.sim.frauds.campaign import Campaign, den_of
from linewarden.sim.world import World


def ringing(campaign: Campaign) -> Calls:
    """Calls of the handsets that ring victims."""
    return campaign.calls[np.isin(campaign.calls["stage"], (Stage.PITCH, Stage.HOLD)) & (campaign.calls["imei"] > 0)]


@pytest.fixture(scope="module")
def by_phone(campaigns: Callable[..., list[Campaign]]) -> list[Campaign]:
    """Gangs whose own leg is a call that the handset places."""
    return campaigns(Role.RELAY, relay_app_ratio=0.0, relay_placed_ratio=1.0, relay_pairs=1)


def test_every_call_to_a_victim_lies_within_a_call_with_the_gang(by_phone: list[Campaign]) -> None:
    for campaign in by_phone:
        legs = campaign.calls[campaign.calls["stage"] == Stage.COVER]
        for call in ringing(campaign):
            over = legs[(legs["setup_us"] <= call["setup_us"]) & (legs["end_us"] >= call["end_us"])]
            assert over.size == 1


def test_both_handsets_are_at_one_cell_and_move_every_few_hours(by_phone: list[Campaign]) -> None:
    for campaign in by_phone:
        legs = campaign.calls[campaign.calls["stage"] == Stage.COVER]
        calls = ringing(campaign)
        assert not np.intersect1d(legs["imei"], calls["imei"]).size
        for leg in legs:
            same = calls[calls["setup_us"] // (3 * HOUR) == leg["setup_us"] // (3 * HOUR)]
            assert (same["cell"] == leg["cell"]).all()
    assert max(np.unique(ringing(campaign)["cell"]).size for campaign in by_phone) >= 2


def test_a_handset_that_is_rung_is_rung_from_abroad(campaigns: Callable[..., list[Campaign]]) -> None:
    for campaign in campaigns(Role.RELAY, relay_app_ratio=0.0, relay_placed_ratio=0.0):
        legs = campaign.calls[campaign.calls["stage"] == Stage.COVER]
        assert legs.size
        assert (legs["trunk_in"] > 0).all()
        assert not np.intersect1d(legs["called"], campaign.calls["cli"]).size


def test_an_app_leaves_no_record(campaigns: Callable[..., list[Campaign]]) -> None:
    for campaign in campaigns(Role.RELAY, relay_app_ratio=1.0):
        assert not (campaign.calls["stage"] == Stage.COVER).any()


def test_the_handsets_are_real_ones(by_phone: list[Campaign]) -> None:
    def luhn(imei: int) -> int:
        doubled = [int(d) * (2 if place % 2 else 1) for place, d in enumerate(f"{imei:015d}")]
        return sum(d - 9 if d > 9 else d for d in doubled) % 10

    imeis = {int(imei) for campaign in by_phone for imei in ringing(campaign)["imei"]}
    assert all(luhn(imei) == 0 for imei in imeis)


def test_the_truth_tells_where_the_handsets_were_and_when(by_phone: list[Campaign], world: World) -> None:
    for campaign in by_phone:
        den, own = den_of(campaign, world.names), campaign.calls[campaign.calls["cell"] > 0]
        own = own[own["cli"] != own["victim"]]
        assert {site.cell for site in den.sites} == set(den.cells)
        assert min(site.since for site in den.sites) == utc(own["setup_us"].min())
        assert max(site.until for site in den.sites) == utc(own["setup_us"].max())
        assert set(den.imeis) == {imei for site in den.sites for imei in site.imeis}
