"""False customer service by numbers that live for five calls: rented domestic VoIP, a new number as soon as the old one might be known.

Prasad 2020 found that campaigns hardly use a number again; what stays the same is the gateway.
"""

import numpy as np

from linewarden.sim.calls import MINUTE, Calls, joined, new_calls
from linewarden.sim.frauds.campaign import Campaign, Scene, one_after_another
from linewarden.sim.frauds.captivity import Captivity
from linewarden.sim.frauds.cold import Ending, loss, pitched, worked
from linewarden.sim.frauds.lines import Lines, at_home
from linewarden.sim.manners import go

REACH_DAYS = 1
_AGES = (20, 60)
_CALLS = (60, 110)  # of one seat and day
_PAUSE_S = 95.0
_HOLDING = 20  # pairs of numbers kept for those who believe it


def campaign(scene: Scene) -> Campaign:
    """One day of one gang."""
    seats, life = scene.world.temper.count("throwaway_seats"), scene.world.temper.count("throwaway_calls")
    counts = scene.rng.integers(*_CALLS, seats)
    numbers_a_seat = -(-counts // life)
    lines = _different(at_home(scene.world, scene.rng, int(numbers_a_seat.sum()) + 2 * _HOLDING))
    begin_us, firsts = scene.begins_us(), np.cumsum(numbers_a_seat) - numbers_a_seat
    pitch = joined(
        [_seat(scene, lines, begin_us, int(count), first + np.arange(count) // life) for count, first in zip(counts, firsts, strict=True)]
    )  # fmt: skip
    fresh = int(numbers_a_seat.sum())
    done = worked(
        scene, pitch, lines.numbers, lambda story, row: _course(scene, lines, story, fresh + row % _HOLDING * 2)
    )
    return done.campaign(scene, REACH_DAYS)


def _different(lines: Lines) -> Lines:
    """The lines without numbers that were drawn twice, which are made others."""
    _, first = np.unique(lines.numbers, return_index=True)
    numbers = lines.numbers.copy()
    again = np.setdiff1d(np.arange(numbers.size), first)
    numbers[again] += 1 + again
    return Lines(numbers, lines.forms, lines.gateway)


def _seat(scene: Scene, lines: Lines, begin_us: int, count: int, steps: np.ndarray) -> Calls:
    """The cold calls of one seat."""
    calls = go(scene.rng, new_calls(count), scene.world.temper.manner("pitch_throwaway"))
    one_after_another(scene.rng, calls, begin_us, _PAUSE_S)
    return pitched(scene, lines.show(scene.world, calls, steps), _AGES)


def _course(scene: Scene, lines: Lines, story: Captivity, step: int) -> Ending:
    """A long talk by a number never used before, a word with the bank, and another by yet another number."""
    hold_min = scene.world.temper.value("throwaway_hold_min")
    story.between(1.0, 15.0)
    story.held(lines, step, hold_min, 0.5, 80.0)
    if scene.rng.random() < 0.5:
        story.between(1.0, 6.0)
        story.asks_bank()
        story.between(1.0, 10.0)
        story.held(lines, step + 1, hold_min / 2, 0.5, 60.0)
    return Ending(loss(scene, story.at_us - 3 * MINUTE, 0.0, 3.0), story.at_us + 20 * MINUTE)
