"""Advisers, teachers, agents and collectors at work: long talks from their own mobiles, with clients and with strangers."""

import numpy as np

from linewarden.model.cdr import Route
from linewarden.sim.calls import Calls, Role, joined, new_calls
from linewarden.sim.life import draw
from linewarden.sim.life.sequence import missed, one_at_a_time, return_times
from linewarden.sim.manners import go
from linewarden.sim.people import Index
from linewarden.sim.professions import PROFESSIONS, Profession
from linewarden.sim.rhythm import Slice
from linewarden.sim.world import World

_STRIDE = 7919  # prime: the clients of one live all over the city


def calls(world: World, when: Slice, rng: np.random.Generator) -> Calls:
    """Calls of all of them in a slice, and the call-backs of those who missed one."""
    pairs = zip(PROFESSIONS, world.professions, strict=True)
    return joined([_of(world, when, rng, profession, workers) for profession, workers in pairs])


def _of(world: World, when: Slice, rng: np.random.Generator, trade: Profession, workers: Index) -> Calls:
    people, temper = world.people, world.temper
    share = when.share(trade.weekday, trade.weekend)
    made = draw.begin(rng, when, workers.size * temper.value(f"{trade.name}_calls") * share)
    worker = workers[rng.integers(0, workers.size, made.size)]
    client = (worker + _STRIDE * (1 + rng.integers(0, trade.clients, made.size))) % people.count
    is_stranger = rng.random(made.size) < temper.value(f"{trade.name}_stranger_ratio")
    other = np.where(is_stranger, people.pick(rng, made.size), client)
    other = np.where(other == worker, (other + 1) % people.count, other).astype(np.int32)
    people.serve(rng, made, worker, when)
    made["called"] = people.numbers[other]
    made["role"], made["route"] = trade.role, Route.DOMESTIC
    made = one_at_a_time(go(rng, made, temper.manner(trade.name)), gap_s=12.0)
    return joined([made, _back(world, when, rng, made)])


def _back(world: World, when: Slice, rng: np.random.Generator, made: Calls) -> Calls:
    lost = made[missed(rng, made, world.temper.value("profession_call_back_ratio"))]
    back = new_calls(lost.size)
    back["setup_us"] = return_times(rng, lost, 12.0)
    who, _ = world.people.rows_of(lost["called"])
    world.people.serve(rng, back, who, when)
    back["called"] = lost["cli"]
    back["role"], back["route"] = Role.RESIDENT, Route.DOMESTIC
    return go(rng, back, world.temper.manner("acquaintance"))
