"""Offices at work: outgoing bursts of short calls over SIP trunks of enterprises."""

import numpy as np
import numpy.typing as npt

from linewarden.sim.calls import HOUR, Calls, Ints, joined, new_calls
from linewarden.sim.life import draw
from linewarden.sim.manners import go
from linewarden.sim.numbers import Form
from linewarden.sim.rhythm import Slice
from linewarden.sim.world import Part, World

CALLED_FORMS = np.array([Form.NATIONAL, Form.PLAIN, Form.PLUS], np.uint8)  # by gateway


def calls(world: World, when: Slice, rng: np.random.Generator) -> Calls:
    """Calls of all offices in a slice, as signalling."""
    offices, trades = world.offices, world.temper.trades
    share = np.array([when.share(trade.weekday, trade.weekend) for trade in trades])[offices.trade]
    counts = rng.poisson(offices.calls_a_day * share * _bursts(world, when))
    return joined([_of_trade(world, when, rng, nth, counts) for nth in range(len(trades))])


def _bursts(world: World, when: Slice) -> npt.NDArray[np.float64]:
    """By how much each office dials more or less in this hour: it pauses in some hours and dials the more in others."""
    ratio = world.temper.value("burst_ratio")
    draws = world.rng(Part.BURSTS, when.since_us // HOUR).random(world.offices.trade.size)
    steady = np.array([trade.is_steady for trade in world.temper.trades])[world.offices.trade]
    return np.where(steady, 1.0, np.where(draws < ratio, 1.0 / ratio, 0.0))


def _of_trade(world: World, when: Slice, rng: np.random.Generator, nth: int, counts: Ints) -> Calls:
    trade, offices, people = world.temper.trades[nth], world.offices, world.people
    office = np.repeat(np.arange(counts.size), np.where(offices.trade == nth, counts, 0))
    made = new_calls(office.size)
    made["setup_us"] = draw.instants(rng, when, office.size)
    made["cli"] = offices.first_line[office] + rng.integers(0, trade.lines, office.size)
    clients = min(trade.clients or people.count, people.count)
    client = (offices.client_from[office] + rng.integers(0, clients, office.size)) % people.count
    made["called"] = people.numbers[client]
    made["cli_form"] = offices.cli_form[office]
    made["called_form"] = CALLED_FORMS[offices.gateway[office] % CALLED_FORMS.size]
    made["role"] = trade.role
    return go(rng, world.gateways.carry(made, offices.gateway[office]), world.temper.manner(trade.manner))
