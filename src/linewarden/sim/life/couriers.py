"""Couriers and delivery riders: many short calls to strangers, mostly answered, and call-backs of those who missed theirs."""

import numpy as np

from linewarden.model.cdr import Route
from linewarden.sim.calls import Calls, Role, joined, new_calls
from linewarden.sim.life import draw
from linewarden.sim.life.sequence import missed, one_at_a_time, return_times
from linewarden.sim.manners import go
from linewarden.sim.people import Index
from linewarden.sim.rhythm import Slice
from linewarden.sim.world import World

_WIDTH = {"courier": 700, "rider": 6000}  # residents, in order of home cell, among whom one works (assumption)


def calls(world: World, when: Slice, rng: np.random.Generator) -> Calls:
    """Calls of both trades in a slice."""
    return joined(
        [_trade(world, when, rng, world.couriers, "courier"), _trade(world, when, rng, world.riders, "rider")]
    )


def _trade(world: World, when: Slice, rng: np.random.Generator, workers: Index, trade: str) -> Calls:
    people = world.people
    mean = workers.size * world.temper.value(f"{trade}_calls") * when.share(trade)
    made = draw.begin(rng, when, mean)
    row = rng.integers(0, workers.size, made.size)
    width = min(_WIDTH[trade], people.count)
    customer = people.by_home[(row * width + rng.integers(0, width, made.size)) % people.count]
    people.serve(rng, made, workers[row], when)
    made["called"] = people.numbers[customer]
    made["cell"] = people.home[customer]
    made["role"], made["route"] = Role.COURIER, Route.DOMESTIC
    made = one_at_a_time(go(rng, made, world.temper.manner("courier")), gap_s=6.0)
    return joined([made, _back(world, when, rng, made)])


def _back(world: World, when: Slice, rng: np.random.Generator, made: Calls) -> Calls:
    """Call-backs of the people who missed a call."""
    lost = made[missed(rng, made, world.temper.value("courier_call_back_ratio"))]
    back = new_calls(lost.size)
    back["setup_us"] = return_times(rng, lost, 6.0)
    who, _ = world.people.rows_of(lost["called"])
    world.people.serve(rng, back, who, when)
    back["called"] = lost["cli"]
    back["role"], back["route"] = Role.RESIDENT, Route.DOMESTIC
    return go(rng, back, world.temper.manner("call_back"))
