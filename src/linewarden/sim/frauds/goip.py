"""A den of SIM boxes: domestic numbers remote-controlled, many SIMs in few devices at one place, dialling lists or ranges.

Murynets 2014: SIM boxes keep to few cells, call far more than they are called, and reach many different numbers.
"""

import numpy as np

from linewarden.model.cdr import Route
from linewarden.sim.calls import HOUR, Calls, Ints, Stage, joined, new_calls
from linewarden.sim.frauds.campaign import Campaign, Scene, Silence, assembled, one_after_another, targets
from linewarden.sim.frauds.captivity import Captivity
from linewarden.sim.frauds.lines import Lines
from linewarden.sim.manners import UNALLOCATED, go
from linewarden.sim.numbers import imei, segments
from linewarden.sim.people import forms, subscriptions
from linewarden.sim.rhythm import HOURS, day_start

REACH_DAYS = 5
_PORTS = (8, 16)
_SIMS_A_PORT = 5
_CALLS_A_SIM = (18, 45)  # then the port takes its next SIM
_PAUSE_S = 22.0
_UNALLOCATED_RATIO = 0.22  # of numbers walked to that no resident has
_MODEMS = (35_196_207, 86_488_403, 35_803_407)  # type allocation codes of GSM modules, invented


def campaign(scene: Scene) -> Campaign:
    """One den for some days: a few hours of dialling each day."""
    rng = scene.rng
    ports, days = int(rng.integers(*_PORTS)), int(rng.integers(1, REACH_DAYS))
    cells = 1 + rng.integers(0, scene.world.people.cell_count, 2)
    sims, carriers = _sims(rng, ports * _SIMS_A_PORT)
    imsis, imeis = subscriptions(rng, carriers), _modules(rng, ports)
    walks = rng.random() < 0.5
    shifts = [
        _port(scene, port, day, sims, imsis, carriers, imeis, cells, walks=walks)
        for day in range(days)
        for port in range(ports)
    ]
    pitch = joined(shifts)
    rows, is_resident = scene.world.people.rows_of(pitch["called"])
    reached = np.flatnonzero((pitch["answer_us"] > 0) & is_resident)
    hooked = reached[rng.random(reached.size) < scene.rate.hook_ratio]
    parts, silences = [pitch], []
    engaged: dict[int, int] = {}
    losses: dict[int, int] = {}
    for row in hooked:
        story, loss_us = _worked_on(scene, int(rows[row]), pitch[row : row + 1])
        engaged.setdefault(story.number, int(pitch["answer_us"][row]))
        if loss_us:
            losses.setdefault(story.number, loss_us)
        parts += story.parts
        silences.append(Silence(story.number, int(pitch["setup_us"][row]), story.at_us, tuple(story.busy)))
    return assembled(scene, parts, engaged, losses, silences)


def _sims(rng: np.random.Generator, count: int) -> tuple[Ints, np.ndarray]:
    """Numbers of SIM cards bought all over the country, with their carriers."""
    ranges = segments(is_home=bool(rng.random() < 0.3))
    row = rng.integers(0, ranges.first.size, count)
    return ranges.first[row] + rng.integers(0, 10_000, count), ranges.carrier[row]


def _modules(rng: np.random.Generator, ports: int) -> Ints:
    """One IMEI a port: valid ones of consecutive modules, or (one den in five) invented ones with wrong check digits."""
    body = int(rng.choice(_MODEMS)) * 10**6 + int(rng.integers(0, 900_000)) + np.arange(ports)
    valid = imei(body)
    return valid if rng.random() < 0.8 else valid // 10 * 10 + (valid % 10 + rng.integers(1, 10, ports)) % 10


def _port(
    scene: Scene,
    port: int,
    day: int,
    sims: Ints,
    imsis: Ints,
    carriers: np.ndarray,
    imeis: Ints,
    cells: Ints,
    *,
    walks: bool,
) -> Calls:
    """One port's calls on one day."""
    rng = scene.rng
    since_us = day_start(scene.day + day) + int(rng.choice(24, p=HOURS[scene.rate.rhythm])) * HOUR
    length_us = int(rng.uniform(2.0, 5.0) * HOUR)
    calls = go(rng, new_calls(int(length_us / (48 * 1_000_000))), scene.world.temper.manner("pitch_goip"))
    calls["called"] = _dialled(scene, calls.size, walks=walks)
    _unallocated(scene, calls)
    one_after_another(rng, calls, since_us + int(rng.integers(0, HOUR)), _PAUSE_S)
    turn = np.arange(calls.size) // int(rng.integers(*_CALLS_A_SIM)) + int(rng.integers(0, _SIMS_A_PORT))
    sim = port * _SIMS_A_PORT + turn % _SIMS_A_PORT
    calls["cli"], calls["imsi"], calls["imei"] = sims[sim], imsis[sim], imeis[port]
    calls["cell"] = cells[(rng.random(calls.size) < 0.1).astype(int)]
    calls["cli_form"], calls["called_form"] = forms(rng, carriers[sim]), forms(rng, carriers[sim])
    calls["victim"], calls["role"], calls["stage"], calls["route"] = (
        calls["called"],
        scene.rate.kind,
        Stage.PITCH,
        Route.DOMESTIC,
    )
    return calls[calls["setup_us"] < day_start(scene.day + REACH_DAYS + 1)]


def _dialled(scene: Scene, count: int, *, walks: bool) -> Ints:
    """Numbers to dial: a walk up the number range in small steps, or residents from a list."""
    rng, people = scene.rng, scene.world.people
    if not walks:
        return people.numbers[targets(scene, count, (18, 80))]
    first = int(people.numbers[rng.integers(0, people.count)])
    return first + np.cumsum(rng.integers(1, 5, count))


def _unallocated(scene: Scene, calls: Calls) -> None:
    """Some numbers that nobody in the city has are nobody's at all."""
    _, is_resident = scene.world.people.rows_of(calls["called"])
    is_none = ~is_resident & (scene.rng.random(calls.size) < _UNALLOCATED_RATIO)
    calls["answer_us"][is_none] = 0
    calls["end_us"][is_none] = calls["setup_us"][is_none] + 4_000_000
    calls["cause"][is_none] = UNALLOCATED


def _worked_on(scene: Scene, row: int, pitch: Calls) -> tuple[Captivity, int]:
    """Further calls to somebody who believed the pitch, from SIMs of the same port; the instant of a transfer or 0."""
    rng = scene.rng
    story = Captivity(scene, row, int(pitch["end_us"][0]))
    for _ in range(int(rng.integers(1, 4))):
        story.between(2.0, 45.0)
        _again(story, pitch)
    loss_us = story.at_us if rng.random() < scene.rate.loss_ratio else 0
    if rng.random() < 0.3:
        story.between(1.0, 10.0)
        story.asks_bank()
    return story, loss_us


def _again(story: Captivity, pitch: Calls) -> None:
    """A long call by the same SIM and device as the pitch."""
    line = Lines(pitch["cli"].copy(), pitch["cli_form"].copy(), -1)
    story.held(line, 0, story.scene.world.temper.value("goip_hold_min"), 0.6, 45.0)
    call = story.parts[-1]
    for column in ("imei", "imsi", "cell", "called_form", "route", "trunk_in"):
        call[column] = pitch[column]
