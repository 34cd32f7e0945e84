"""What holds for the campaigns of every kind."""

from collections.abc import Callable

import numpy as np
import pytest

from linewarden.sim.calls import Role, Stage
from linewarden.sim.frauds.campaign import Campaign
from linewarden.sim.frauds.underworld import DEMO_RATES, FRAUDS, REAL_RATES, Fraud
from linewarden.sim.rhythm import day_start, local_day
from linewarden.sim.truth import exposures
from linewarden.sim.world import World

COLD = (Role.QUIET_GOIP, Role.THROWAWAY, Role.RELAY, Role.LOAN, Role.BRUSHING, Role.INVESTMENT, Role.IMPOSTOR, Role.ADAPTIVE)  # fmt: skip


def test_every_fraud_has_its_rates() -> None:
    kinds = [role for role in Role if role >= Role.FAKE_POLICE]
    for table in (FRAUDS, REAL_RATES, DEMO_RATES):
        assert [row.kind for row in table] == kinds


@pytest.mark.parametrize("fraud", FRAUDS, ids=lambda fraud: fraud.kind.name.lower())
def test_calls_are_in_order_and_end_within_the_reach_of_the_kind(
    fraud: Fraud, campaigns: Callable[..., list[Campaign]]
) -> None:
    for campaign in campaigns(fraud.kind):
        calls = campaign.calls
        assert (np.diff(calls["setup_us"]) >= 0).all()
        assert (calls["end_us"] >= np.maximum(calls["setup_us"], calls["answer_us"])).all()
        assert calls["setup_us"][-1] < day_start(local_day(int(calls["setup_us"][0])) + fraud.reach_days + 1)
        assert (calls["cli"] != calls["called"]).all()


@pytest.mark.parametrize("kind", COLD)
def test_whoever_pays_believed_it_first_and_is_in_the_truth(
    kind: Role, campaigns: Callable[..., list[Campaign]], world: World
) -> None:
    told = 0
    for campaign in campaigns(kind):
        truth = {row.called: row for row in exposures(campaign, 0, 1 << 60)}
        told += len(campaign.losses)
        for victim, loss_us in campaign.losses.items():
            assert campaign.engaged[victim] < loss_us
            assert truth[victim].outcome == "lost"
            assert victim in world.people.numbers[: world.people.count]
    assert told > 10


@pytest.mark.parametrize("kind", COLD)
def test_a_number_rings_nobody_else_while_it_holds_a_victim(
    kind: Role, campaigns: Callable[..., list[Campaign]]
) -> None:
    for campaign in campaigns(kind):
        cold = campaign.calls[campaign.calls["stage"] == Stage.PITCH]
        for held in campaign.calls[campaign.calls["stage"] == Stage.HOLD]:
            same = cold[cold["cli"] == held["cli"]]
            assert not ((same["setup_us"] < held["end_us"]) & (same["end_us"] > held["setup_us"])).any()
