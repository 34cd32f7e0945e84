"""刷单: somebody offers paid orders or a part-time job; the call is short, the rest goes by an app, and the transfer comes hours later.

The telephone tells next to nothing of it: it is here so that nobody counts on finding it.
"""

from linewarden.sim.calls import HOUR
from linewarden.sim.frauds.campaign import Campaign, Scene
from linewarden.sim.frauds.captivity import Captivity
from linewarden.sim.frauds.cards import cards_elsewhere
from linewarden.sim.frauds.cold import Ending, cold_calls, loss, worked
from linewarden.sim.frauds.lines import Shown, at_home
from linewarden.sim.manners import lognormal

REACH_DAYS = 2
_AGES = (18, 45)


def campaign(scene: Scene) -> Campaign:
    """One day of one gang, by rented VoIP or by mobiles of other provinces."""
    rng, temper = scene.rng, scene.world.temper
    count = temper.count("brushing_agents")
    lines = at_home(scene.world, rng, count) if rng.random() < 0.5 else cards_elsewhere(rng, count)
    counts = rng.poisson(temper.value("brushing_calls"), (1, count))
    pitch = cold_calls(scene, lines, counts, temper.manner("pitch_brushing"), _AGES)
    done = worked(scene, pitch, lines.numbers, lambda story, row: _course(scene, lines, story, row))
    return done.campaign(scene, REACH_DAYS)


def _course(scene: Scene, lines: Shown, story: Captivity, row: int) -> Ending:
    """At most one more short call, to help with the app; then chat, which no carrier sees."""
    if scene.rng.random() < 0.4:
        story.between(5.0, 120.0)
        story.held(lines, row, 1.5, 0.6, 8.0)
    chat_h = float(lognormal(scene.rng, 1, scene.world.temper.value("brushing_chat_h"), 0.7)[0])
    return Ending(loss(scene, story.at_us + int(min(chat_h, 120.0) * HOUR)))
