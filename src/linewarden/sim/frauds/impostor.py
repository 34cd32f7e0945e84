"""“Guess who I am”: an ordinary mobile says that it is the boss or a relative; today he only says hello, tomorrow he needs money at once."""

from linewarden.sim.frauds.campaign import Campaign, Scene
from linewarden.sim.frauds.captivity import Captivity
from linewarden.sim.frauds.cards import Cards, cards_elsewhere
from linewarden.sim.frauds.cold import Ending, cold_calls, loss, next_days, worked
from linewarden.sim.numbers import Form

REACH_DAYS = 2
_AGES = (28, 80)


def campaign(scene: Scene) -> Campaign:
    """One caller with one or two mobiles: a day of first calls and the day after."""
    rng, temper = scene.rng, scene.world.temper
    cards = cards_elsewhere(rng, int(rng.integers(1, 3)))
    counts = rng.poisson(temper.value("impostor_calls"), (1, cards.numbers.size))
    pitch = cold_calls(scene, cards, counts, temper.manner("pitch_impostor"), _AGES)
    done = worked(scene, pitch, cards.numbers, lambda story, row: _course(scene, cards, story, row))
    return done.campaign(scene, REACH_DAYS)


def _course(scene: Scene, cards: Cards, story: Captivity, row: int) -> Ending:
    """The next morning two calls about money; after the transfer the victim rings and nobody is there."""
    story.at_us = next_days(scene, story.at_us, 1, 8.5, 11.0)
    story.held(cards, row, scene.world.temper.value("impostor_hold_min"), 0.5, 20.0)
    story.between(5.0, 40.0)
    story.held(cards, row, scene.world.temper.value("impostor_hold_min") / 2, 0.5, 20.0)
    loss_us = loss(scene, story.at_us, 2.0, 50.0)
    if loss_us:
        story.at_us = loss_us
        for _ in range(int(scene.rng.integers(0, 3))):
            story.between(10.0, 120.0)
            story.rings_gang(int(cards.numbers[row]), Form.NATIONAL, is_reached=False, talk_s=0.0)
    return Ending(loss_us)
