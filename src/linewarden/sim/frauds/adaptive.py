"""A gang that learns from what it sees: which of its numbers were blocked. It knows no rule, only the outcome of each day.

What it can do: make fewer calls an hour from each card, spread them over more cards, draw out its talks with strangers, and let its
cards ring each other so that they look called back. How much of each is its caution, 0 at first; a day with blocked cards adds
`strength` × their share of what is left to 1. The strength is the gang's own, drawn around `adaptive_strength`.
"""

from dataclasses import dataclass, replace

import numpy as np

from linewarden.sim.calls import DAY, HOUR, MINUTE, Calls, Ints, joined, new_calls
from linewarden.sim.frauds.campaign import Campaign, Scene
from linewarden.sim.frauds.captivity import Captivity
from linewarden.sim.frauds.cards import Cards, among_themselves, cards_here
from linewarden.sim.frauds.cold import Ending, loss, pitched, worked
from linewarden.sim.life.sequence import one_at_a_time
from linewarden.sim.manners import go
from linewarden.sim.rhythm import HOURS, day_start

REACH_DAYS = 7
_AGES = (20, 75)
_DAYS = (3, 7)
_SHIFT_H = (2.5, 5.0)
_MOST_SPREAD = 4  # times as many cards as at first
_LEAST_SHARE = 0.08  # of its first pace: below that the trade does not pay


@dataclass(frozen=True, slots=True)
class Plan:
    """How the gang works on one day."""

    caution: float  # 0..1
    calls_an_hour: float  # of one card
    cards: int


def campaign(scene: Scene) -> Campaign:
    """Some days of one gang, each planned by what the day before showed."""
    rng, first = scene.rng, scene.world.temper.count("adaptive_cards")
    days, strength = int(rng.integers(*_DAYS)), drawn_strength(scene)
    cards = cards_here(scene.world, rng, first * _MOST_SPREAD * days, sites=4, move_h=None)
    caution, next_card, active = 0.0, 0, np.zeros(0, np.int64)
    cold, cover = [], []
    for day in range(days):
        plan = plan_of(scene, caution)
        fresh = max(0, plan.cards - active.size)
        active = np.concatenate([active[: plan.cards], next_card + np.arange(fresh)])
        next_card += fresh
        calls, own, blocked = _day(scene, cards, active, day, plan)
        cold.append(calls)
        cover.append(own)
        caution = learned(caution, strength, blocked.size / active.size)
        active = np.setdiff1d(active, blocked)
    done = worked(scene, joined(cold), cards.numbers, lambda story, row: _course(scene, cards, story, row))
    return replace(done.campaign(scene, REACH_DAYS, *cover), strength=strength)


def drawn_strength(scene: Scene) -> float:
    """How much of what it sees the gang makes use of, 0..1: a beta distribution around the parameter."""
    mean = float(np.clip(scene.world.temper.value("adaptive_strength"), 0.02, 0.98))
    return float(scene.rng.beta(3.0 * mean, 3.0 * (1.0 - mean)))


def learned(caution: float, strength: float, blocked_share: float) -> float:
    """Caution after a day on which that share of the cards was blocked."""
    return caution + strength * blocked_share * (1.0 - caution)


def plan_of(scene: Scene, caution: float) -> Plan:
    """The day's plan: the less a card calls, the more cards, as far as the gang has them."""
    temper = scene.world.temper
    share = max(1.0 - caution, _LEAST_SHARE)
    spread = min(1.0 / share, _MOST_SPREAD)
    cards = temper.count("adaptive_cards")
    return Plan(caution, temper.value("adaptive_calls_an_hour") * share, max(1, round(cards * spread)))


def _day(scene: Scene, cards: Cards, active: Ints, day: int, plan: Plan) -> tuple[Calls, Calls, Ints]:
    """Cold calls, calls among the cards, and which cards were blocked before the end of the shift."""
    rng, temper = scene.rng, scene.world.temper
    since_us = day_start(scene.day + day) + int(rng.choice(24, p=HOURS[scene.rate.rhythm])) * HOUR
    length_us = round(float(rng.uniform(*_SHIFT_H)) * HOUR)
    cold = _cold(scene, cards, active, plan, since_us, length_us)
    cover = rng.poisson(cold.size * plan.caution * temper.value("adaptive_cover_ratio") / active.size, active.size)
    among = among_themselves(
        scene.world, rng, cards, np.repeat(active, cover), day_start(scene.day + day), temper.manner("cover"), "resident", scene.rate.kind
    )  # fmt: skip
    blocks_an_hour = (plan.calls_an_hour / temper.value("adaptive_block_an_hour")) ** 2
    lasts_us = np.minimum(rng.exponential(HOUR / blocks_an_hour, active.size), DAY).astype(np.int64)
    is_blocked = lasts_us < length_us
    blocked_us = np.where(is_blocked, since_us + lasts_us, since_us + DAY)
    return (
        _until(cold, cards.numbers[active], blocked_us),
        _until(among, cards.numbers[active], blocked_us),
        active[is_blocked],
    )


def _cold(scene: Scene, cards: Cards, active: Ints, plan: Plan, since_us: int, length_us: int) -> Calls:
    """The cold calls of a shift; the talks are drawn out by as much as the gang is careful."""
    rng, temper = scene.rng, scene.world.temper
    rows = np.repeat(active, rng.poisson(plan.calls_an_hour * length_us / HOUR, active.size))
    calls = new_calls(rows.size)
    calls["setup_us"] = since_us + rng.integers(0, length_us // 1000, rows.size) * 1000
    go(rng, calls, temper.manner("pitch_adaptive"))
    talk_us = np.where(calls["answer_us"] > 0, calls["end_us"] - calls["answer_us"], 0)
    calls["end_us"] += (talk_us * plan.caution * temper.value("adaptive_stretch")).astype(np.int64) // 1000 * 1000
    calls = one_at_a_time(cards.show(scene.world, calls, rows), gap_s=6.0)
    return pitched(scene, calls[calls["setup_us"] < since_us + length_us], _AGES)


def _until(calls: Calls, numbers: Ints, until_us: Ints) -> Calls:
    """The calls without those that a number makes once it is blocked."""
    order = np.argsort(numbers)
    row = order[np.searchsorted(numbers, calls["cli"], sorter=order)]
    return calls[calls["setup_us"] < until_us[row]]


def _course(scene: Scene, cards: Cards, story: Captivity, row: int) -> Ending:
    """One or two longer calls, by the same card and the next one."""
    for step in range(int(scene.rng.integers(1, 3))):
        story.between(2.0, 40.0)
        story.held(cards, row + step, scene.world.temper.value("adaptive_hold_min"), 0.6, 60.0)
    return Ending(loss(scene, story.at_us - MINUTE, 0.0, 1.0), story.at_us + 10 * MINUTE)
