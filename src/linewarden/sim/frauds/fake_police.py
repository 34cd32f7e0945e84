"""Fake police: seats abroad ring strangers; who stays on the line is handed to a "police officer" and held for hours.

Published course (ministry warnings, court reports): an "operator", "courier" or "health office" tells of a crime in the
victim's name and connects him to the police; a second number takes over within minutes; the victim must stay on the line, tell
nobody, go where he is alone; he looks up his balance and limits with the bank; transfers follow in one to three hours.
"""

import numpy as np

from linewarden.sim.calls import HOUR, MINUTE, Calls, Stage, joined, new_calls
from linewarden.sim.frauds.campaign import (
    Campaign,
    Scene,
    Silence,
    answered_call,
    assembled,
    one_after_another,
    targets,
)
from linewarden.sim.frauds.captivity import Captivity
from linewarden.sim.frauds.lines import Lines, from_abroad
from linewarden.sim.manners import go, lognormal

REACH_DAYS = 2
_AGES = (20, 78)
_SHIFT_H = (2.5, 4.0)
_SEATS = (4, 9)
_CALLS_A_NUMBER = (
    45  # then the seat shows the next number (Prasad 2020: campaigns hardly reuse numbers; the count: assumption)
)
_PAUSE_S = 9.0


def campaign(scene: Scene) -> Campaign:
    """One shift of one gang, with what becomes of the people it caught."""
    rng = scene.rng
    begin_us, length_us = scene.begins_us(), int(rng.uniform(*_SHIFT_H) * HOUR)
    lines = from_abroad(scene.world, rng, int(rng.integers(10, 40)), "first")
    police = from_abroad(scene.world, rng, 6, "police")
    pitch = joined(
        [_seat(scene, lines, seat, begin_us, begin_us + length_us) for seat in range(int(rng.integers(*_SEATS)))]
    )
    reached = np.flatnonzero(pitch["answer_us"] > 0)
    hooked = reached[rng.random(reached.size) < scene.rate.hook_ratio]
    parts, engaged, losses, silences = [np.delete(pitch, hooked)], {}, {}, []
    for row in hooked:
        story = _caught(scene, pitch[row : row + 1])
        if story.number in engaged:
            continue
        engaged[story.number] = int(story.parts[0]["answer_us"][0])
        loss_us, terms = _held(scene, story, police)
        if loss_us:
            losses[story.number] = loss_us
        parts += story.parts
        silences += terms
    return assembled(scene, parts, engaged, losses, silences)


def _seat(scene: Scene, lines: Lines, seat: int, since_us: int, until_us: int) -> Calls:
    """The cold calls of one seat in its shift."""
    rng, people = scene.rng, scene.world.people
    calls = new_calls(int((until_us - since_us) / (32 * 1_000_000)))
    go(rng, calls, scene.world.temper.manner("pitch_voip"))
    one_after_another(rng, calls, since_us, _PAUSE_S)
    calls = calls[calls["setup_us"] < until_us]
    lines.show(scene.world, calls, seat * 7 + np.arange(calls.size) // _CALLS_A_NUMBER)
    calls["called"] = people.numbers[targets(scene, calls.size, _AGES)]
    calls["victim"], calls["role"], calls["stage"] = calls["called"], scene.rate.kind, Stage.PITCH
    return calls


def _caught(scene: Scene, pitch: Calls) -> Captivity:
    """The pitch as it went with somebody who stayed: a median of six minutes."""
    row, _ = scene.world.people.rows_of(pitch["called"])
    talk_s = min(float(lognormal(scene.rng, 1, scene.world.temper.value("police_pitch_min"), 0.4)[0]), 15.0) * 60.0
    longer = answered_call(int(pitch["setup_us"][0]), float(pitch["answer_us"][0] - pitch["setup_us"][0]) / 1e6, talk_s)
    call = pitch.copy()
    for column in ("setup_us", "answer_us", "end_us"):
        call[column] = longer[column]
    story = Captivity(scene, int(row[0]), int(call["end_us"][0]), [call])
    story.busy.append((int(call["answer_us"][0]), int(call["end_us"][0])))
    return story


def _held(scene: Scene, story: Captivity, police: Lines) -> tuple[int, list[Silence]]:
    """What the "police" make of it: the instant of the transfer, 0 when the victim gets out; and the silences around it."""
    rng, step, value = scene.rng, int(scene.rng.integers(0, police.numbers.size)), scene.world.temper.value
    story.between(0.3, value("police_gap_min"))
    if rng.random() < 0.35:  # sees through it in the second call
        story.held(police, step, 1.2, 0.7, 4.0)
        return 0, [story.silence(story.at_us)]
    story.held(police, step, value("police_hold_min"), 0.45, 90.0)
    if rng.random() < 0.3:  # the bank has seen something and rings while the line is taken
        _bank_in_vain(story)
    if rng.random() < 0.55:
        story.between(1.0, 9.0)
        story.asks_bank()
    story.between(0.5, 12.0)
    story.held(police, step, value("police_second_hold_min"), 0.5, 90.0)
    is_lost = rng.random() < scene.rate.loss_ratio
    loss_us = story.at_us - int(rng.uniform(0, 4) * MINUTE) if is_lost else 0
    if rng.random() < 0.25:
        story.between(0.5, 4.0)
        story.bank_rings(is_reached=True)
    silences = [story.silence(story.at_us + int(rng.uniform(0.3, 1.5) * HOUR))]
    if is_lost and rng.random() < 0.4:
        silences.append(_next_day(scene, story, police, step))
    return loss_us, silences


def _bank_in_vain(story: Captivity) -> None:
    """A call of the bank in the middle of the one that just ended."""
    since_us, until_us = story.busy[-1]
    story.at_us = (since_us + until_us) // 2
    story.bank_rings(is_reached=False)
    story.at_us = until_us


def _next_day(scene: Scene, story: Captivity, police: Lines, step: int) -> Silence:
    """The gang comes back for more."""
    story.at_us += int(scene.rng.uniform(15, 22) * HOUR)
    since_us, first = story.at_us, len(story.busy)
    for _ in range(int(scene.rng.integers(1, 4))):
        story.held(police, step + 1, 14.0, 0.6, 60.0)
        story.between(4.0, 50.0)
    return Silence(story.number, since_us, story.at_us, tuple(story.busy[first:]))
