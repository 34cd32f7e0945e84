"""The feature engine: events in, one row of feature values for each event out."""

from collections.abc import Collection
from typing import Any

import numpy as np
import numpy.typing as npt

from linewarden.errors import LinewardenError
from linewarden.features.definitions import COLUMN, FEATURES, SPANS, SUBJECTS
from linewarden.features.layout import IS_ATTEMPT, IS_END, IS_LATE, Bools, Int32s, Ints, Plan, Table, Target
from linewarden.features.log import Log, rows_for
from linewarden.features.matrix import FeatureMatrix
from linewarden.features.measures import MEASURES, Flashes, KnownS, NearSteps, Shorts, TalkMs
from linewarden.features.share import Share
from linewarden.features.subjects import SOON
from linewarden.features.timeline import flag
from linewarden.features.timetable import EARLIEST_US, LATEST_US, Timetable
from linewarden.features.track import Track
from linewarden.features.trail import Recent, follow
from linewarden.model.event import EventBlock, EventKind

_TRACKED = tuple(subject for subject in SUBJECTS if subject.key == subject.asked_by)
"""Subjects with a state of their own. Call-backs read that of the called."""

_COLUMNS = {subject.name: COLUMN[f"{subject.name}_{MEASURES[0].name}_{SPANS[0].name}"] for subject in SUBJECTS}
_KNOWN_COLUMN = COLUMN[f"caller_{KnownS().name}_{SPANS[-1].name}"]
_SHORT_MS, _FLASH_MS, _TALK_MS = Shorts().at_most_ms, Flashes().at_most_ms, TalkMs().at_most_ms
_NEAR = NearSteps().at_most
_NOBODY: Int32s = np.empty(0, np.int32)
_PARTY = {subject.name: "caller" if subject.party == "cli" else subject.party for subject in _TRACKED}
"""Kind of subject that the counterparties are."""


