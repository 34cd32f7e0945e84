"""Residents: calls and messages among people who know each other, both ways, and calls to hotlines and shops."""

import numpy as np

from linewarden.model.cdr import Route
from linewarden.sim.calls import Calls, Kind, Role, joined, new_calls
from linewarden.sim.life import draw
from linewarden.sim.life.sequence import missed, return_times
from linewarden.sim.manners import CLEARED, go
from linewarden.sim.numbers import Form
from linewarden.sim.offices import BANKS, HOTLINES, SMS_SENDERS
from linewarden.sim.people import Index, forms
from linewarden.sim.places import INTERCITY_TRUNKS, TRUNKS
from linewarden.sim.rhythm import Slice
from linewarden.sim.world import World

INTERCITY = np.array([TRUNKS.index(name) for name in INTERCITY_TRUNKS], np.int16)


def calls_of_friends(world: World, when: Slice, rng: np.random.Generator) -> Calls:
    """Calls to people whom one knows, to a few strangers, and the call-backs of those missed."""
    people, share = world.people, when.share("resident", "resident_weekend")
    calls = draw.begin(
        rng, when, people.count * (world.temper.value("resident_calls") + world.temper.value("stranger_calls")) * share
    )
    caller = people.pick(rng, calls.size)
    called = people.friends(rng, caller)
    strangers = rng.random(calls.size) < world.temper.value("stranger_calls") / (
        world.temper.value("resident_calls") + world.temper.value("stranger_calls")
    )
    called[strangers] = people.pick(rng, int(strangers.sum()))
    called = np.where(called == caller, (called + 1) % people.count, called).astype(np.int32)
    is_inward = (called >= people.count) & (rng.random(calls.size) < 0.5)
    _tell(world, when, rng, calls, np.where(is_inward, called, caller), np.where(is_inward, caller, called))
    go(rng, calls, world.temper.manner("acquaintance"))
    rows = missed(rng, calls, world.temper.value("resident_call_back_ratio"))
    back = new_calls(rows.size)
    back["setup_us"] = return_times(rng, calls[rows], 7.0)
    _tell(world, when, rng, back, np.where(is_inward, caller, called)[rows], np.where(is_inward, called, caller)[rows])
    return joined([calls, go(rng, back, world.temper.manner("call_back"))])


def _tell(world: World, when: Slice, rng: np.random.Generator, calls: Calls, caller: Index, called: Index) -> None:
    """Fill in who calls whom; either may be a person elsewhere, whose own carrier keeps cell and handset."""
    people = world.people
    is_own = caller < people.count
    people.serve(rng, calls, np.where(is_own, caller, 0), when)
    calls["cli"], calls["called"] = people.numbers[caller], people.numbers[called]
    calls["role"] = np.where(is_own, Role.RESIDENT, Role.OUTSIDE)
    calls["route"] = Route.DOMESTIC
    for column in ("imei", "imsi", "cell"):
        calls[column][~is_own] = 0
    calls["cli_form"][~is_own] = forms(rng, people.carrier[caller[~is_own]])
    trunk = INTERCITY[people.numbers[np.maximum(caller, called)] % INTERCITY.size]
    calls["trunk_in"] = np.where(is_own, 0, trunk)
    calls["trunk_out"] = np.where(called < people.count, 0, trunk)
    travels = is_own & (rng.random(calls.size) < 0.008)
    calls["roaming"] = np.where(travels, 1 + people.numbers[caller] % (len(world.names.roaming) - 1), 0)
    calls["cell"][travels] = 0


def messages(world: World, when: Slice, rng: np.random.Generator) -> Calls:
    """SMS: those of companies to residents, and some among friends."""
    people = world.people
    bulk = draw.begin(rng, when, people.count * world.temper.value("bulk_sms") * when.share("messages"))
    senders = np.array(SMS_SENDERS, np.int64)
    bulk["cli"] = senders[(senders.size * rng.random(bulk.size) ** 2).astype(int)]
    bulk["called"] = people.numbers[rng.integers(0, people.count, bulk.size)]
    bulk["cli_form"] = Form.NATIONAL
    bulk["called_form"] = forms(rng, people.carrier[rng.integers(0, people.count, bulk.size)])
    bulk["role"], bulk["route"] = Role.MESSAGES, Route.DOMESTIC
    own = draw.begin(
        rng, when, people.count * world.temper.value("resident_sms") * when.share("resident", "resident_weekend")
    )
    writer = people.pick(rng, own.size)
    _tell(world, when, rng, own, writer, people.friends(rng, writer))
    both = joined([bulk, own])
    both["service"], both["end_us"], both["cause"] = Kind.SMS, both["setup_us"], CLEARED
    return both


def service_calls(world: World, when: Slice, rng: np.random.Generator) -> Calls:
    """Calls of residents to banks, carriers, the city's hotline, and to offices by their landlines."""
    people, offices = world.people, world.offices
    calls = draw.begin(
        rng, when, people.count * world.temper.value("service_calls") * when.share("sales", "office_weekend")
    )
    people.serve(rng, calls, people.pick(rng, calls.size), when)
    hotlines = np.array(BANKS + HOTLINES, np.int64)
    office = rng.integers(0, offices.trade.size, calls.size)
    to_office = rng.random(calls.size) < 0.5
    calls["called"] = np.where(
        to_office, offices.first_line[office], hotlines[rng.integers(0, hotlines.size, calls.size)]
    )
    landline = np.array([Form.TRUNK_ZERO, Form.LOCAL, Form.DASHED])[rng.integers(0, 3, calls.size)]
    is_short = offices.cli_form[office] == Form.NATIONAL
    calls["called_form"] = np.where(to_office & ~is_short, landline, Form.NATIONAL)
    calls["role"], calls["route"] = Role.RESIDENT, Route.DOMESTIC
    return go(rng, calls, world.temper.manner("service_line"))
