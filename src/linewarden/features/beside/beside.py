"""All memories beside the engine, as one. Time is the events' own: however the stream is cut into blocks, the values are the same."""

import io
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from linewarden.errors import StoreError
from linewarden.features.beside.company import LISTED_MEMBERS, MOST_LISTED, Company
from linewarden.features.beside.firsts import Firsts
from linewarden.features.beside.habits import Habits
from linewarden.features.beside.homes import Homes
from linewarden.features.beside.lines import Lines
from linewarden.features.beside.partners import Partners
from linewarden.features.beside.repeats import Repeats
from linewarden.features.beside.rows import Rows, used
from linewarden.features.beside.rush import Rush
from linewarden.features.beside.surge import Surge, country_of_number
from linewarden.features.beside.together import Together, works_list
from linewarden.features.layout import US_PER_S, Ints, Table
from linewarden.features.matrix import FeatureValues
from linewarden.model.event import EventBlock
from linewarden.model.number import NumberKind

READ_FEATURES: tuple[str, ...] = (
    "caller_distinct_24h",
    "caller_known_s_7d",
    "callback_known_s_7d",
    "caller_gap_s_7d",
    "caller_attempts_1h",
    "caller_attempts_7d",
    "callback_attempts_7d",
)
"""Features that are read here."""

LEAST_DISTINCT = 20
"""People whom a caller has rung within 24 h before its cells are counted: of others nobody asks, and they are most."""

DAY_S = 86_400

FEW = 1 << 17
"""Callers of many, or of foreign numbers: rows for their cells and countries."""