class Engine:
    """Exact values of all features, event by event. Not for two threads at once; releases the GIL while it works.

    `hash_seed` should be secret where outsiders choose the numbers. `rows` (a power of two) is the size to begin with and `chunk` the
    number of events handled at a time; neither changes any value. `looks_ahead`: tables that are about to grow have their memory made
    ready by another thread, so that a live stream does not wait for it; it takes that memory a little sooner.

    `share`: keep and write the values of its subjects only and leave all other cells 0, so that the sum of the matrices of all shares is
    that of one engine. It is pushed every event all the same, at least every one in which a subject of its own takes part: then values
    are those of one engine as long as no event is late.
    """

    def __init__(
        self,
        *,
        hash_seed: int = 0,
        rows: int = 1 << 13,
        chunk: int = 1 << 12,
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
        return self.time.nbytes + self._log.nbytes + sum(track.nbytes for track in self._tracks.values())

    @property
    def held(self) -> int:
        """Events in the log: those of the longest window, and late ones among them that have left it."""
        return self.time.count - self.time.first

    @property
    def known(self) -> dict[str, int]:
        """How many of each kind of subject the longest window holds events of."""
        return {name: track.subjects.known for name, track in self._tracks.items()}

    @property
    def used(self) -> frozenset[str]:
        """Kinds of subject that have appeared."""
        return frozenset(name for name, track in self._tracks.items() if track.is_used)

    @property
    def pairs(self) -> dict[str, int]:
        """How many pairs of subject and counterparty the longest window holds; those of the called are the callers', without a share."""
        return {name: track.pairs.held for name, track in self._pairing()}

    def parts(self) -> dict[str, object]:
        """Everything that the engine remembers, by name: what a snapshot keeps."""
        found: dict[str, object] = {"time": self.time, "log": self._log}
        for name, track in self._tracks.items():
            found |= {name: track, f"{name}/subjects": track.subjects, f"{name}/pairs": track.pairs}
        return found

    def push(self, block: EventBlock) -> FeatureMatrix:
        """The values of all features at each event of the block, in order.

        How a stream is cut into blocks changes nothing. Raises `LinewardenError`, and takes nothing in, when a kind is not an
        `EventKind` or a time lies outside ±2**62 µs.
        """
        out = np.zeros((len(block), len(FEATURES)), np.int64)
        self.push_into(block, out)
        return FeatureMatrix(out)

    def push_into(self, block: EventBlock, out: Table, *, stale: Collection[str] = ()) -> None:
        """As `push`, into a matrix of other events: int64 [n, len(FEATURES)] in one piece.

        `stale`: kinds of subject whose cells of ours may hold old values; those of all other kinds must be 0.
        """
        check(block)
        for start in range(0, len(block), self._chunk):
            rows = slice(start, start + self._chunk)
            self._push(block.take(rows), out[rows], stale)
        if self.looks_ahead:
            self._look_ahead()

    def _look_ahead(self) -> None:
        rows = self._log.rows
        is_growing = self.held > SOON * rows and self._expected_rows < rows
        if is_growing:
            self._expected_rows = rows
            self._log.look_ahead()
        for track in self._tracks.values():
            track.look_ahead(is_log_growing=is_growing)

    @property
    def pushed(self) -> int:
        """Events pushed so far; an event's number is how many came before it."""
        return int(self.time.count)

    def recent(self, subject: str, key: int, *, since_us: int, limit: int, last: int | None = None) -> Recent:
        """The latest records of a subject ("caller", "called", "imei" …) with an event at or after `since_us` in the longest window.

        Newest first by arrival, at most `limit`; empty for a key that is not known. Takes time in proportion to what it finds.
        `last`: number of the event after which nothing had been pushed yet, as the asker sees it.
        """
        if subject not in self._tracks:
            raise LinewardenError(f"subject {subject!r} has no records of its own; there are {list(self._tracks)}")
        track, log = self._tracks[subject], self._log
        after = max(since_us - 1, self.time.forgotten_us)
        found = np.empty(limit, np.int64)
        newest, first = track.newest(key, self.time.count), self.time.first
        count = follow(
            newest,
            first,
            self.pushed if last is None else last,
            after,
            log.at,
            log.flags,
            IS_LATE,
            log.record_id,
            track.links,
            found,
        )
        return self._records(found[:count] & (log.rows - 1))

    def _records(self, rows: Ints) -> Recent:
        log, flags = self._log, self._log.flags[rows]
        return Recent(
            record_id=log.record_id[rows],
            at_us=log.at[rows],
            kind=_kinds(flags),
            cli=log.cli[rows],
            called=log.called[rows],
            talk_ms=log.talk[rows].astype(np.int64),
            setup_us=log.setup_us[rows],
        )

    def _push(self, block: EventBlock, out: Table, stale: Collection[str]) -> None:
        plan, log = self._plan(block), self._log
        keys = {s.name: _own(getattr(block, s.key)) for s in _TRACKED}
        is_ours = {name: self._is_ours(keys[name]) for name in self._tracks}
        rows = {name: np.flatnonzero(mask) for name, mask in is_ours.items()}
        ids = {name: track.meet(keys[name], rows[name], plan) for name, track in self._tracks.items()}
        previous = {
            name: track.pair_up(ids[name], keys[_PARTY[name]], rows[name], plan, log) for name, track in self._pairing()
        }
        previous.setdefault("called", previous["caller"])  # the same pairs, seen from the other end
        watchers = self._tracks["called"].subjects.probe(keys["caller"], rows["caller"])
        rows["called"] = np.flatnonzero(is_ours["called"] | is_ours["caller"])
        deaths = {
            name: self._tracks[name].slide(
                _and_last(rows[name], len(block)),
                ids[name],
                previous[name],
                watchers=watchers if name == "called" else _NOBODY,
                called=keys["called"],
                near_at_most=_NEAR,
                parties=log.cli if name == "called" else log.called,
                plan=plan,
                log=log,
                target=Target(out, _COLUMNS[name], _KNOWN_COLUMN, _COLUMNS["callback"], name in stale),
            )
            for name in self._tracks
        }
        for name, track in self._tracks.items():
            track.bury(deaths[name], self.time, log)

    def _is_ours(self, keys: Ints) -> Bools:
        return self.share.has(keys) if self.share is not None else np.ones(keys.size, np.bool_)

    def _pairing(self) -> list[tuple[str, Track]]:
        """Tracks with pairs of their own. One engine for all has each pair of caller and called once; a share may own one end only."""
        return [(name, track) for name, track in self._tracks.items() if name != "called" or self.share is not None]

    def _plan(self, block: EventBlock) -> Plan:
        number, first, n = self.time.count, self.time.first, len(block)
        rows = rows_for(self._log.rows, number + n - first)
        if rows > self._log.rows:
            self._log.grow(rows, first)
            for track in self._tracks.values():
                track.grow(rows, first)
        at, flags, talk = _own(block.at_us), np.empty(n, np.uint8), np.empty(n, np.int32)
        answered_us, talk_ms, ring_ms = _own(block.answered_us), _own(block.talk_ms), _own(block.ring_ms)
        flag(_own(block.kind), answered_us, talk_ms, ring_ms, _SHORT_MS, _FLASH_MS, _TALK_MS, flags, talk)
        self._log.append(number, talk, flags, block)
        return self.time.plan(at, self._log)


def _and_last(rows: Ints, events: int) -> Ints:
    """These positions and that of the last event."""
    return rows if rows.size and rows[-1] == events - 1 else np.append(rows, events - 1)


def _own(column: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """A writable copy in one piece: the kernel is compiled for such arrays, and would be compiled again for any other."""
    return np.array(column, order="C")


def _kinds(flags: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """The kinds of event that these flags were made of."""
    is_attempt, is_end = flags & IS_ATTEMPT != 0, flags & IS_END != 0
    return np.select(
        [is_attempt & is_end, is_attempt, is_end],
        [np.uint8(EventKind.RECORD), np.uint8(EventKind.SETUP), np.uint8(EventKind.RELEASE)],
        np.uint8(EventKind.ANSWER),
    )


def check(block: EventBlock) -> None:
    """Raises `LinewardenError` when no engine can take the block in."""
    if not len(block):
        return
    least, most = int(block.at_us.min()), int(block.at_us.max())
    if least < EARLIEST_US or most > LATEST_US:
        raise LinewardenError(
            f"events at {least} .. {most} µs: times must lie within ±2**62 µs; refuse such records on intake"
        )
    if block.kind.min() < min(EventKind) or block.kind.max() > max(EventKind):
        raise LinewardenError(f"event kinds {sorted(set(block.kind.tolist()))}: each must be an EventKind")
