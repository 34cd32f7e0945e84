"""Slow romance: one victim, one or two numbers, weeks of long evening calls both ways, then a transfer and silence.

On the telephone it is hardly to be told from a family abroad: it is here so that nobody believes that he can.
"""

import numpy as np

from linewarden.sim.calls import DAY, HOUR
from linewarden.sim.frauds.campaign import Campaign, Scene, assembled, targets
from linewarden.sim.frauds.captivity import Captivity
from linewarden.sim.frauds.lines import Lines, at_home
from linewarden.sim.manners import lognormal
from linewarden.sim.numbers import Form
from linewarden.sim.places import FAMILY, foreign_numbers
from linewarden.sim.rhythm import HOURS, day_start

REACH_DAYS = 35
_AGES = (35, 74)


def campaign(scene: Scene) -> Campaign:
    """One victim, for two to five weeks."""
    rng = scene.rng
    lines = _lines(scene)
    story = Captivity(scene, int(targets(scene, 1, _AGES)[0]), scene.begins_us())
    days = int(rng.integers(14, REACH_DAYS - 1))
    for day in range(days):
        for _ in range(int(rng.poisson(0.5 + 1.5 * day / days))):
            story.at_us = max(story.at_us, _evening(scene, day))
            _one(scene, story, lines)
    if not story.parts:
        _one(scene, story, lines)
    engaged = {story.number: int(story.parts[0]["setup_us"][0])}
    losses = {}
    if rng.random() < scene.rate.loss_ratio:
        losses[story.number] = story.at_us
        story.at_us += int(rng.uniform(4, 20) * HOUR)
        for _ in range(int(rng.integers(1, 5))):
            story.rings_gang(int(lines.numbers[0]), _dialled(lines), is_reached=False, talk_s=0.0)
            story.between(2.0, 90.0)
    kept = [part for part in story.parts if part["setup_us"][0] < day_start(scene.day) + (REACH_DAYS + 1) * DAY]
    return assembled(scene, kept, engaged, losses, [])


def _one(scene: Scene, story: Captivity, lines: Lines) -> None:
    """One long talk, the victim ringing one time in three."""
    if scene.rng.random() < 0.33:
        talk_s = min(float(lognormal(scene.rng, 1, 700.0, 0.8)[0]), 7200.0)
        story.rings_gang(int(lines.numbers[0]), _dialled(lines), is_reached=True, talk_s=talk_s)
    else:
        story.held(lines, 0, scene.world.temper.value("courtship_min"), 0.8, 120.0)
    story.between(3.0, 60.0)


def _evening(scene: Scene, day: int) -> int:
    hour = int(scene.rng.choice(24, p=HOURS["evening"]))
    return day_start(scene.day + day) + hour * HOUR + int(scene.rng.integers(0, HOUR))


def _lines(scene: Scene) -> Lines:
    """A foreign number by a wholesale carrier, or a domestic one."""
    rng, wholesale = scene.rng, scene.world.gateways.wholesale_abroad
    if rng.random() < 0.6:
        form = np.array([Form.PLUS], np.uint8)
        return Lines(foreign_numbers(rng, 1, FAMILY), form, int(rng.integers(wholesale.start, wholesale.stop)))
    return at_home(scene.world, rng, 1)


def _dialled(lines: Lines) -> Form:
    """How the victim dials the number back."""
    return Form.ZEROS if lines.forms[0] == Form.PLUS else Form(int(lines.forms[0]))
