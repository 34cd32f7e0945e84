"""The people of the synthetic city: numbers, handsets, homes, ages and whom they know."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from linewarden.sim.calls import Calls, Ints
from linewarden.sim.numbers import Carrier, Form, Segments, imei, segments
from linewarden.sim.rhythm import Slice

Index = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]

TIES = 8
NEAR, CITY, AWAY = range(4), range(4, 6), range(6, TIES)  # columns of `ties`
_TIE_SHARES = (
    0.30,
    0.19,
    0.13,
    0.09,
    0.08,
    0.06,
    0.09,
    0.06,
)  # few ties carry most calls (Onnela 2007; shares: assumption)
_CIRCLE = 32  # people among whom the near ties lie
_PER_CELL = 900  # residents per cell of a city of this density (assumption)
_AGES = (
    (10, 17, 0.08),
    (18, 34, 0.24),
    (35, 49, 0.25),
    (50, 64, 0.24),
    (65, 88, 0.19),
)  # 2020 census of Jiangsu, rounded
_ACTIVITY_SIGMA = 0.7  # log-normal spread of calls per person (assumption)
_SLOTS_A_CALL = 4

# Shares of the forms in which each carrier writes the number of a mobile (assumption: each is seen in the field).
_FORM_SHARES = {
    Carrier.MOBILE: ((Form.NATIONAL, 80), (Form.PLAIN, 19), (Form.PREFIXED, 1)),
    Carrier.UNICOM: ((Form.PLAIN, 68), (Form.NATIONAL, 26), (Form.PLUS, 6)),
    Carrier.TELECOM: ((Form.NATIONAL, 56), (Form.ZEROS, 40), (Form.SPACED, 4)),
}
_FORM_TABLE = np.zeros((4, 100), np.uint8)
for _carrier, _shares in _FORM_SHARES.items():
    _FORM_TABLE[_carrier] = np.repeat([form for form, _ in _shares], [share for _, share in _shares])
_FORM_TABLE[0] = _FORM_TABLE[Carrier.MOBILE]

# Share of people at work by local hour on weekdays (assumption).
_AT_WORK = np.array([2, 2, 2, 2, 2, 2, 5, 20, 55, 68, 70, 68, 60, 62, 68, 68, 66, 50, 25, 15, 10, 6, 4, 3]) / 100.0


@dataclass(frozen=True, slots=True)
class People:
    """n residents as columns of length n, sorted by number; `numbers` goes on with m people elsewhere whom they know."""

    numbers: Ints  # [n + m]
    carrier: npt.NDArray[np.uint8]  # [n + m]
    imei: Ints
    imsi: Ints
    age: npt.NDArray[np.uint8]
    home: Index  # cell
    work: Index  # cell
    ties: Index  # [n, TIES] rows of `numbers`; ties among residents go both ways
    tickets: Index  # residents, each as often as he rings: a uniform pick of it is a pick by activity
    by_home: Index  # residents in order of their home cell
    cell_count: int

    @property
    def count(self) -> int:
        """Residents."""
        return self.imei.size

    def pick(self, rng: np.random.Generator, count: int) -> Index:
        """`count` residents, the active more often."""
        picked: Index = self.tickets[rng.integers(0, self.tickets.size, count)]
        return picked

    def friends(self, rng: np.random.Generator, who: Index) -> Index:
        """One whom each of them knows: rows of `numbers`, residents or not."""
        table = np.repeat(np.arange(TIES), np.round(np.array(_TIE_SHARES) * 100).astype(int))
        found: Index = self.ties[who, table[rng.integers(0, table.size, who.size)]]
        return found

    def whereabouts(self, rng: np.random.Generator, who: Index, when: Slice) -> Index:
        """Cell of each resident at the time: at work, at home, or on the way (one in eight)."""
        at_work = 0.06 if when.is_weekend else float(_AT_WORK[when.local_hour])
        draw = rng.random(who.size)
        away = 1 + rng.integers(0, self.cell_count, who.size)
        return np.where(
            draw < 0.12, away, np.where(draw < 0.12 + 0.88 * at_work, self.work[who], self.home[who])
        ).astype(np.int32)

    def serve(self, rng: np.random.Generator, calls: Calls, who: Index, when: Slice) -> Calls:
        """The calls with cell, handset and written forms as the carrier of the calling resident records them. Changes them in place."""
        calls["cli"] = self.numbers[who]
        calls["imei"], calls["imsi"] = self.imei[who], self.imsi[who]
        calls["cell"] = self.whereabouts(rng, who, when)
        calls["cli_form"] = forms(rng, self.carrier[who])
        calls["called_form"] = forms(rng, self.carrier[who])
        return calls

    def rows_of(self, numbers: Ints) -> tuple[Index, Flags]:
        """Row of each number among the residents, and whether it is one of them."""
        own = self.numbers[: self.count]
        rows = np.minimum(np.searchsorted(own, numbers), self.count - 1)
        return rows.astype(np.int32), own[rows] == numbers


def forms(rng: np.random.Generator, carrier: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """How each carrier writes a mobile number this time."""
    picked: npt.NDArray[np.uint8] = _FORM_TABLE[np.minimum(carrier, 3), rng.integers(0, 100, carrier.size)]
    return picked


def settle(rng: np.random.Generator, count: int) -> People:
    """A city of `count` people (at least 200)."""
    own, carrier = _numbers(rng, count, segments(is_home=True), max(12, count // 3000))
    away_count = max(100, count // 3)
    away, away_carrier = _numbers(rng, away_count, segments(is_home=False), max(100, away_count // 20))
    cell_count = max(12, count // _PER_CELL)
    hood = rng.permutation(count).astype(np.int32)
    home = np.empty(count, np.int32)
    home[hood] = 1 + np.arange(count) * cell_count // count
    activity = np.exp(_ACTIVITY_SIGMA * rng.standard_normal(count))
    weights = np.maximum(1, np.round(_SLOTS_A_CALL * activity / activity.mean())).astype(int)
    return People(
        numbers=np.concatenate([own, away]),
        carrier=np.concatenate([carrier, away_carrier]),
        imei=handsets(rng, count),
        imsi=subscriptions(rng, carrier),
        age=_ages(rng, count),
        home=home,
        work=(1 + rng.integers(0, cell_count, count)).astype(np.int32),
        ties=_ties(rng, count, hood, away_count),
        tickets=np.repeat(np.arange(count, dtype=np.int32), weights),
        by_home=np.argsort(home, kind="stable").astype(np.int32),
        cell_count=cell_count,
    )


def _numbers(
    rng: np.random.Generator, count: int, ranges: Segments, range_count: int
) -> tuple[Ints, npt.NDArray[np.uint8]]:
    """`count` different numbers in ascending order, out of `range_count` of the ranges or as many as they need, with their carriers."""
    used = np.sort(rng.choice(ranges.first.size, min(range_count, ranges.first.size), replace=False))
    if count > used.size * 10_000:
        raise ValueError(f"{count} people do not fit into {used.size} ranges of 10,000 numbers; ask for fewer people")
    slots = np.sort(rng.integers(0, used.size * 10_000 - count + 1, count)) + np.arange(count)
    row = used[slots // 10_000]
    return ranges.first[row] + slots % 10_000, ranges.carrier[row]


def handsets(rng: np.random.Generator, count: int) -> Ints:
    """Different valid IMEIs of some 200 phone models (type allocation codes 35… and 86…, invented)."""
    tacs = np.concatenate([35_000_000 + rng.integers(0, 10**6, 80), 86_000_000 + rng.integers(0, 10**6, 120)])
    serial = rng.permutation(max(count, 1))[:count] % 10**6
    return imei(tacs[rng.integers(0, tacs.size, count)] * 10**6 + serial)


def subscriptions(rng: np.random.Generator, carrier: npt.NDArray[np.uint8]) -> Ints:
    """Different IMSIs of the carriers' networks: 46000 China Mobile, 46001 China Unicom, 46011 China Telecom."""
    network = np.array([46_000, 46_000, 46_001, 46_011], np.int64)[np.minimum(carrier, 3)]
    imsis: Ints = network * 10**10 + 10**8 + rng.permutation(carrier.size)
    return imsis


def _ages(rng: np.random.Generator, count: int) -> npt.NDArray[np.uint8]:
    low, high, share = (np.array(column) for column in zip(*_AGES, strict=True))
    band = rng.choice(len(_AGES), count, p=share / share.sum())
    ages: npt.NDArray[np.uint8] = (low[band] + rng.random(count) * (high[band] - low[band] + 1)).astype(np.uint8)
    return ages


def _ties(rng: np.random.Generator, count: int, hood: Index, away_count: int) -> Index:
    """[count, TIES]: each column but the last two is a matching, so who knows somebody is known by him."""
    ties = np.empty((count, TIES), np.int32)
    for column in (*NEAR, *CITY):
        circle = np.arange(count) // _CIRCLE if column in NEAR else np.zeros(count)
        order = hood[np.argsort(circle + rng.random(count) * 0.999)]
        half = count // 2
        left, right = order[: half * 2 : 2], order[1 : half * 2 : 2]
        ties[left, column], ties[right, column] = right, left
        ties[order[half * 2 :], column] = order[0]
    for column in AWAY:
        ties[:, column] = count + rng.integers(0, away_count, count)
    return ties
