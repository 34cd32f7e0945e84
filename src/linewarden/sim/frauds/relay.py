"""手机口: pairs of handsets joined by an audio cable. One is on the line with the gang abroad, the other rings victims from nearby.

Both are ordinary mobiles at one cell, with real IMEIs, and are carried elsewhere every few hours. The gang's own leg is a call of the
first handset, placed or received, through many cold calls of the second; or an app, of which no carrier records anything.
"""

import numpy as np

from linewarden.model.cdr import Route
from linewarden.sim.calls import HOUR, MINUTE, SECOND, Calls, Stage, by_setup, joined, new_calls
from linewarden.sim.frauds.campaign import Campaign, Scene, answered_call, one_after_another
from linewarden.sim.frauds.captivity import Captivity
from linewarden.sim.frauds.cards import Cards, cards_here
from linewarden.sim.frauds.cold import Ending, loss, pitched, worked
from linewarden.sim.life.abroad import CIRCUITS
from linewarden.sim.manners import go
from linewarden.sim.numbers import Form
from linewarden.sim.places import GANG, foreign_numbers

REACH_DAYS = 3
_AGES = (20, 75)
_SHIFT_H = (3.0, 8.0)
_SITES = 6
_LEAD_S = (15.0, 40.0)  # the gang's own leg is up before the first of its cold calls


def campaign(scene: Scene) -> Campaign:
    """The pairs of one gang on one day; they work at the same time."""
    rng, temper = scene.rng, scene.world.temper
    pairs, begin_us = temper.count("relay_pairs"), scene.begins_us()
    cards = cards_here(
        scene.world, rng, 2 * pairs, sites=_SITES, move_h=temper.value("relay_move_h"), per_group=2
    )  # even rows ring victims
    pitch = joined([_shift(scene, cards, 2 * pair, begin_us) for pair in range(pairs)])
    done = worked(scene, pitch, cards.numbers, lambda story, row: _course(scene, cards, story, row))
    if rng.random() < temper.value("relay_app_ratio"):
        return done.campaign(scene, REACH_DAYS)
    ringing = by_setup(joined([done.pitch, *done.stories]))
    controllers = foreign_numbers(rng, pairs, GANG)
    legs = [
        _leg(scene, cards, 2 * pair + 1, int(controllers[pair]), since_us, until_us)
        for pair in range(pairs)
        for since_us, until_us in _sessions(scene, ringing[ringing["cli"] == cards.numbers[2 * pair]])
    ]
    return done.campaign(scene, REACH_DAYS, *legs)


def _shift(scene: Scene, cards: Cards, row: int, begin_us: int) -> Calls:
    """The cold calls of one handset."""
    rng, temper = scene.rng, scene.world.temper
    length_us, pause_s = int(rng.uniform(*_SHIFT_H) * HOUR), temper.value("relay_pause_s")
    calls = go(rng, new_calls(int(length_us / SECOND / pause_s)), temper.manner("pitch_relay"))
    one_after_another(rng, calls, begin_us + int(rng.integers(0, 20 * MINUTE)), pause_s)
    calls = calls[calls["setup_us"] < begin_us + length_us]
    return pitched(scene, cards.show(scene.world, calls, np.full(calls.size, row)), _AGES)


def _course(scene: Scene, cards: Cards, story: Captivity, row: int) -> Ending:
    """Held by the same handset, asked to tell nobody; a word with the bank and a second hold."""
    hold_min = scene.world.temper.value("relay_hold_min")
    story.between(1.0, 8.0)
    story.held(cards, row, hold_min, 0.5, 90.0)
    if scene.rng.random() < 0.45:
        story.between(1.0, 8.0)
        story.asks_bank()
    story.between(2.0, 20.0)
    story.held(cards, row, hold_min * 0.7, 0.5, 90.0)
    return Ending(loss(scene, story.at_us - 4 * MINUTE, 0.0, 4.0), story.at_us + 40 * MINUTE)


def _sessions(scene: Scene, ringing: Calls) -> list[tuple[int, int]]:
    """Spans of the gang's own legs, which cover the calls of one handset (in order of setup): a new one when one has lasted long enough."""
    rng = scene.rng
    longest_us = scene.world.temper.value("relay_session_min") * MINUTE
    spans: list[tuple[int, int]] = []
    for call in ringing:
        setup_us, end_us = int(call["setup_us"]), int(call["end_us"])
        if spans and (setup_us - spans[-1][0] < longest_us or setup_us < spans[-1][1]):
            spans[-1] = spans[-1][0], max(spans[-1][1], end_us)
        else:
            lead_us = int(rng.uniform(*_LEAD_S) * SECOND)
            spans.append((max(setup_us - lead_us, spans[-1][1] + SECOND if spans else 0), end_us))
    return spans


def _leg(scene: Scene, cards: Cards, row: int, controller: int, since_us: int, until_us: int) -> Calls:
    """One call between the first handset of a pair and the gang."""
    rng, number = scene.rng, cards.numbers[row]
    ring_s = float(rng.uniform(3.0, 8.0))
    call = answered_call(since_us, ring_s, (until_us - since_us) / SECOND - ring_s + float(rng.uniform(1.0, 9.0)))
    circuit = CIRCUITS[controller % CIRCUITS.size]
    if rng.random() < scene.world.temper.value("relay_placed_ratio"):
        cards.show(scene.world, call, np.array([row]))
        call["called"], call["called_form"], call["trunk_out"] = controller, Form.ZEROS, circuit
    else:
        call["cli"], call["cli_form"], call["called"], call["called_form"] = controller, Form.ZEROS, number, Form.PLAIN
        call["trunk_in"], call["route"] = circuit, Route.INTERNATIONAL
    call["role"], call["stage"] = scene.rate.kind, Stage.COVER
    return call
