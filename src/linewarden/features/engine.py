"""The feature engine: events in, one row of feature values for each event out."""

from collections.abc import Collection
from typing import Any

import numpy as np
import numpy.typing as npt

from linewarden.errors import LinewardenError
from linewarden.features.compact.arena import Arena
from linewarden.features.compact.layout import CALLED_PRINT, LOW
from linewarden.features.compact.moments import VALUES as MOMENT_VALUES
from linewarden.features.compact.moments import fill
from linewarden.features.compact.track import LongTrack
from linewarden.features.definitions import COLUMN, EXACT_SPANS, FEATURES, LONG_SPANS, SUBJECTS
from linewarden.features.layout import Bytes, Int32s, Ints, Plan, Table, Target
from linewarden.features.log import Log, rows_for
from linewarden.features.matrix import FeatureMatrix
from linewarden.features.measures import MEASURES, Flashes, NearSteps, Shorts, TalkMs
from linewarden.features.share import Share
from linewarden.features.subjects import SOON
from linewarden.features.timeline import flag
from linewarden.features.timetable import EARLIEST_US, LATEST_US, Timetable
from linewarden.features.track import Track
from linewarden.features.trail import KEPT_US, Recent, Trail
from linewarden.model.event import EventBlock, EventKind

_TRACKED = tuple(subject for subject in SUBJECTS if subject.key == subject.asked_by)
"""Subjects with a state of their own. Call-backs read that of the called."""

_COLUMNS = {subject.name: COLUMN[f"{subject.name}_{MEASURES[0].name}_{EXACT_SPANS[0].name}"] for subject in SUBJECTS}
_LONG_COLUMNS = {
    subject.name: COLUMN[f"{subject.name}_{MEASURES[0].name}_{LONG_SPANS[0].name}"] for subject in SUBJECTS
}
_SHORT_MS, _FLASH_MS, _TALK_MS = Shorts().at_most_ms, Flashes().at_most_ms, TalkMs().at_most_ms
_NEAR = NearSteps().at_most
_NOBODY: Int32s = np.empty(0, np.int32)
_PARTY = {subject.name: "caller" if subject.party == "cli" else subject.party for subject in _TRACKED}
"""Kind of subject that the counterparties are."""