Values = dict[str, npt.NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class OfFeed:
    """What is told of each feed apart: one that is added later has not listened for as long, and is captured elsewhere."""

    began_s: int
    habits: Habits = field(default_factory=Habits)
    surge: Surge = field(default_factory=Surge)
    rush: Rush = field(default_factory=Rush)

    def arrays(self) -> dict[str, np.ndarray]:
        """All of it, to be stored."""
        return {
            "began": np.array([self.began_s]),
            "habits": self.habits.counts.copy(),
            "surge": self.surge.rows(),
            "rush": self.rush.rows(),
        }


class Beside:
    """Memory of one stream; not for two threads."""

    def __init__(self) -> None:
        self._clock_us = 0
        self._feeds: dict[str, OfFeed] = {}
        self._company = Company()
        self._lists = Company(("called",), LISTED_MEMBERS, MOST_LISTED)
        self._together, self._firsts, self._homes = Together(), Firsts(), Homes()
        self._lines, self._repeats, self._countries = Lines(), Repeats(), Partners(FEW)
        self._cards, self._handsets, self._cells = Partners(), Partners(), Partners(FEW)
        for name, rows in self._tables().items():
            rows.name = name

    @property
    def nbytes(self) -> int:
        """Bytes set aside."""
        return sum(rows.nbytes for rows in self._tables().values())

    def note(self, day: int, events: EventBlock, features: FeatureValues, feed: str) -> Values:
        """BESIDE_VALUES of the events, which are of this day, in the city's time, and of this feed."""
        now_s = self._tick(events)
        own = self._feeds.setdefault(feed, OfFeed(int(now_s[0])))
        fan_out, known_s, rung_since_s, gap_s, attempts, all_attempts, rung = (
            features.column(name) for name in READ_FEATURES
        )
        since_s = events.setup_us // US_PER_S
        cards, is_twice, handset_days = self._cards.meet_at(
            events.imei, events.imsi, day, now_s, events.cell, since_s, events.at_us // US_PER_S
        )
        of_many = np.where(fan_out >= LEAST_DISTINCT, events.cli, 0)
        callers, countries = abroad(events)
        is_country, is_zone = self._firsts.meet(callers, countries, now_s)
        run, at_once = self._lines.meet(events, now_s, attempts)
        heard_s = now_s - own.began_s
        found = {
            "heard_s": heard_s,
            "heard_before_s": np.maximum(heard_s - np.maximum(known_s, rung_since_s), 0),
            "handset_cards_today": cards,
            "card_handsets_today": self._handsets.meet(events.imsi, events.imei, day, now_s),
            "is_at_two_sites": is_twice,
            "handset_known_days": handset_days,
            "handset_heard_days": np.where(handset_days > 0, np.maximum(heard_s // DAY_S - handset_days, 0), 0),
            "is_first_country": is_country,
            "is_first_zone": is_zone,
            "home_ago_s": self._homes.meet(events, now_s),
            "calls_at_once": at_once,
            "prefix_run": run,
            "same_called_15m": self._repeats.meet(events, now_s, attempts),
            "countries_today": self._countries.meet(callers, countries, day, now_s),
            "cells_today": self._cells.meet(of_many, events.cell, day, now_s),
        }
        told = {name: values.astype(np.float64) for name, values in found.items()}
        told |= self._together.meet(events, day, now_s, works_list(fan_out, all_attempts, rung), gap_s)
        return told | own.surge.meet(events, day) | own.rush.meet(events, now_s) | own.habits.meet(events, day)

    def meet(self, events: EventBlock, is_risky: npt.NDArray[np.bool_]) -> Values:
        """COMPANY_VALUES of the events that `note` was called for last; `is_risky`: by the caller's own record."""
        listed = self._lists.meet(events, self._now_s, is_risky).risky[:, 0].astype(np.float64)
        return self._company.meet(events, self._now_s, is_risky).values() | {"listed_by_risky": listed}

    def image(self) -> "BesideImage":
        """Its memory now, copied."""
        tables = {name: rows.words.copy() for name, rows in self._tables().items()}
        others = {
            "clock": np.array([self._clock_us]),
            "feeds": np.array(list(self._feeds), np.str_),
        } | self._together.arrays()
        for number, own in enumerate(self._feeds.values()):
            others |= {f"{name}_{number}": array for name, array in own.arrays().items()}
        return BesideImage(others, tables)

    @classmethod
    def load(cls, path: Path) -> "Beside":
        """As its image was saved; empty when there is none, as in snapshots of older programs. Raises StoreError when it cannot be read."""
        found = cls()
        if not path.exists():
            return found
        try:
            with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as saved:
                found._clock_us = int(saved["clock"][0])
                for number, feed in enumerate(saved["feeds"].tolist()):
                    found._feeds[feed] = own = OfFeed(int(saved[f"began_{number}"][0]))
                    if f"habits_{number}" in saved:
                        own.habits.refill(saved[f"habits_{number}"])
                    own.surge.refill(saved[f"surge_{number}"])
                    if f"rush_{number}" in saved:
                        own.rush.refill(saved[f"rush_{number}"])
                found._together.refill(saved)
                for name, rows in found._tables().items():
                    if name in saved:
                        rows.refill(saved[name])
        except (OSError, ValueError, KeyError) as err:
            raise StoreError(
                f"{path} cannot be read as what lies beside the engine; replay the last days instead"
            ) from err
        return found

    def _tables(self) -> dict[str, Rows]:
        return {
            "company": self._company.rows, "cards": self._cards.rows, "handsets": self._handsets.rows, "cells": self._cells.rows, "listed": self._lists.rows,
            "lines": self._lines.rows, "repeats": self._repeats.rows, "firsts": self._firsts.rows, "homes": self._homes.rows, "whereabouts": self._together.table, "countries": self._countries.rows,
        }  # fmt: skip

    def _tick(self, events: EventBlock) -> Ints:
        """The clock at each event, s."""
        clock_us = np.maximum(np.maximum.accumulate(events.at_us), self._clock_us)
        self._clock_us = int(clock_us[-1])
        self._now_s: Ints = clock_us // US_PER_S
        return self._now_s


def abroad(events: EventBlock) -> tuple[Ints, Ints]:
    """Callers of foreign numbers and the country codes of those; 0 and 0 of other events."""
    rows = np.flatnonzero(events.called_kind == NumberKind.FOREIGN)
    callers, countries = np.zeros(len(events), np.int64), np.zeros(len(events), np.int64)
    callers[rows] = events.cli[rows]
    countries[rows] = [country_of_number(number) for number in events.called[rows].tolist()]
    return callers, countries


@dataclass(frozen=True, slots=True)
class BesideImage:
    """All of it at one moment."""

    others: dict[str, np.ndarray]
    tables: dict[str, Table]

    def save(self, path: Path) -> None:
        """Write it to `path`; any thread. Raises OSError."""
        with path.open("wb") as file:
            tables = {name: used(words) for name, words in self.tables.items()}
            np.savez(file, allow_pickle=False, **self.others, **tables)
