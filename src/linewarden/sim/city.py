"""The synthetic city: a seed in, calls in order of setup and the truth about them out."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta, timezone

import numpy as np

from linewarden.model.cdr import Route, Service
from linewarden.sim import life
from linewarden.sim.calls import SECOND, Call, Calls, Kind, Medium, Role, Stage, by_setup, joined, micros, utc
from linewarden.sim.frauds.campaign import Den, Silence, den_of
from linewarden.sim.frauds.rate import FraudRate
from linewarden.sim.frauds.underworld import DEMO_RATES, REAL_RATES, Underworld, denser
from linewarden.sim.manners import BUSY, NO_ANSWER, Floats
from linewarden.sim.numbers import write
from linewarden.sim.people import Flags
from linewarden.sim.places import Names
from linewarden.sim.rhythm import SLICE, Slice
from linewarden.sim.temper import AS_TOLD, Temper
from linewarden.sim.truth import Exposure, exposures
from linewarden.sim.world import Part, World, build

LOCAL_TIME = timezone(timedelta(hours=8))  # Changzhou, no summer time
START = datetime(2026, 11, 16, 10, tzinfo=LOCAL_TIME)  # a Monday morning
_DEMO_PEOPLE = 40_000
_AHEAD = 6  # slices by which a call may begin after the slice that caused it
_NUMBERS_A_SLICE = 1 << 22


class City:
    """A city of `people` residents that lives for ever; any span of its life can be made, again and again the same.

    `start` (aware) is where `blocks` begins when it is told nothing else. Memory holds the people and an hour of calls.
    """

    def __init__(
        self, seed: int, *, people: int = 40_000, start: datetime = START, rates: tuple[FraudRate, ...] = REAL_RATES,
        temper: Temper = AS_TOLD,
    ) -> None:  # fmt: skip
        self.seed = seed
        self.start = start.astimezone(UTC)
        self.world: World = build(seed, people, temper)
        self.rates = rates
        self._underworld = Underworld(self.world, rates)

    @property
    def names(self) -> Names:
        """Texts that the calls' small columns index."""
        return self.world.names

    def blocks(self, since: datetime | None = None, until: datetime | None = None) -> Iterator[Calls]:
        """Calls that begin in [since, until), ten minutes a block, in order of setup; without `until` they never end."""
        since_us = micros(since or self.start)
        until_us = micros(until) if until else None
        waiting = joined([])
        index = since_us // SLICE - _AHEAD
        while until_us is None or index * SLICE < until_us:
            when = Slice(index)
            waiting = joined([waiting, self._begun(when)])
            is_due = waiting["setup_us"] < when.until_us
            due = self._numbered(when, by_setup(waiting[is_due]))
            waiting = waiting[~is_due]
            index += 1
            if when.until_us > since_us:
                first = int(np.searchsorted(due["setup_us"], since_us))
                yield due[first : int(np.searchsorted(due["setup_us"], until_us)) if until_us else due.size]

    def calls(self, since: datetime | None = None, until: datetime | None = None) -> Iterator[Call]:
        """The same, call by call, for people and tests: some 10,000 a second."""
        for block in self.blocks(since, until):
            yield from (self.call(row) for row in block)

    def truth(self, since: datetime, until: datetime) -> Iterator[Exposure]:
        """What each fraud did to each person, for those whom it first rang in [since, until); by kind, campaign and time."""
        span = micros(since), micros(until)
        for campaign in self._underworld.campaigns(*span):
            yield from exposures(campaign, *span)

    def dens(self, since: datetime, until: datetime) -> Iterator[Den]:
        """The gangs' equipment behind the campaigns with a call in [since, until)."""
        for campaign in self._underworld.campaigns(micros(since), micros(until)):
            yield den_of(campaign, self.names)

    def about(self, since: datetime, until: datetime) -> dict[str, object]:
        """What a reader of this city's data must know: seed, size, span, and how frequent fraud is."""
        return {
            "seed": self.seed, "people": self.world.people.count, "since": since, "until": until, "rates": [asdict(rate) for rate in self.rates],
        }  # fmt: skip

    def call(self, row: np.void) -> Call:
        """One row of a block as texts and instants."""
        names = self.names
        return Call(
            setup_at=utc(row["setup_us"]),
            answered_at=utc(row["answer_us"]) if row["answer_us"] else None,
            ended_at=utc(row["end_us"]),
            cli=int(row["cli"]),
            called=int(row["called"]),
            cli_raw=write(int(row["cli"]), int(row["cli_form"])),
            called_raw=write(int(row["called"]), int(row["called_form"])),
            service=Service.SMS if row["service"] == Kind.SMS else Service.VOICE,
            cause=int(row["cause"]),
            route=Route(int(row["route"])).name.lower(),
            medium=Medium(int(row["medium"])),
            trunk_in=names.trunks[row["trunk_in"]] or None,
            trunk_out=names.trunks[row["trunk_out"]] or None,
            source_ip=names.source_ips[row["source_ip"]] or None,
            user_agent=names.user_agents[row["user_agent"]] or None,
            codec=names.codecs[row["codec"]] or None,
            cell=names.cells[row["cell"]] or None,
            imei=f"{row['imei']:015d}" if row["imei"] else None,
            imsi=f"{row['imsi']:015d}" if row["imsi"] else None,
            roaming=names.roaming[row["roaming"]] or None,
            role=Role(int(row["role"])),
            stage=Stage(int(row["stage"])),
            case=int(row["case"]),
            victim=int(row["victim"]),
        )

    def _begun(self, when: Slice) -> Calls:
        """Everything that a slice causes: its own calls and what follows from them within the hour."""
        parts = [make(self.world, when, self.world.rng(part, when.index)) for part, make in life.LIFE]
        ordinary = self._silenced(when, joined(parts))
        ordinary = ordinary[ordinary["setup_us"] < Slice(when.index + _AHEAD).until_us]
        return joined([ordinary, self._underworld.calls(when)])

    def _silenced(self, when: Slice, calls: Calls) -> Calls:
        """Ordinary calls without most of those of people under a gang's control."""
        draws = self.world.rng(Part.SILENCE, when.index).random(calls.size)
        is_kept = np.ones(calls.size, bool)
        for silence in self._underworld.silences(when.since_us, Slice(when.index + _AHEAD).until_us):
            is_kept &= ~_unmade(self.world.temper, calls, silence, draws)
            _unanswered(self.world.temper, calls, silence, draws)
        return calls[is_kept]

    def _numbered(self, when: Slice, calls: Calls) -> Calls:
        calls["number"] = when.index * _NUMBERS_A_SLICE + np.arange(calls.size)
        return calls


