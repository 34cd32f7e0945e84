"""Loans, paid orders, investments and impostors: ordinary mobiles, few calls each, and days until the transfer."""

from collections.abc import Callable

import numpy as np
import pytest

from linewarden.sim.calls import DAY, HOUR, Role, Stage
from linewarden.sim.frauds.campaign import Campaign
from linewarden.sim.rhythm import local_day


@pytest.mark.parametrize("kind", [Role.LOAN, Role.INVESTMENT, Role.IMPOSTOR])
def test_the_callers_are_mobiles_elsewhere_of_which_no_cell_is_known(
    kind: Role, campaigns: Callable[..., list[Campaign]]
) -> None:
    for campaign in campaigns(kind):
        own = campaign.calls[campaign.calls["stage"] == Stage.PITCH]
        assert not own["cell"].any()
        assert not own["imei"].any()
        assert (own["trunk_in"] > 0).all()
        assert ((own["cli"] // 10**10) == 861).all()


def waits_us(kind: Role, campaigns: Callable[..., list[Campaign]]) -> list[int]:
    """From belief to transfer."""
    return [loss - campaign.engaged[who] for campaign in campaigns(kind) for who, loss in campaign.losses.items()]


def test_a_loan_takes_hours_to_days_and_several_talks(campaigns: Callable[..., list[Campaign]]) -> None:
    waits = waits_us(Role.LOAN, campaigns)
    assert 2 * HOUR < np.median(waits) < 3 * DAY
    for campaign in campaigns(Role.LOAN):
        for victim in campaign.losses:
            talks = campaign.calls[(campaign.calls["victim"] == victim) & (campaign.calls["stage"] != Stage.PITCH)]
            assert talks.size >= 2


def test_an_investment_takes_weeks(campaigns: Callable[..., list[Campaign]]) -> None:
    assert 5 * DAY < np.median(waits_us(Role.INVESTMENT, campaigns)) < 21 * DAY


def test_the_teacher_of_an_investment_rings_only_those_who_believe(campaigns: Callable[..., list[Campaign]]) -> None:
    for campaign in campaigns(Role.INVESTMENT):
        calls = campaign.calls
        held = calls[calls["stage"] == Stage.HOLD]
        teachers = np.setdiff1d(held["cli"], calls["cli"][calls["stage"] == Stage.PITCH])
        assert teachers.size == 1
        assert np.isin(held["called"], list(campaign.engaged)).all()


def test_paid_orders_need_hardly_any_telephone(campaigns: Callable[..., list[Campaign]]) -> None:
    for campaign in campaigns(Role.BRUSHING):
        calls = campaign.calls
        talk_us = np.where(calls["answer_us"] > 0, calls["end_us"] - calls["answer_us"], 0)
        assert talk_us.max() < 10 * 60 * 1_000_000
        for victim in campaign.losses:
            assert ((calls["victim"] == victim) & (calls["stage"] == Stage.HOLD)).sum() <= 1
    assert np.median(waits_us(Role.BRUSHING, campaigns)) > 6 * HOUR


def test_an_impostor_asks_the_next_morning(campaigns: Callable[..., list[Campaign]]) -> None:
    for campaign in campaigns(Role.IMPOSTOR):
        for victim, loss_us in campaign.losses.items():
            assert local_day(loss_us) == local_day(campaign.engaged[victim]) + 1
