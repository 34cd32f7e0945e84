"""What a gang shows and where it comes in: caller numbers, true and spoofed, and gateways."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from linewarden.model.cdr import Route
from linewarden.sim.calls import Calls, Ints
from linewarden.sim.life.abroad import CIRCUITS
from linewarden.sim.life.offices import CALLED_FORMS
from linewarden.sim.numbers import HOME_LANDLINE, Form, segments, virtual_numbers
from linewarden.sim.places import GANG, foreign_numbers
from linewarden.sim.world import World

_POLICE = (86_519_110, 86_10_110, 86_21_110, 86_519_96110, 86_110)
_POLICE_FORMS = (Form.TRUNK_ZERO, Form.PLUS_ZERO, Form.ZEROS_ZERO, Form.ZEROS)

# Shares of what is shown in the first call and by the "police" (court reports and warnings of the ministry name all four;
# shares: assumption).
_SHOWN = {"first": (0.55, 0.22, 0.20, 0.03), "police": (0.38, 0.22, 0.10, 0.30)}


class Shown(Protocol):
    """What a gang rings from: VoIP lines, SIM cards."""

    def show(self, world: World, calls: Calls, step: Ints, /) -> Calls:
        """The calls as they come in, from the line or card of each step. Changes them in place."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Numbers that a gang shows, with the form of each, in the order of use, and the gateway it comes in by."""

    numbers: Ints
    forms: npt.NDArray[np.uint8]
    gateway: int  # row of Gateways; -1: circuits, no signalling seen

    def show(self, world: World, calls: Calls, step: Ints, /) -> Calls:
        """The calls as they come in, with the number of each step. Changes them in place."""
        row = step % self.numbers.size
        if self.gateway >= 0:
            world.gateways.carry(calls, np.full(calls.size, self.gateway))
            calls["called_form"] = CALLED_FORMS[self.gateway % CALLED_FORMS.size]
        else:
            calls["trunk_in"], calls["route"] = CIRCUITS[int(self.numbers[0]) % CIRCUITS.size], Route.INTERNATIONAL
            calls["called_form"] = Form.PLAIN
        calls["cli"], calls["cli_form"] = self.numbers[row], self.forms[row]
        return calls


def from_abroad(world: World, rng: np.random.Generator, count: int, which: str) -> Lines:
    """Lines of a gang that comes in from abroad; `which` is "first" for the pitch and "police" for the second caller."""
    style = rng.choice(4, count, p=_SHOWN[which])
    landline = HOME_LANDLINE + rng.integers(81_000_000, 89_000_000, count)
    landline = np.where(rng.random(count) < 0.25, landline // 1000 * 1000 + 110, landline)
    mobiles = segments(is_home=False).first
    mobile = mobiles[rng.integers(0, mobiles.size, count)] + rng.integers(0, 10_000, count)
    police = np.array(_POLICE, np.int64)[rng.integers(0, len(_POLICE), count)]
    numbers = np.choose(style, [foreign_numbers(rng, count, GANG), landline, mobile, police])
    forms = np.choose(
        style,
        [
            rng.choice([Form.PLUS, Form.ZEROS], count),
            rng.choice([Form.TRUNK_ZERO, Form.PLUS_ZERO, Form.PLUS], count),
            rng.choice([Form.NATIONAL, Form.PLAIN, Form.PLUS], count),
            rng.choice(_POLICE_FORMS, count),
        ],
    )
    return Lines(numbers, forms.astype(np.uint8), _gateway_abroad(world, rng))


def _gateway_abroad(world: World, rng: np.random.Generator) -> int:
    """A rented gateway (6 in 10), a wholesale carrier that others use too (3 in 10), or circuits (assumption)."""
    draw, gateways = rng.random(), world.gateways
    if draw < 0.1:
        return -1
    pool = gateways.wholesale_abroad if draw < 0.4 else gateways.rented_abroad
    return int(rng.integers(pool.start, pool.stop))


def at_home(world: World, rng: np.random.Generator, count: int) -> Lines:
    """Lines of a gang that rents domestic VoIP: virtual operators' mobiles and landlines of other cities."""
    virtual = virtual_numbers(rng, count)
    other_city = (
        86_000_0000_0000
        + rng.choice([571, 731, 755, 771, 591], count) * 10**8
        + rng.integers(82_000_000, 89_000_000, count)
    )
    is_virtual = rng.random(count) < 0.6
    pool = world.gateways.rented_home if rng.random() < 0.7 else world.gateways.wholesale_home
    forms = np.where(is_virtual, Form.NATIONAL, Form.TRUNK_ZERO).astype(np.uint8)
    return Lines(np.where(is_virtual, virtual, other_city), forms, int(rng.integers(pool.start, pool.stop)))
