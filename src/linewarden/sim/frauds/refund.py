"""False customer service: a few agents with stolen order lists ring buyers about a refund or a subscription. Low and slow.

The first call is like that of an honest shop; who believes it shares his screen for most of an hour and asks his bank.
"""

import numpy as np

from linewarden.sim.calls import HOUR, MINUTE, SECOND, Calls, Stage, joined, new_calls
from linewarden.sim.frauds.campaign import Campaign, Scene, assembled, one_after_another, targets
from linewarden.sim.frauds.captivity import Captivity
from linewarden.sim.frauds.lines import Lines, at_home
from linewarden.sim.manners import go

REACH_DAYS = 1
_AGENTS = (1, 4)
_CALLS = (18, 34)  # of one agent and day
_PAUSE_S = 330.0
_AGES = (20, 48)


def campaign(scene: Scene) -> Campaign:
    """One day of one gang."""
    rng = scene.rng
    lines, begin_us = at_home(scene.world, rng, 8), scene.begins_us()
    pitch = joined([_agent(scene, lines, agent, begin_us) for agent in range(int(rng.integers(*_AGENTS)))])
    listens = np.flatnonzero(pitch["end_us"] - pitch["answer_us"] > 40 * SECOND)
    listens = listens[pitch["answer_us"][listens] > 0]
    parts, engaged, losses, silences = [pitch], {}, {}, []
    for row in listens[rng.random(listens.size) < scene.rate.hook_ratio]:
        who, _ = scene.world.people.rows_of(pitch["called"][row : row + 1])
        story = Captivity(scene, int(who[0]), int(pitch["end_us"][row]))
        if story.number in engaged:
            continue
        engaged[story.number] = int(pitch["answer_us"][row])
        _screen_shared(scene, story, lines)
        silences.append(story.silence(story.at_us + 20 * MINUTE))
        if rng.random() < scene.rate.loss_ratio:
            losses[story.number] = story.at_us - int(rng.uniform(0, 4) * MINUTE)
        parts += story.parts
    return assembled(scene, parts, engaged, losses, silences)


def _agent(scene: Scene, lines: Lines, agent: int, begin_us: int) -> Calls:
    """The calls of one agent, minutes apart."""
    rng, people = scene.rng, scene.world.people
    calls = go(rng, new_calls(int(rng.integers(*_CALLS))), scene.world.temper.manner("pitch_refund"))
    one_after_another(rng, calls, begin_us, _PAUSE_S)
    calls = calls[calls["setup_us"] < begin_us + 8 * HOUR]
    lines.show(scene.world, calls, agent * 2 + np.arange(calls.size) // 12)
    calls["called"] = people.numbers[targets(scene, calls.size, _AGES)]
    calls["victim"], calls["role"], calls["stage"] = calls["called"], scene.rate.kind, Stage.PITCH
    return calls


def _screen_shared(scene: Scene, story: Captivity, lines: Lines) -> None:
    """The long call with the screen shared, a question to the bank, and another long call."""
    rng, step, value = scene.rng, int(scene.rng.integers(0, lines.numbers.size)), scene.world.temper.value
    story.between(1.0, 12.0)
    story.held(lines, step, value("refund_hold_min"), 0.45, 80.0)
    if rng.random() < 0.5:
        story.between(1.0, 8.0)
        story.asks_bank()
        story.between(1.0, 15.0)
        story.held(lines, step + 1, value("refund_second_hold_min"), 0.5, 60.0)