class Engine:
    """Values of all features, event by event. Not for two threads at once; releases the GIL while it works.

    `hash_seed` should be secret where outsiders choose the numbers. `rows` (a power of two) is the size to begin with and `chunk` the
    number of events handled at a time; neither changes any value. `looks_ahead`: tables that are about to grow have their memory made
    ready by another thread, so that a live stream does not wait for it; it takes that memory a little sooner.

    `share`: keep and write the values of its subjects only and leave all other cells 0, so that the sum of the matrices of all shares is
    that of one engine. It is pushed every event all the same, or those in which a subject of its own takes part: then it must be told the
    clock of the whole stream at each, or its values are those of one engine only as long as no event is late.
    """

    def __init__(
        self,
        *,
        hash_seed: int = 0,
        rows: int = 1 << 13,
        chunk: int = 1 << 14,
        looks_ahead: bool = False,
        share: Share | None = None,
    ) -> None:
        self.hash_seed = hash_seed
        self.share = share
        self.looks_ahead = looks_ahead
        self._chunk = chunk
        self._expected_rows = 0
        self.time = Timetable()
        self._log = Log(rows)
        self._tracks = {s.name: Track(rows=rows, seed=hash_seed, has_traits=s.name == "caller") for s in _TRACKED}
        self._arena = Arena()
        self._long = {s.name: LongTrack(rows=rows, seed=hash_seed) for s in _TRACKED}
        self._trail = Trail(rows)

    @property
    def late(self) -> int:
        """Events that came with `at` before the clock."""
        return self.time.late

    @property
    def clock_us(self) -> int:
        """Greatest `at` so far, µs since 1970 UTC; -2**62 before the first event."""
        return self.time.clock_us

    @property
    def nbytes(self) -> int:
        """Bytes set aside for tables and log; pages not yet written to use no memory."""
        shared = self.time.nbytes + self._log.nbytes + self._arena.nbytes + self._trail.nbytes
        return shared + sum(track.nbytes + self._long[name].nbytes for name, track in self._tracks.items())

    @property
    def held(self) -> int:
        """Events in the log: those of the longest exact window, and late ones among them that have left it."""
        return self.time.count - self.time.first

    @property
    def known(self) -> dict[str, int]:
        """How many of each kind of subject the longest exact window holds events of."""
        return {name: track.subjects.known for name, track in self._tracks.items()}

    @property
    def remembered(self) -> dict[str, int]:
        """How many of each kind of subject the longest window holds events of, with those that left it lately."""
        return {name: track.known for name, track in self._long.items()}

    @property
    def used(self) -> frozenset[str]:
        """Kinds of subject that have appeared."""
        return frozenset(name for name, track in self._tracks.items() if track.is_used or self._long[name].known)

    @property
    def pairs(self) -> dict[str, int]:
        """How many pairs of subject and counterparty the longest exact window holds; those of the called are the callers', without a share."""
        return {name: track.pairs.held for name, track in self._pairing()}

    def parts(self) -> dict[str, object]:
        """Everything that the engine remembers, by name: what a snapshot keeps."""
        found: dict[str, object] = {"time": self.time, "log": self._log, "arena": self._arena, "trail": self._trail}
        for name, track in self._tracks.items():
            found |= {name: track, f"{name}/subjects": track.subjects, f"{name}/pairs": track.pairs}
            found[f"{name}/long"] = self._long[name]
        return found

    def push(self, block: EventBlock) -> FeatureMatrix:
        """The values of all features at each event of the block, in order.

        How a stream is cut into blocks changes nothing. Raises `LinewardenError`, and takes nothing in, when a kind is not an
        `EventKind` or a time lies outside 1970 to 2106.
        """
        out = np.zeros((len(block), len(FEATURES)), np.int64)
        self.push_into(block, out)
        return FeatureMatrix(out)

    def push_into(
        self,
        block: EventBlock,
        out: Table,
        *,
        stale: Collection[str] = (),
        continues: bool = False,
        clock_us: Ints | None = None,
    ) -> None:
        """As `push`, into a matrix of other events: int64 [n, len(FEATURES)] in one piece.

        `stale`: kinds of subject whose cells of ours may hold old values; those of all other kinds must be 0. `continues`: what was
        pushed before is part of the same push, for `recent`. `clock_us`: the clock of the stream at each event, ascending, when these are
        not all events of the stream.
        """
        check(block)
        if not continues:
            self._trail.begin()
        clock_us = block.at_us if clock_us is None else clock_us
        for start in range(0, len(block), self._chunk):
            rows = slice(start, start + self._chunk)
            self._push(block.take(rows), clock_us[rows], out[rows], stale)
        if self.looks_ahead:
            self._look_ahead()

    def reach(self, clock_us: int, *, late: int) -> None:
        """Let the clock get there, and count so many late events: what the stream has come to by events that were not told."""
        self.time.clock_us, self.time.late = max(self.time.clock_us, clock_us), late

    def _look_ahead(self) -> None:
        rows = self._log.rows
        is_growing = self.held > SOON * rows and self._expected_rows < rows
        if is_growing:
            self._expected_rows = rows
            self._log.look_ahead()
        for name, track in self._tracks.items():
            track.look_ahead(is_log_growing=is_growing)
            self._long[name].look_ahead()
        self._trail.look_ahead(SOON)

    @property
    def pushed(self) -> int:
        """Events pushed so far; an event's number is how many came before it."""
        return int(self.time.count)

    def recent(self, cli: int, *, since_us: int, limit: int, last: int | None = None) -> Recent:
        """The latest records of a caller with an event at or after `since_us` in the last 24 h.

        Newest first by arrival, at most `limit`; empty for a number that is not known. Takes time in proportion to what it finds.
        `last`: number of an event of the latest push after which nothing had been pushed yet, as the asker sees it.
        """
        trail, low = self._trail, self._long["caller"].newest(cli, self._arena)
        newest = trail.count - ((trail.count + 1 - low) & LOW) if low else -1
        since_us = max(since_us, self.clock_us - KEPT_US + 1)
        return trail.recent(cli, newest, since_us=since_us, limit=limit, last=last)

    def _push(self, block: EventBlock, clock_us: Ints, out: Table, stale: Collection[str]) -> None:
        flags, talk = _told(block)
        plan, log = self._plan(block, clock_us, flags, talk), self._log
        keys = {s.name: _own(getattr(block, s.key)) for s in _TRACKED}
        rows = {name: self._rows(keys[name], keys[name]) for name in self._tracks}
        asked = rows | {"called": self._rows(keys["called"], keys["caller"])}  # of callers their call-backs are wanted
        ids = {name: track.meet(keys[name], rows[name], plan) for name, track in self._tracks.items()}
        previous = {
            name: track.pair_up(ids[name], keys[_PARTY[name]], rows[name], plan, log) for name, track in self._pairing()
        }
        previous.setdefault("called", previous["caller"])  # the same pairs, seen from the other end
        watchers = self._tracks["called"].subjects.probe(keys["caller"], rows["caller"])
        deaths = {
            name: self._tracks[name].slide(
                _and_last(asked[name], len(block)),
                ids[name],
                previous[name],
                watchers=watchers if name == "called" else _NOBODY,
                called=keys["called"],
                near_at_most=_NEAR,
                parties=log.cli if name == "called" else log.called,
                plan=plan,
                log=log,
                target=Target(out, _COLUMNS[name], _COLUMNS["callback"], name in stale),
            )
            for name in self._tracks
        }
        for name, track in self._tracks.items():
            track.bury(deaths[name], self.time, log)
        self._push_long(block, keys, rows, asked, plan, flags, talk, out, stale)

    def _push_long(
        self,
        block: EventBlock,
        keys: dict[str, Ints],
        rows: dict[str, Ints],
        asked: dict[str, Ints],
        plan: Plan,
        flags: Bytes,
        talk: Int32s,
        out: Table,
        stale: Collection[str],
    ) -> None:
        moments, cli_prints = np.empty((len(block), MOMENT_VALUES), np.int64), np.empty(len(block), np.int64)
        fill(plan.at, plan.clock, flags, talk, keys["caller"], keys["called"], self.hash_seed, moments, cli_prints)
        called_prints = np.ascontiguousarray(moments[:, CALLED_PRINT])
        seats = {name: track.seats(keys[name], rows[name], moments) for name, track in self._long.items()}
        watchers = self._long["called"].look_up(keys["caller"], rows["caller"])
        callers = rows["caller"][keys["caller"][rows["caller"]] != 0]
        numbers = self._trail.take(block, callers, base=plan.base, clock=plan.clock, flags=flags, talk=talk)
        links, nothing = np.zeros(len(block), np.int64), np.empty(0, np.int64)
        for name, track in self._long.items():
            is_called, is_caller = name == "called", name == "caller"
            track.push(
                asked[name],
                seats[name],
                cli_prints if is_called else called_prints,
                moments=moments,
                arena=self._arena,
                target=Target(out, _LONG_COLUMNS[name], _LONG_COLUMNS["callback"], name in stale),
                watchers=watchers if is_called else nothing,
                numbers=numbers if is_caller else nothing,
                links=links if is_caller else nothing,
            )
        self._trail.link(callers, links)

    def _rows(self, keys: Ints, others: Ints) -> Ints:
        """Positions at which one of the two keys is ours."""
        return self.share.rows(keys, others) if self.share is not None else np.arange(keys.size)

    def _pairing(self) -> list[tuple[str, Track]]:
        """Tracks with pairs of their own. One engine for all has each pair of caller and called once; a share may own one end only."""
        return [(name, track) for name, track in self._tracks.items() if name != "called" or self.share is not None]

    def _plan(self, block: EventBlock, clock_us: Ints, flags: Bytes, talk: Int32s) -> Plan:
        number, first, n = self.time.count, self.time.first, len(block)
        rows = rows_for(self._log.rows, number + n - first)
        if rows > self._log.rows:
            self._log.grow(rows, first)
            for track in self._tracks.values():
                track.grow(rows, first)
        self._log.append(number, talk, flags, block)
        return self.time.plan(_own(block.at_us), clock_us, self._log)


