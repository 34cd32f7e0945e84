"""Record files in a drop folder: written aside, then renamed, so that a reader never sees half a file."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from linewarden.sim.calls import HOUR, MINUTE, Calls, joined, micros, utc
from linewarden.sim.city import START, City
from linewarden.sim.frauds.campaign import Den
from linewarden.sim.frauds.rate import FraudRate
from linewarden.sim.frauds.underworld import REAL_RATES, denser
from linewarden.sim.temper import AS_TOLD, Temper
from linewarden.sim.truth import Exposure, as_line, head_line
from linewarden.sim.writers.records import Layout, content


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: for reconciliation with what was received."""

    files: int = 0
    records: int = 0

    def __add__(self, other: "Written") -> "Written":
        return Written(self.files + other.files, self.records + other.records)


def write_file(folder: Path, calls: Calls, city: City, layout: Layout, nth: int) -> Written:
    """One closed file of these calls; its name says DEMO, the last end of a call (UTC) and a running number. No file for no calls."""
    if not calls.size:
        return Written()
    folder.mkdir(parents=True, exist_ok=True)
    stamp = f"{utc(calls['end_us'].max()):%Y%m%dT%H%M%SZ}"
    path = folder / f"DEMO_{layout.value}_{stamp}_{nth:05d}.csv"
    aside = path.with_suffix(".csv.part")
    aside.write_bytes(content(calls, city.names, layout))
    aside.rename(path)
    return Written(1, calls.size)


def by_end(blocks: Iterator[Calls], since_us: int, until_us: int, step_us: int) -> Iterator[Calls]:
    """The calls that ended in each step of the span, in order of end; one array a step, in time with the blocks.

    `blocks` are in order of setup and may begin before the span; calls still up at its end are left out, as a carrier does.
    """
    waiting = joined([])
    for start in range(since_us, until_us, step_us):
        stop = min(start + step_us, until_us)
        while not waiting.size or waiting["setup_us"][-1] < stop:
            block = next(blocks, None)
            if block is None:
                break
            waiting = joined([waiting, block])
        is_over = waiting["end_us"] < stop
        over = waiting[is_over & (waiting["end_us"] >= start)]
        waiting = waiting[~is_over]
        yield over[np.argsort(over["end_us"], kind="stable")]


def write_history(
    city: City,
    folder: Path,
    since: datetime,
    until: datetime,
    layout: Layout = Layout.LINEWARDEN,
    *,
    file_minutes: int = 30,
) -> Written:
    """Record files of all calls that ended in [since, until), whatever their medium: what carriers kept of the past."""
    done = Written()
    spans = by_end(city.blocks(since, until), micros(since), micros(until), file_minutes * MINUTE)
    for nth, calls in enumerate(spans, 1):
        done += write_file(folder, calls, city, layout, nth)
    return done


def write_dataset(
    folder: Path,
    seed: int,
    people: int,
    hours: int,
    *,
    fraud_factor: float = 200.0,
    start: datetime = START,
    rates: tuple[FraudRate, ...] = REAL_RATES,
    temper: Temper = AS_TOLD,
) -> Written:
    """Data for an evaluation: `records.csv` in order of end (linewarden layout), `truth.jsonl` and `dens.jsonl`, all marked DEMO.

    A small city with true base rates has no fraud on most days, so campaigns are `fraud_factor` times as frequent; 1 is true to life.
    `rates`, `temper`: of another city than that of the tables. The first line of each JSONL says what was made; the others are `truth.Exposure` and `frauds.campaign.Den`.
    """
    city = City(seed, people=people, start=start, rates=denser(rates, fraud_factor), temper=temper)
    since_us = micros(city.start)
    until = utc(since_us + hours * HOUR)
    folder.mkdir(parents=True, exist_ok=True)
    head = city.about(city.start, until)
    _write_lines(folder / "truth.jsonl", head, city.truth(city.start, until))
    _write_lines(folder / "dens.jsonl", head, city.dens(city.start, until))
    done = Written(1, 0)
    with (folder / "records.csv").open("wb") as out:
        for calls in by_end(city.blocks(city.start, until), since_us, micros(until), 10 * MINUTE):
            out.write(content(calls, city.names, Layout.LINEWARDEN, with_header=out.tell() == 0))
            done += Written(0, calls.size)
    return done


def _write_lines(path: Path, head: dict[str, object], rows: Iterable[Exposure | Den]) -> None:
    with path.open("wb") as out:
        out.write(head_line(head))
        out.writelines(as_line(row) for row in rows)
