"""SIM cards of a gang, in boxes or in handsets, at home or elsewhere in the country."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from linewarden.model.cdr import Route
from linewarden.sim.calls import HOUR, Calls, Ints, Role, Stage, new_calls
from linewarden.sim.life.residents import INTERCITY
from linewarden.sim.manners import Manner, go
from linewarden.sim.numbers import segments
from linewarden.sim.people import forms, handsets, subscriptions
from linewarden.sim.rhythm import HOURS
from linewarden.sim.world import World

_ALWAYS_US = 1 << 60


@dataclass(frozen=True, slots=True)
class Cards:
    """n cards as columns of length n. Cards of one group are at one place and move together, from site to site."""

    numbers: Ints
    imsis: Ints
    imeis: Ints
    forms: npt.NDArray[np.uint8]
    group: Ints
    sites: Ints  # cells, shape [m]; empty for cards elsewhere, of which the city's carrier sees no cell or handset
    move_us: int  # how long they stay at one site

    def show(self, _world: World, calls: Calls, step: Ints, /) -> Calls:
        """The calls as their carrier records them, by the card of each step. Changes them in place."""
        row = step % self.numbers.size
        calls["cli"], calls["cli_form"], calls["called_form"] = self.numbers[row], self.forms[row], self.forms[row]
        calls["route"] = Route.DOMESTIC
        if self.sites.size:
            calls["imsi"], calls["imei"] = self.imsis[row], self.imeis[row]
            stay = self.group[row] * 5 + calls["setup_us"] // self.move_us
            calls["cell"] = self.sites[stay % self.sites.size]
        else:
            calls["trunk_in"] = INTERCITY[calls["cli"] % INTERCITY.size]
        return calls


def cards_here(
    world: World, rng: np.random.Generator, count: int, *, sites: int, move_h: float | None = None, per_group: int = 1
) -> Cards:
    """Cards of the city and of elsewhere in handsets of their own, at so many cells; `move_h` None: they stay."""
    numbers, carriers = _bought(rng, count, home_ratio=0.5)
    return Cards(
        numbers,
        subscriptions(rng, carriers),
        handsets(rng, count),
        forms(rng, carriers),
        np.arange(count) // per_group,
        1 + rng.choice(world.people.cell_count, min(sites, world.people.cell_count), replace=False),
        _ALWAYS_US if move_h is None else round(move_h * HOUR),
    )


def cards_elsewhere(rng: np.random.Generator, count: int) -> Cards:
    """Ordinary mobiles of other provinces: nothing tells them from those of honest people there."""
    numbers, carriers = _bought(rng, count, home_ratio=0.0)
    none = np.zeros(count, np.int64)
    return Cards(numbers, none, none, forms(rng, carriers), none, np.zeros(0, np.int64), _ALWAYS_US)


def among_themselves(
    world: World,
    rng: np.random.Generator,
    cards: Cards,
    rows: Ints,
    since_us: int,
    how: Manner,
    rhythm: str,
    kind: Role,
) -> Calls:
    """One answered call or so from each of `rows` (cards, repeated) to another of these rows, on the day that begins at `since_us`."""
    calls = new_calls(rows.size if np.unique(rows).size > 1 else 0)
    if not calls.size:
        return calls
    different = np.unique(rows)
    own = np.searchsorted(different, rows)
    other = different[(own + rng.integers(1, different.size, rows.size)) % different.size]
    calls["setup_us"] = since_us + by_the_hours(rng, rows.size, rhythm)
    go(rng, calls, how)
    cards.show(world, calls, rows)
    calls["called"], calls["role"], calls["stage"] = cards.numbers[other], kind, Stage.COVER
    return calls


def by_the_hours(rng: np.random.Generator, count: int, rhythm: str) -> Ints:
    """`count` instants of a day, µs since its beginning, whole milliseconds."""
    hour = rng.choice(24, count, p=HOURS[rhythm])
    return hour * HOUR + rng.integers(0, HOUR // 1000, count) * 1000


def _bought(rng: np.random.Generator, count: int, *, home_ratio: float) -> tuple[Ints, npt.NDArray[np.uint8]]:
    """Different numbers with their carriers."""
    here, away = segments(is_home=True), segments(is_home=False)
    is_home = rng.random(count) < home_ratio
    at_home, elsewhere = rng.integers(0, here.first.size, count), rng.integers(0, away.first.size, count)
    first = np.where(is_home, here.first[at_home], away.first[elsewhere])
    carrier = np.where(is_home, here.carrier[at_home], away.carrier[elsewhere]).astype(np.uint8)
    return first + rng.choice(10_000, count, replace=False), carrier
