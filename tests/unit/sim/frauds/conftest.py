"""Campaigns of a small city, one kind at a time."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from linewarden.sim.calls import Role, micros
from linewarden.sim.city import START
from linewarden.sim.frauds.campaign import Campaign, Scene
from linewarden.sim.frauds.underworld import FRAUDS, REAL_RATES
from linewarden.sim.rhythm import local_day
from linewarden.sim.temper import AS_TOLD, Temper
from linewarden.sim.world import World, build

Campaigns = Callable[..., list[Campaign]]

DAY = local_day(micros(START))


@pytest.fixture(scope="session")
def world() -> World:
    return build(11, 6_000)


@pytest.fixture(scope="session")
def scene_of(world: World) -> Callable[..., Scene]:
    """A scene on the day of START; `hook_ratio` of those who listen believe it, and all of those pay."""

    def scene(kind: Role, seed: int = 0, hook_ratio: float = 0.2, **values: float) -> Scene:
        temper = Temper({**AS_TOLD.values, **values}, AS_TOLD.manners)
        rate = next(rate for rate in REAL_RATES if rate.kind == kind)
        return Scene(
            replace(world, temper=temper), DAY, seed, replace(rate, hook_ratio=hook_ratio, loss_ratio=1.0), np.random.default_rng(seed)
        )  # fmt: skip

    return scene


@pytest.fixture(scope="session")
def campaigns(scene_of: Callable[..., Scene]) -> Campaigns:
    """Twelve campaigns of one kind; other parameters than those of the table by name."""

    def make(kind: Role, **asked: float) -> list[Campaign]:
        fraud = next(fraud for fraud in FRAUDS if fraud.kind == kind)
        return [fraud.make(scene_of(kind, seed, **asked)) for seed in range(12)]

    return make
