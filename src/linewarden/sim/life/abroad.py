"""Calls with people abroad: families, trade, companies abroad that ring strangers here, and interviews by universities."""

import numpy as np

from linewarden.model.cdr import Route
from linewarden.sim.calls import Calls, Ints, Role, joined
from linewarden.sim.life import draw
from linewarden.sim.life.offices import CALLED_FORMS
from linewarden.sim.manners import Manner, go
from linewarden.sim.numbers import Form
from linewarden.sim.people import Index, forms
from linewarden.sim.places import FAMILY, INTERNATIONAL_TRUNKS, TRUNKS, foreign_numbers
from linewarden.sim.rhythm import Slice
from linewarden.sim.world import World

CIRCUITS = np.array([TRUNKS.index(name) for name in INTERNATIONAL_TRUNKS], np.int16)
_FOREIGN_FORMS = np.array([Form.PLUS, Form.ZEROS, Form.PLUS, Form.PLAIN], np.uint8)  # by gateway


def calls(world: World, when: Slice, rng: np.random.Generator) -> Calls:
    """Calls with families, customers, companies and universities abroad in a slice."""
    return joined([part(world, when, rng) for part in (_families, _trade, _desks, _interviews)])


def _families(world: World, when: Slice, rng: np.random.Generator) -> Calls:
    made = draw.begin(
        rng, when, world.families.size * world.temper.value("family_abroad_calls") * when.share("family_abroad")
    )
    row = rng.integers(0, world.families.size, made.size)
    return _both_ways(
        world, when, rng, made, world.families[row], world.family_numbers[row], world.temper.manner("family_abroad")
    )


def _trade(world: World, when: Slice, rng: np.random.Generator) -> Calls:
    mean = world.traders.size * world.temper.value("trade_abroad_calls") * when.share("trade", "office_weekend")
    made = draw.begin(rng, when, mean)
    row = rng.integers(0, world.traders.size, made.size)
    partner = world.partner_numbers[row, rng.integers(0, world.partner_numbers.shape[1], made.size)]
    return _both_ways(world, when, rng, made, world.traders[row], partner, world.temper.manner("trade"))


def _desks(world: World, when: Slice, rng: np.random.Generator) -> Calls:
    mean = world.desk_numbers.size * world.temper.value("overseas_desk_calls") * when.share("trade", "office_weekend")
    made = draw.begin(rng, when, mean)
    desk = world.desk_numbers[rng.integers(0, world.desk_numbers.size, made.size)]
    arrive(world, rng, made, desk, world.people.pick(rng, made.size))
    made["role"] = Role.OVERSEAS
    return go(rng, made, world.temper.manner("overseas_desk"))


def _interviews(world: World, when: Slice, rng: np.random.Generator) -> Calls:
    """Long talks of universities and employers abroad with people whom they never rang, on appointment: from a number of its own each."""
    mean = world.people.count / 100_000 * world.temper.value("overseas_interviews") * when.share("family_abroad")
    made = draw.begin(rng, when, mean)
    several = world.people.pick(rng, made.size * 8).reshape(8, made.size)
    is_young = (world.people.age[several] >= 17) & (world.people.age[several] <= 34)
    who = several[np.argmax(is_young, axis=0), np.arange(made.size)]
    arrive(world, rng, made, foreign_numbers(rng, made.size, FAMILY), who)
    made["role"] = Role.OVERSEAS
    return go(rng, made, world.temper.manner("overseas_interview"))


def _both_ways(
    world: World, when: Slice, rng: np.random.Generator, made: Calls, who: Index, abroad: Ints, how: Manner
) -> Calls:
    """Half of the calls come in, half go out by the resident's mobile."""
    is_inward = rng.random(made.size) < 0.5
    inward, outward = made[is_inward], made[~is_inward]
    arrive(world, rng, inward, abroad[is_inward], who[is_inward])
    world.people.serve(rng, outward, who[~is_inward], when)
    outward["called"], outward["called_form"] = abroad[~is_inward], Form.ZEROS
    outward["trunk_out"] = CIRCUITS[abroad[~is_inward] % CIRCUITS.size]
    outward["route"] = Route.DOMESTIC
    both = joined([inward, outward])
    both["role"] = Role.OVERSEAS
    return go(rng, both, how)


def arrive(world: World, rng: np.random.Generator, calls: Calls, abroad: Ints, who: Index) -> Calls:
    """The calls as they come in from abroad to residents, some by SIP, some by circuits. Changes them in place."""
    people, wholesale = world.people, world.gateways.wholesale_abroad
    calls["cli"], calls["called"] = abroad, people.numbers[who]
    gateway = wholesale.start + (abroad + rng.integers(0, 2, calls.size)) % (wholesale.stop - wholesale.start)
    by_sip = rng.random(calls.size) < world.temper.value("voip_abroad_ratio")
    calls[by_sip] = world.gateways.carry(calls[by_sip], gateway[by_sip])
    calls["trunk_in"] = np.where(by_sip, calls["trunk_in"], CIRCUITS[abroad % CIRCUITS.size])
    calls["route"] = Route.INTERNATIONAL
    calls["cli_form"] = np.where(by_sip, _FOREIGN_FORMS[gateway % _FOREIGN_FORMS.size], Form.ZEROS)
    calls["called_form"] = np.where(by_sip, CALLED_FORMS[gateway % CALLED_FORMS.size], forms(rng, people.carrier[who]))
    return calls