def _told(block: EventBlock) -> tuple[Bytes, Int32s]:
    """What each event is (IS_ flags) and the talk time that it adds, ms."""
    flags, talk = np.empty(len(block), np.uint8), np.empty(len(block), np.int32)
    answered_us, talk_ms, ring_ms = _own(block.answered_us), _own(block.talk_ms), _own(block.ring_ms)
    flag(_own(block.kind), answered_us, talk_ms, ring_ms, _SHORT_MS, _FLASH_MS, _TALK_MS, flags, talk)
    return flags, talk


def _and_last(rows: Ints, events: int) -> Ints:
    """These positions and that of the last event."""
    return rows if rows.size and rows[-1] == events - 1 else np.append(rows, events - 1)


def _own(column: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """A writable copy in one piece: the kernel is compiled for such arrays, and would be compiled again for any other."""
    return np.array(column, order="C")


def check(block: EventBlock) -> None:
    """Raises `LinewardenError` when no engine can take the block in."""
    if not len(block):
        return
    least, most = int(block.at_us.min()), int(block.at_us.max())
    if least < EARLIEST_US or most > LATEST_US:
        raise LinewardenError(
            f"events at {least} .. {most} µs: times must lie within 1970 to 2106; refuse such records on intake"
        )
    if block.kind.min() < min(EventKind) or block.kind.max() > max(EventKind):
        raise LinewardenError(f"event kinds {sorted(set(block.kind.tolist()))}: each must be an EventKind")
