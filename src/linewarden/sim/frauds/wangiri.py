"""Wangiri: numbers of small foreign countries ring once in hundreds of telephones; some people call back and pay.

Course: one ring of at most two seconds, some fifty or more numbers within five minutes (the five minutes: ClearIP; the rest: assumption).
"""

import numpy as np

from linewarden.model.cdr import Route
from linewarden.sim.calls import MINUTE, SECOND, Calls, Medium, Stage, joined, new_calls
from linewarden.sim.frauds.campaign import Campaign, Scene, assembled, targets
from linewarden.sim.frauds.lines import Lines
from linewarden.sim.life.abroad import CIRCUITS
from linewarden.sim.life.sequence import return_times
from linewarden.sim.manners import CLEARED, lognormal
from linewarden.sim.numbers import Form
from linewarden.sim.places import ONE_RING, foreign_numbers
from linewarden.sim.rhythm import SLICE, Slice

REACH_DAYS = 1
_WAVE = 5 * MINUTE
_TARGETS = (60, 260)  # of one wave
_PICKED_UP_RATIO = 0.012
_HELD_S = 75.0  # median of music that a caller listens to


def campaign(scene: Scene) -> Campaign:
    """One evening of one gang: one to four waves, each from another number, and the call-backs."""
    rng, wholesale = scene.rng, scene.world.gateways.wholesale_abroad
    begin_us, parts = scene.begins_us(), []
    for wave in range(int(rng.integers(1, 5))):
        gateway = int(rng.integers(wholesale.start, wholesale.stop)) if rng.random() < 0.6 else -1
        form = np.full(1, Form.PLUS if gateway >= 0 else Form.ZEROS, np.uint8)
        lines = Lines(foreign_numbers(rng, 1, ONE_RING), form, gateway)
        rings = _rings(scene, lines, begin_us + wave * int(rng.uniform(12, 45) * MINUTE))
        parts += [rings, _call_backs(scene, rings)]
    back = joined(parts)
    back = back[(back["stage"] == Stage.CALL_BACK) & (back["answer_us"] > 0)]
    engaged = dict(zip(back["victim"].tolist(), back["answer_us"].tolist(), strict=True))
    losses = dict(zip(back["victim"].tolist(), back["end_us"].tolist(), strict=True))
    return assembled(scene, parts, engaged, losses, [])


def _rings(scene: Scene, lines: Lines, since_us: int) -> Calls:
    """One wave of single rings."""
    rng = scene.rng
    calls = new_calls(int(rng.integers(*_TARGETS)))
    calls["setup_us"] = since_us + np.sort(rng.integers(0, _WAVE // 1000, calls.size)) * 1000
    ring_us = rng.integers(500, 1950, calls.size) * 1000
    is_answered = rng.random(calls.size) < _PICKED_UP_RATIO
    calls["answer_us"] = np.where(is_answered, calls["setup_us"] + ring_us, 0)
    calls["end_us"] = calls["setup_us"] + ring_us + np.where(is_answered, SECOND, 0)
    calls["cause"] = CLEARED
    lines.show(scene.world, calls, np.zeros(calls.size, np.int64))
    calls["called"] = scene.world.people.numbers[targets(scene, calls.size, (14, 88))]
    calls["victim"], calls["role"], calls["stage"] = calls["called"], scene.rate.kind, Stage.PITCH
    return calls


def _call_backs(scene: Scene, rings: Calls) -> Calls:
    """Calls of curious people to the number shown; they hear music for as long as they have patience."""
    rng, people = scene.rng, scene.world.people
    curious = rings[(rings["answer_us"] == 0) & (rng.random(rings.size) < scene.rate.hook_ratio)]
    calls = new_calls(curious.size)
    rows, _ = people.rows_of(curious["called"])
    people.serve(rng, calls, rows, Slice(int(rings["setup_us"][0]) // SLICE))
    calls["setup_us"] = return_times(rng, curious, 8.0) // 1000 * 1000
    calls["answer_us"] = calls["setup_us"] + rng.integers(1500, 4000, calls.size) * 1000
    talk_s = np.minimum(lognormal(rng, calls.size, _HELD_S, 0.8), 600.0)
    calls["end_us"] = calls["answer_us"] + (talk_s * 1000).astype(np.int64) * 1000
    calls["called"], calls["called_form"], calls["cause"] = curious["cli"], Form.ZEROS, CLEARED
    calls["trunk_out"] = CIRCUITS[curious["cli"] % CIRCUITS.size]
    calls["route"], calls["medium"] = Route.DOMESTIC, Medium.FILE
    calls["victim"], calls["role"], calls["stage"] = curious["called"], scene.rate.kind, Stage.CALL_BACK
    return calls
