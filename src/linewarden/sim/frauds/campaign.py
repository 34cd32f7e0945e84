"""A fraud campaign: its calls, whom it caught, and the gang's equipment. This is the ground truth."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from linewarden.sim.calls import HOUR, SECOND, Calls, Role, Stage, by_setup, joined, new_calls, utc
from linewarden.sim.frauds.rate import FraudRate
from linewarden.sim.people import Index
from linewarden.sim.places import Names
from linewarden.sim.rhythm import HOURS, day_start
from linewarden.sim.world import World


@dataclass(frozen=True, slots=True)
class Silence:
    """A victim under the gang's control: he hardly speaks with anybody else, and cannot while the gang has him on the line."""

    number: int
    since_us: int
    until_us: int
    busy: tuple[tuple[int, int], ...]  # calls with the gang: answer and end


@dataclass(frozen=True, slots=True)
class Campaign:
    """One campaign of one gang."""

    case: int
    kind: Role
    calls: Calls  # in order of setup
    engaged: dict[int, int]  # victim → instant from which he believed it, µs
    losses: dict[int, int]  # victim → instant of the transfer, µs
    silences: tuple[Silence, ...] = ()
    strength: float | None = None  # of a gang that adapts, 0..1: how much of what it sees it makes use of


@dataclass(frozen=True, slots=True)
class Site:
    """A place from which a gang rang. Times are UTC: of its first and last call there."""

    cell: str
    since: datetime
    until: datetime
    imeis: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Den:
    """A gang's equipment as one campaign used it; `numbers` are its callers, those among themselves included."""

    case: int
    kind: str
    numbers: tuple[int, ...]
    source_ips: tuple[str, ...]
    trunks: tuple[str, ...]
    cells: tuple[str, ...]
    imeis: tuple[int, ...]
    sites: tuple[Site, ...]
    strength: float | None


@dataclass(frozen=True, slots=True)
class Scene:
    """What a campaign is made from: the city, the day it begins, its number, its own randomness, and how often such things end how."""

    world: World
    day: int
    case: int
    rate: FraudRate
    rng: np.random.Generator
    turn: float | None = None  # 0..1: place among the day's campaigns when they are spread over it

    def begins_us(self) -> int:
        """An instant of the day by the rhythm of the kind."""
        place = float(self.rng.random()) if self.turn is None else self.turn
        hour = int(np.searchsorted(np.cumsum(HOURS[self.rate.rhythm]), place, side="right"))
        return day_start(self.day) + min(hour, 23) * HOUR + int(self.rng.integers(0, HOUR))


def den_of(campaign: Campaign, names: Names) -> Den:
    """The equipment behind a campaign's own calls."""
    own = campaign.calls[
        np.isin(campaign.calls["stage"], (Stage.PITCH, Stage.HOLD, Stage.COVER))
        & (campaign.calls["cli"] != campaign.calls["victim"])
    ]

    def texts(column: str, table: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(table[row] for row in np.unique(own[column]).tolist() if row)

    return Den(
        case=campaign.case,
        kind=campaign.kind.name.lower(),
        numbers=tuple(np.unique(own["cli"]).tolist()),
        source_ips=texts("source_ip", names.source_ips),
        trunks=texts("trunk_in", names.trunks),
        cells=texts("cell", names.cells),
        imeis=tuple(row for row in np.unique(own["imei"]).tolist() if row),
        sites=tuple(_site(own[own["cell"] == cell], names) for cell in np.unique(own["cell"]).tolist() if cell),
        strength=campaign.strength,
    )


def _site(calls: Calls, names: Names) -> Site:
    return Site(
        names.cells[int(calls["cell"][0])], utc(calls["setup_us"][0]), utc(calls["setup_us"][-1]), tuple(np.unique(calls["imei"]).tolist())
    )  # fmt: skip


def assembled(
    scene: Scene, parts: list[Calls], engaged: dict[int, int], losses: dict[int, int], silences: list[Silence]
) -> Campaign:
    """A campaign of the parts, labelled with its case."""
    calls = by_setup(joined(parts))
    calls["case"] = scene.case
    return Campaign(scene.case, scene.rate.kind, calls, engaged, losses, tuple(silences))


def one_after_another(rng: np.random.Generator, calls: Calls, since_us: int, gap_s: float) -> Calls:
    """The calls of one seat: each begins a log-normal pause (median `gap_s`) after the last one ended. Changes them in place."""
    pause = np.maximum(gap_s * np.exp(0.6 * rng.standard_normal(calls.size)), 0.5) * SECOND
    length = calls["end_us"] - calls["setup_us"]
    start = since_us + np.cumsum(pause.astype(np.int64) // 1000 * 1000) + np.cumsum(length) - length
    shift = start - calls["setup_us"]
    calls["answer_us"] += np.where(calls["answer_us"] > 0, shift, 0)
    calls["end_us"] += shift
    calls["setup_us"] = start
    return calls


def answered_call(setup_us: int, ring_s: float, talk_s: float) -> Calls:
    """One call that is picked up."""
    call = new_calls(1)
    call["setup_us"] = setup_us // 1000 * 1000
    call["answer_us"] = call["setup_us"] + round(ring_s * 1000) * 1000
    call["end_us"] = call["answer_us"] + round(talk_s * 1000) * 1000
    call["cause"] = 16
    return call


def targets(scene: Scene, count: int, ages: tuple[int, int]) -> Index:
    """`count` residents from a leaked list; three in four of them in the age band that the kind preys on."""
    people, rng = scene.world.people, scene.rng
    who = rng.integers(0, people.count, (6, count))
    fits = (people.age[who] >= ages[0]) & (people.age[who] <= ages[1])
    fits |= rng.random((6, count)) < 0.25
    fits[-1] = True
    chosen: Index = who[np.argmax(fits, axis=0), np.arange(count)].astype(np.int32)
    return chosen
