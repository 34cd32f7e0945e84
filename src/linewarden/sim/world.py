"""What stays the same in a synthetic city: people, places, trades. Behaviour (`life`, `frauds`) is made from it and the clock."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from linewarden.sim import people as residents
from linewarden.sim import places
from linewarden.sim.calls import Ints
from linewarden.sim.numbers import virtual_numbers
from linewarden.sim.offices import Offices, open_offices
from linewarden.sim.people import Index, People
from linewarden.sim.places import Gateways, Names
from linewarden.sim.professions import PROFESSIONS
from linewarden.sim.temper import AS_TOLD, Temper


class Part(IntEnum):
    """What a stream of random numbers is for; with the seed and an index it names the stream."""

    WORLD = 0
    RESIDENTS = 1
    MESSAGES = 2
    SERVICE_CALLS = 3
    COURIERS = 4
    OFFICES = 5
    ABROAD = 6
    SILENCE = 7
    BURSTS = 8
    PROFESSIONS = 9
    MASKED = 10
    FRAUD = 16  # + kind


@dataclass(frozen=True, slots=True)
class World:
    """A city as it stands; the same seed and size give the same one."""

    seed: int
    temper: Temper
    people: People
    names: Names
    gateways: Gateways
    offices: Offices
    couriers: Index  # rows of people
    riders: Index
    families: Index  # residents with family abroad
    family_numbers: Ints
    traders: Index
    partner_numbers: Ints  # [traders, trade_partners]
    desk_numbers: Ints  # foreign companies that ring strangers here
    professions: tuple[Index, ...]  # residents of each of PROFESSIONS
    middle_numbers: Ints

    def rng(self, part: int, index: int) -> np.random.Generator:
        """The stream of random numbers of a part of the city at a slice or day `index`."""
        return np.random.Generator(np.random.SFC64(np.random.SeedSequence((self.seed, part, index))))


def build(seed: int, count: int, temper: Temper = AS_TOLD) -> World:
    """The city of that seed and temper with `count` residents (at least 200)."""
    if count < 200:
        raise ValueError(f"a city of {count} people is too small to have couriers and offices; ask for at least 200")
    rng = np.random.Generator(np.random.SFC64(np.random.SeedSequence((seed, Part.WORLD))))
    people = residents.settle(rng, count)
    gateways, source_ips = places.gateways(rng)
    workers = rng.permutation(count).astype(np.int32)
    couriers, riders, families, traders, *professions, _ = np.split(workers, np.cumsum(_heads(count, temper)))
    partners = int(temper.value("trade_partners"))
    desks = max(1, round(temper.value("overseas_desks") * count / 100_000))
    return World(
        seed=seed,
        temper=temper,
        people=people,
        names=Names(cells=places.cells(rng, people.cell_count), source_ips=source_ips),
        gateways=gateways,
        offices=open_offices(rng, count, gateways, temper.trades),
        couriers=couriers,
        riders=riders,
        families=families,
        family_numbers=places.foreign_numbers(rng, families.size, places.FAMILY),
        traders=traders,
        partner_numbers=places.foreign_numbers(rng, traders.size * partners, places.FAMILY).reshape(-1, partners),
        desk_numbers=places.foreign_numbers(rng, desks, places.FAMILY),
        professions=tuple(professions),
        middle_numbers=virtual_numbers(rng, max(20, round(temper.value("middle_numbers") * count / 100_000))),
    )


def _heads(count: int, temper: Temper) -> list[int]:
    groups = ("courier", "rider", "family_abroad", "trade_abroad", *(trade.name for trade in PROFESSIONS))
    return [max(1, round(temper.value(f"{group}_share") * count)) for group in groups]