def _unmade(temper: Temper, calls: Calls, silence: Silence, draws: Floats) -> Flags:
    """Which calls the victim does not make: most in the term, all while the gang has him on the line."""
    is_his = (calls["cli"] == silence.number) & _within(calls, silence.since_us, silence.until_us)
    unmade: Flags = is_his & ((draws > temper.value("silence_out_ratio")) | _is_busy(calls, silence))
    return unmade


def _unanswered(temper: Temper, calls: Calls, silence: Silence, draws: Floats) -> None:
    """Calls to the victim end busy while the gang has him on the line, and ring out most times else. Changes them in place."""
    rows = np.flatnonzero(
        (calls["called"] == silence.number)
        & (calls["service"] == Kind.VOICE)
        & _within(calls, silence.since_us, silence.until_us)
    )
    if not rows.size:
        return
    is_busy = _is_busy(calls[rows], silence)
    for is_hit, wait_us, cause in (
        (is_busy, 2 * SECOND, BUSY),
        (~is_busy & (draws[rows] > temper.value("silence_in_ratio")), 31 * SECOND, NO_ANSWER),
    ):
        calls["answer_us"][rows[is_hit]] = 0
        calls["end_us"][rows[is_hit]] = calls["setup_us"][rows[is_hit]] + wait_us
        calls["cause"][rows[is_hit]] = cause


def _within(calls: Calls, since_us: int, until_us: int) -> Flags:
    within: Flags = (calls["setup_us"] >= since_us) & (calls["setup_us"] < until_us)
    return within


def _is_busy(calls: Calls, silence: Silence) -> Flags:
    is_busy = np.zeros(calls.size, bool)
    for answer_us, end_us in silence.busy:
        is_busy |= _within(calls, answer_us, end_us)
    return is_busy


def demo_city(seed: int = 2026, *, people: int = _DEMO_PEOPLE, start: datetime = START) -> City:
    """A city with far more fraud than any real one, at all hours, so that a demonstration has something to show.

    A small one has as many campaigns as one of 40,000 people. `start` is where live play begins, 10:00 local time on Monday 16 November 2026 unless told; write the hours before it as history.
    """
    return City(seed, people=people, start=start, rates=denser(DEMO_RATES, max(1.0, _DEMO_PEOPLE / people)))
