"""A SIM box that imitates people: few calls a card, handsets' IMEIs, cards that move from cell to cell and ring each other.

It changes what Murynets 2014 tells a box by: many calls, hardly any incoming, few cells, many cards in one device.
"""

import numpy as np

from linewarden.sim.calls import Calls, Ints
from linewarden.sim.frauds.campaign import Campaign, Scene
from linewarden.sim.frauds.captivity import Captivity
from linewarden.sim.frauds.cards import Cards, among_themselves, cards_here
from linewarden.sim.frauds.cold import Ending, cold_calls, loss, worked
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
    cold, cover = _counts(scene, int(scene.rng.integers(2, _STARTS_WITHIN_DAYS)), cards.numbers.size)
    pitch = cold_calls(scene, cards, cold, temper.manner("pitch_quiet"), _AGES)
    done = worked(scene, pitch, cards.numbers, lambda story, row: _course(scene, cards, story, row))
    among = [_among(scene, cards, own, day) for day, own in enumerate(cover)]
    return done.campaign(scene, REACH_DAYS, *among)


def _counts(scene: Scene, days: int, cards: int) -> tuple[Ints, Ints]:
    """Cold calls, and calls among its own, of each card on each day (shape [days, cards]): together never more than the vow."""
    rng, temper = scene.rng, scene.world.temper
    cover_ratio = temper.value("quiet_cover_ratio")
    planned = np.minimum(rng.poisson(temper.value("quiet_calls") / (1.0 - cover_ratio), (days, cards)), MOST_A_DAY)
    cover = rng.binomial(planned, cover_ratio)
    return planned - cover, cover


def _among(scene: Scene, cards: Cards, counts: Ints, day: int) -> Calls:
    """A day's calls among the cards."""
    rows, how = np.repeat(np.arange(counts.size), counts), scene.world.temper.manner("cover")
    since_us, kind = day_start(scene.day + day), scene.rate.kind
    return among_themselves(scene.world, scene.rng, cards, rows, since_us, how, "resident", kind)


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
