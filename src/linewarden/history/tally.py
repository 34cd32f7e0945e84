"""How many calls, callers and persons of each day score above a threshold, in all and by each rule, for several rule tables at once."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from linewarden.errors import LinewardenError
from linewarden.features.layout import Ints, Table
from linewarden.history.span import micros
from linewarden.history.wanted import Wanted
from linewarden.model.event import EventBlock
from linewarden.rulebook.cleared import cleared_by
from linewarden.rulebook.whitelist import Entry, Whitelist
from linewarden.scoring.caller import score_callers
from linewarden.scoring.rule import Rule

ANY = "any"
"""The line of all rules together."""

_DAY = timedelta(days=1)
_MOST_WAITING = 1 << 20
"""Keys of a line that wait before those that come twice are dropped."""


@dataclass(frozen=True, slots=True)
class Criteria:
    """What is counted."""

    wanted: Wanted
    tables: tuple[tuple[Rule, ...], ...]  # rules of the same names in the same order
    threshold: float  # a call counts when its score is at least this
    zone: ZoneInfo  # of the days
    whitelists: tuple[tuple[Entry, ...], ...] = ()  # of each table; none: nothing is cleared

    @property
    def lines(self) -> tuple[str, ...]:
        """What there is a count for: all rules together, and each rule among the calls that count."""
        return (ANY, *(rule.name for rule in self.tables[0]))


@dataclass(frozen=True, slots=True)
class Place:
    """One count: of a table, a local day and a line, by number."""

    table: int
    day: date
    line: int


@dataclass(frozen=True, slots=True)
class Tallied:
    """What a day brought in one place; the keys each once."""

    place: Place
    calls: int
    callers: Ints
    persons: Ints


@dataclass(frozen=True, slots=True)
class Columns:
    """Values of the wanted features as scoring takes them."""

    wanted: Wanted
    values: Table

    def column(self, name: str) -> Ints:
        """Values of one feature, one an event."""
        if name not in self.wanted.names:
            raise LinewardenError(f"feature {name!r} was not asked for; {self.wanted.names} were")
        return self.values[:, self.wanted.names.index(name)]


class Tally:
    """Counts day after day; events come in order of time."""

    def __init__(self, criteria: Criteria) -> None:
        self._criteria = criteria
        self._whitelists = [Whitelist(entries) for entries in criteria.whitelists or ((),) * len(criteria.tables)]
        self._day: date | None = None
        self._day_ends_us = 0
        self._open: dict[Place, _Line] = defaultdict(_Line)

    def add(self, events: EventBlock, values: Table) -> Iterator[Tallied]:
        """Count these events; gives the days that are over."""
        start = 0
        while start < len(events):
            if self._day is None or events.at_us[start] >= self._day_ends_us:
                yield from self.finish()
                self._begin_day(int(events.at_us[start]))
            end = int(np.searchsorted(events.at_us, self._day_ends_us))
            self._count(events.take(slice(start, end)), values[start:end])
            start = end

    def finish(self) -> Iterator[Tallied]:
        """The day that is not over yet; nothing is left."""
        for place, line in sorted(self._open.items(), key=lambda item: (item[0].table, item[0].line)):
            yield Tallied(place, line.calls, line.callers.unique(), line.persons.unique())
        self._open.clear()

    def _begin_day(self, at_us: int) -> None:
        zone = self._criteria.zone
        self._day = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at_us)).astimezone(zone).date()
        self._day_ends_us = micros(datetime.combine(self._day + _DAY, datetime.min.time(), zone))

    def _count(self, events: EventBlock, values: Table) -> None:
        assert self._day is not None
        features = Columns(self._criteria.wanted, values)
        for number, rules in enumerate(self._criteria.tables):
            scores = score_callers(events, features, rules)
            scores.value[cleared_by(self._whitelists[number], events) >= 0] = 0.0
            above = np.flatnonzero(scores.value >= self._criteria.threshold)
            if above.size:
                self._add(Place(number, self._day, 0), events, above)
                for rule in np.flatnonzero((scores.points[above] > 0).any(axis=0)).tolist():
                    self._add(Place(number, self._day, rule + 1), events, above[scores.points[above, rule] > 0])

    def _add(self, place: Place, events: EventBlock, rows: npt.NDArray[np.int64]) -> None:
        line = self._open[place]
        line.calls += rows.size
        line.callers.add(events.cli[rows])
        line.persons.add(events.called[rows])


class _Keys:
    """Keys, each once in the end; 0 (not told) is nobody."""

    def __init__(self) -> None:
        self._waiting: list[Ints] = []
        self._count = self._limit = 0

    def add(self, keys: Ints) -> None:
        self._waiting.append(np.unique(keys[keys != 0]))
        self._count += self._waiting[-1].size
        if self._count > max(_MOST_WAITING, self._limit):
            self._waiting = [self.unique()]
            self._count = self._waiting[0].size
            self._limit = 2 * self._count

    def unique(self) -> Ints:
        return np.unique(np.concatenate(self._waiting))


class _Line:
    """What is counted in one place."""

    def __init__(self) -> None:
        self.calls = 0
        self.callers, self.persons = _Keys(), _Keys()
