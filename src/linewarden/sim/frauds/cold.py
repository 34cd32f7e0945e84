"""Cold calls, who listens, and what becomes of each who believes it: the frame that most kinds share."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from linewarden.sim.calls import DAY, MINUTE, SECOND, Calls, Ints, Stage, joined, new_calls
from linewarden.sim.frauds.campaign import Campaign, Scene, Silence, assembled, targets
from linewarden.sim.frauds.captivity import Captivity
from linewarden.sim.frauds.cards import by_the_hours
from linewarden.sim.frauds.lines import Shown
from linewarden.sim.life.sequence import one_at_a_time
from linewarden.sim.manners import Manner, go
from linewarden.sim.people import Index
from linewarden.sim.rhythm import day_start

Ages = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Ending:
    """How a story ends: the transfer (0: none), and how long the victim speaks with nobody else (0: he always did)."""

    loss_us: int = 0
    silent_until_us: int = 0


Course = Callable[[Captivity, int], Ending]
"""Tells a victim's story on from the cold call, which came from that row of lines or cards."""


@dataclass(slots=True)
class Worked:
    """What became of cold calls."""

    pitch: Calls
    stories: list[Calls] = field(default_factory=list)
    engaged: dict[int, int] = field(default_factory=dict)
    losses: dict[int, int] = field(default_factory=dict)
    silences: list[Silence] = field(default_factory=list)

    def campaign(self, scene: Scene, reach_days: int, *others: Calls) -> Campaign:
        """The whole, with other calls of the gang, as far as its kind reaches."""
        limit_us = day_start(scene.day + reach_days + 1)
        calls = joined([self.pitch, *self.stories, *others])
        return assembled(scene, [calls[calls["setup_us"] < limit_us]], self.engaged, self.losses, self.silences)


def cold_calls(scene: Scene, shown: Shown, counts: Ints, how: Manner, ages: Ages) -> Calls:
    """So many calls from each line or card on each day (shape [days, lines]), by the hours of the kind, one at a time a number."""
    rng = scene.rng
    day, rows = np.divmod(np.repeat(np.arange(counts.size), counts.ravel()), counts.shape[1])
    calls = new_calls(rows.size)
    calls["setup_us"] = day_start(scene.day) + day * DAY + by_the_hours(rng, rows.size, scene.rate.rhythm)
    go(rng, calls, how)
    shown.show(scene.world, calls, rows)
    return pitched(scene, one_at_a_time(calls, gap_s=8.0), ages)


def pitched(scene: Scene, calls: Calls, ages: Ages) -> Calls:
    """The calls, made to people of a leaked list. Changes them in place."""
    calls["called"] = scene.world.people.numbers[targets(scene, calls.size, ages)]
    calls["victim"], calls["role"], calls["stage"] = calls["called"], scene.rate.kind, Stage.PITCH
    return calls


def worked(scene: Scene, pitch: Calls, numbers: Ints, course: Course) -> Worked:
    """The cold calls, which were made from `numbers`, and the stories of those who listened to one and believed it."""
    done = Worked(pitch)
    for row in _believers(scene, pitch):
        who, _ = scene.world.people.rows_of(pitch["called"][row : row + 1])
        story = Captivity(scene, int(who[0]), int(pitch["end_us"][row]))
        ending = course(story, int(np.flatnonzero(numbers == pitch["cli"][row])[0]))
        done.engaged[story.number] = int(pitch["answer_us"][row])
        if ending.loss_us:
            done.losses[story.number] = ending.loss_us
        if ending.silent_until_us and story.parts:
            done.silences.append(story.silence(ending.silent_until_us))
        done.stories += story.parts
    done.pitch = _unless_busy(pitch, joined(done.stories))
    return done


def loss(scene: Scene, at_us: int, low_min: float = 0.0, high_min: float = 0.0) -> int:
    """The instant of a transfer some minutes after `at_us`, or 0 for whoever gets out in time."""
    if scene.rng.random() >= scene.rate.loss_ratio:
        return 0
    return at_us + int(scene.rng.uniform(low_min, high_min) * MINUTE)


def next_days(scene: Scene, at_us: int, days: float, since_h: float, until_h: float) -> int:
    """An instant about so many days on (at least the next day), at an hour of the local day between the two."""
    day = (at_us - day_start(0)) // DAY + max(1, round(days))
    return int(day_start(day) + scene.rng.uniform(since_h, until_h) * 60 * MINUTE)


def _believers(scene: Scene, pitch: Calls) -> Index:
    """Rows of those who listened long enough and believe it; a person once."""
    listens_us = scene.world.temper.value("listens_s") * SECOND
    rows = np.flatnonzero((pitch["answer_us"] > 0) & (pitch["end_us"] - pitch["answer_us"] > listens_us))
    rows = rows[scene.rng.random(rows.size) < scene.rate.hook_ratio]
    _, first = np.unique(pitch["victim"][rows], return_index=True)
    return rows[np.sort(first)].astype(np.int32)


def _unless_busy(pitch: Calls, stories: Calls) -> Calls:
    """The cold calls without those during which their number is on the line with a victim."""
    is_free = np.ones(pitch.size, bool)
    for call in stories:
        is_same = pitch["cli"] == call["cli"]
        is_free &= ~(is_same & (pitch["setup_us"] < call["end_us"]) & (pitch["end_us"] > call["setup_us"]))
    return pitch[is_free]
