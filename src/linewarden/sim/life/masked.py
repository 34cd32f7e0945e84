"""Calls through middle numbers (隐私号, AXB): delivery, ride hailing, second-hand sales. Many different people stand behind one number.

Each is two records: A rings X, which the carrier of A's mobile tells; X rings B, which is signalled by the platform's gateway.
"""

import numpy as np

from linewarden.model.cdr import Route
from linewarden.sim.calls import Calls, Ints, Role, joined, new_calls
from linewarden.sim.life import draw
from linewarden.sim.life.sequence import missed, return_times
from linewarden.sim.manners import go
from linewarden.sim.numbers import Form
from linewarden.sim.people import Index, forms
from linewarden.sim.rhythm import Slice
from linewarden.sim.world import World

_CONNECT_US = 1_400_000  # from the call to X until X rings B (assumption)
_MIX = 2_654_435_761  # multiplier that scatters pairs over the numbers (Knuth)


def calls(world: World, when: Slice, rng: np.random.Generator) -> Calls:
    """Masked calls of a slice, both records of each, and those with which missed ones are returned."""
    people, temper = world.people, world.temper
    mean = people.count * temper.value("masked_calls") * when.share("rider")
    sales = temper.value("masked_sale_ratio")
    parts = []
    for share, caller_of, how in ((1.0 - sales, world.riders, "masked"), (sales, None, "masked_sale")):
        begun = draw.begin(rng, when, mean * share)["setup_us"]
        caller = (
            people.pick(rng, begun.size)
            if caller_of is None
            else caller_of[rng.integers(0, caller_of.size, begun.size)]
        )
        called = people.pick(rng, begun.size)
        called = np.where(called == caller, (called + 1) % people.count, called).astype(np.int32)
        first = _legs(world, when, rng, begun, caller, called, how)
        parts += [*first, *_back(world, when, rng, first[1], caller, called, how)]
    return joined(parts)


def _back(
    world: World, when: Slice, rng: np.random.Generator, legs: Calls, caller: Index, called: Index, how: str
) -> tuple[Calls, Calls]:
    """People who ring the middle number back and reach whoever rang them through it."""
    rows = missed(rng, legs, world.temper.value("masked_call_back_ratio"))
    return _legs(world, when, rng, return_times(rng, legs[rows], 6.0) // 1000 * 1000, called[rows], caller[rows], how)


def _legs(
    world: World, when: Slice, rng: np.random.Generator, begun: Ints, caller: Index, called: Index, how: str
) -> tuple[Calls, Calls]:
    """The record of each caller's mobile and the signalling of each call onwards, in the same order."""
    people, gateways = world.people, world.gateways
    pair = np.minimum(caller, called).astype(np.int64) * _MIX + np.maximum(caller, called)
    middle = world.middle_numbers[(pair + when.local_day) % world.middle_numbers.size]
    onward, own = new_calls(begun.size), new_calls(begun.size)
    onward["setup_us"] = begun + _CONNECT_US
    go(rng, onward, world.temper.manner(how))
    wholesale = gateways.wholesale_home
    gateways.carry(onward, wholesale.start + middle % (wholesale.stop - wholesale.start))
    onward["cli"], onward["called"] = middle, people.numbers[called]
    onward["cli_form"], onward["called_form"] = Form.NATIONAL, forms(rng, people.carrier[called])
    onward["role"] = Role.MASKED
    people.serve(rng, own, caller, when)
    for column in ("answer_us", "end_us", "cause"):
        own[column] = onward[column]
    own["setup_us"], own["called"] = begun, middle
    own["role"], own["route"] = Role.RESIDENT, Route.DOMESTIC
    return own, onward
