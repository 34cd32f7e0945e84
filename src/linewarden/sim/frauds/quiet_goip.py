"""A SIM box that imitates people: few calls a card, handsets' IMEIs, cards that move from cell to cell and ring each other.

It changes what Murynets 2014 tells a box by: many calls, hardly any incoming, few cells, many cards in one device.
"""

import numpy as np

from linewarden.sim.calls import Calls, Ints, joined
from linewarden.sim.frauds.campaign import Campaign, Scene
from linewarden.sim.frauds.captivity import Captivity
from linewarden.sim.frauds.cards import Cards, among_themselves, cards_here
from linewarden.sim.frauds.cold import Ending, day_of_cold_calls, loss, worked
from linewarden.sim.rhythm import day_start

REACH_DAYS = 8
MOST_A_DAY = 20
"""Calls of one card and day: the vow of such a gang."""
_AGES = (18, 80)
_STARTS_WITHIN_DAYS = 6


def campaign(scene: Scene) -> Campaign:
    """One box for two days to a week."""
    temper = scene.world.temper
    cards = cards_here(
        scene.world, scene.rng, temper.count("quiet_cards"), sites=temper.count("quiet_sites"),
        move_h=temper.value("quiet_move_h"),
    )  # fmt: skip
    days = range(int(scene.rng.integers(2, _STARTS_WITHIN_DAYS)))
    parts = [_day(scene, cards, day) for day in days]
    done = worked(
        scene, joined([cold for cold, _ in parts]), cards.numbers, lambda story, row: _course(scene, cards, story, row)
    )
    return done.campaign(scene, REACH_DAYS, *(cover for _, cover in parts))


def _day(scene: Scene, cards: Cards, day: int) -> tuple[Calls, Calls]:
    """Cold calls and calls among the cards on one day."""
    rng, temper = scene.rng, scene.world.temper
    cover_ratio, count = temper.value("quiet_cover_ratio"), cards.numbers.size
    planned = rng.poisson(temper.value("quiet_calls") / (1.0 - cover_ratio), count)
    cover = rng.binomial(np.minimum(planned, MOST_A_DAY), cover_ratio)
    cold = np.minimum(planned, MOST_A_DAY) - cover
    return (
        day_of_cold_calls(scene, cards, _each(cold), day, temper.manner("pitch_quiet"), _AGES),
        among_themselves(
            scene.world, rng, cards, _each(cover), day_start(scene.day + day), temper.manner("cover"), "resident", scene.rate.kind
        ),
    )  # fmt: skip


def _each(counts: Ints) -> Ints:
    """Row of every card, as often as it rings."""
    return np.repeat(np.arange(counts.size), counts)


def _course(scene: Scene, cards: Cards, story: Captivity, row: int) -> Ending:
    """One to three longer calls by the same card, a word with the bank."""
    for _ in range(int(scene.rng.integers(1, 4))):
        story.between(5.0, 90.0)
        story.held(cards, row, scene.world.temper.value("quiet_hold_min"), 0.6, 45.0)
    loss_us = loss(scene, story.at_us)
    if scene.rng.random() < 0.3:
        story.between(1.0, 10.0)
        story.asks_bank()
    return Ending(loss_us)
