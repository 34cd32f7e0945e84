"""Fake loan: ordinary mobiles of other provinces offer money; whoever wants it pays a fee, a proof of funds, a first instalment.

Each mobile rings no more than a house agent does, and talks go on over days.
"""

from linewarden.sim.frauds.campaign import Campaign, Scene
from linewarden.sim.frauds.captivity import Captivity
from linewarden.sim.frauds.cards import Cards, cards_elsewhere
from linewarden.sim.frauds.cold import Ending, cold_calls, loss, next_days, worked
from linewarden.sim.numbers import Form

REACH_DAYS = 7
_AGES = (20, 55)
_COLD_DAYS = 3


def campaign(scene: Scene) -> Campaign:
    """One gang: three days of cold calls, and what follows from them."""
    rng, temper = scene.rng, scene.world.temper
    cards = cards_elsewhere(rng, temper.count("loan_agents"))
    counts = rng.poisson(temper.value("loan_calls"), (_COLD_DAYS, cards.numbers.size))
    pitch = cold_calls(scene, cards, counts, temper.manner("pitch_loan"), _AGES)
    done = worked(scene, pitch, cards.numbers, lambda story, row: _course(scene, cards, story, row))
    return done.campaign(scene, REACH_DAYS)


def _course(scene: Scene, cards: Cards, story: Captivity, row: int) -> Ending:
    """Two to five talks in one to three days, either side ringing; then the fee."""
    rng, talk_min = scene.rng, scene.world.temper.value("loan_follow_min")
    for nth in range(int(rng.integers(2, 6))):
        if nth and rng.random() < 0.4:
            story.at_us = next_days(scene, story.at_us, 1, 9.0, 19.0)
        story.between(8.0, 150.0)
        if rng.random() < 0.35:
            story.rings_gang(
                int(cards.numbers[row]), Form.NATIONAL, is_reached=True, talk_s=float(rng.uniform(40, 90 * talk_min))
            )
        else:
            story.held(cards, row, talk_min, 0.7, 30.0)
    return Ending(loss(scene, story.at_us, 5.0, 240.0))
