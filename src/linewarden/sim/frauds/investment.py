"""Slow “pig butchering”: ordinary mobiles invite to a circle of investors; a “teacher” talks some minutes every few days; then the transfers.

Per mobile there are no more calls than an adviser makes, and the victim is held by nobody: he looks forward to each call.
"""

from linewarden.sim.calls import DAY
from linewarden.sim.frauds.campaign import Campaign, Scene
from linewarden.sim.frauds.captivity import Captivity
from linewarden.sim.frauds.cards import Cards, cards_elsewhere
from linewarden.sim.frauds.cold import Ending, cold_calls, loss, next_days, worked
from linewarden.sim.numbers import Form

REACH_DAYS = 26
_AGES = (30, 72)
_COLD_DAYS = 4
_DAYS_BETWEEN = (1.0, 4.0)


def campaign(scene: Scene) -> Campaign:
    """One gang: four days of cold calls, weeks of talks."""
    rng, temper = scene.rng, scene.world.temper
    agents = temper.count("investment_agents")
    cards = cards_elsewhere(rng, agents + 1)  # the last is the teacher
    counts = rng.poisson(temper.value("investment_calls"), (_COLD_DAYS, agents))
    pitch = cold_calls(scene, cards, counts, temper.manner("pitch_investment"), _AGES)
    done = worked(scene, pitch, cards.numbers, lambda story, row: _course(scene, cards, story, row))
    return done.campaign(scene, REACH_DAYS)


def _course(scene: Scene, cards: Cards, story: Captivity, row: int) -> Ending:
    """Talks with the assistant who rang first and, from the second on, with the teacher, until the transfer."""
    rng, temper = scene.rng, scene.world.temper
    last_us = story.at_us + int(temper.value("investment_days") * rng.uniform(0.5, 1.7) * DAY)
    talk_min, nth = temper.value("investment_follow_min"), 0
    while story.at_us < last_us:
        story.at_us = next_days(scene, story.at_us, float(rng.uniform(*_DAYS_BETWEEN)), 10.0, 21.0)
        speaker = row if nth == 0 or rng.random() < 0.4 else cards.numbers.size - 1
        if nth and rng.random() < 0.3:
            number = int(cards.numbers[speaker])
            story.rings_gang(number, Form.NATIONAL, is_reached=True, talk_s=float(rng.uniform(60, 120 * talk_min)))
        else:
            story.held(cards, speaker, talk_min, 0.7, 60.0)
        nth += 1
    return Ending(loss(scene, story.at_us, 20.0, 600.0))
