"""The feature engine: events in, one row of feature values for each event out."""

from collections.abc import Collection

import numpy as np

from linewarden.errors import LinewardenError
from linewarden.features.arena import Arena
from linewarden.features.clock import Clock
from linewarden.features.definitions import FEATURES, SUBJECTS
from linewarden.features.layout import LOW, MOMENT, US_PER_S, Int32s, Ints, Table, Target
from linewarden.features.matrix import FeatureMatrix
from linewarden.features.memory import in_one_piece, zeros
from linewarden.features.moments import fill
from linewarden.features.share import Share
from linewarden.features.sharing import Sharing
from linewarden.features.subjects import ALONE, Subjects
from linewarden.features.trail import KEPT_US, Recent, Trail
from linewarden.model.event import EventBlock, EventKind

EARLIEST_US, LATEST_US = 0, (2**32 - 1) * US_PER_S
"""Times that can be taken in, 1970 to 2106: seconds are kept in 32 bits."""

CALLBACK = "callback"
_TRACKED = tuple(subject for subject in SUBJECTS if subject.key == subject.asked_by)
"""Subjects with a state of their own. Call-backs read that of the called."""

_SOON = 0.97
"""Share of the trail in use at which memory for its doubling is made ready: it holds a day, so some 40 minutes are left, and a site whose days
are alike and fit does not hold three times what it uses."""

_NOBODY: Ints = np.empty(0, np.int64)
_NO_LINKS: Int32s = np.empty(0, np.int32)


class Engine:
    """Values of all features, event by event. Not for two threads at once; releases the GIL while it works.

    `hash_seed` should be secret where outsiders choose the numbers. `rows` (a power of two) is the size to begin with and `chunk` the
    number of events handled at a time; neither changes any value. `looks_ahead`: tables that are about to grow have their memory made
    ready by another thread, so that a live stream does not wait for it; it takes that memory a little sooner.

    `share`: keep and write the values of its subjects only and leave all other cells 0, so that the sum of the matrices of all shares is
    that of one engine. It is pushed every event all the same, or those in which a subject of its own takes part: then it must be told the
    clock of the whole stream at each, or its values are those of one engine only as long as no event is late.

    `kinds`: names of the kinds of subject that are kept, all if None. Others cost nothing and their cells stay 0; a call-back's values
    need the called. `keeps_trail`: without it `recent` finds nothing, as it does without callers. `is_narrow`: matrices have the columns
    of the kinds kept alone, side by side (`features`); for `push_into` only.
    """

    def __init__(
        self,
        *,
        hash_seed: int = 0,
        rows: int = 1 << 13,
        chunk: int = 1 << 14,
        looks_ahead: bool = False,
        share: Share | None = None,
        kinds: Collection[str] | None = None,
        keeps_trail: bool = True,
        is_narrow: bool = False,
    ) -> None:
        self.hash_seed = hash_seed
        self.share = share
        self.looks_ahead = looks_ahead
        self.kinds = _known_kinds(kinds)
        self.features = tuple(f for f in FEATURES if f.subject.name in self.kinds) if is_narrow else FEATURES
        # the first of each kind: all of one kind lie side by side
        owners = [feature.subject.name for feature in self.features]
        self._columns = {name: owners.index(name) for name in owners}
        self._chunk = chunk
        self.time = Clock()
        self._moments: Table = zeros((chunk, MOMENT), np.int64)  # room that every block uses again
        self._everybody: Ints = np.arange(chunk)
        self._arena = Arena()
        self._kept = tuple(subject for subject in _TRACKED if subject.name in self.kinds)
        self._subjects = {s.name: Subjects(rows=rows, seed=hash_seed, share=share) for s in self._kept}
        self._sharing = Sharing(self._subjects if share is None else {}, self._columns, chunk=chunk)
        self._trail = Trail(rows) if keeps_trail and "caller" in self.kinds else None

    @property
    def keeps_trail(self) -> bool:
        """True when the calls of a day are kept."""
        return self._trail is not None

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
        """Bytes set aside for tables, blocks and trail; pages not yet written to use no memory."""
        shared = self._arena.nbytes + (self._trail.nbytes if self._trail else 0)
        return shared + sum(subjects.nbytes for subjects in self._subjects.values())

    @property
    def known(self) -> dict[str, int]:
        """How many of each kind of subject had an event in the last hour, to the second. Takes a look at all that are remembered."""
        clock_s = self.clock_us // US_PER_S
        return {
            name: subjects.known(clock_s) + self._sharing.known(name, clock_s)
            for name, subjects in self._subjects.items()
        }

    @property
    def remembered(self) -> dict[str, int]:
        """How many of each kind of subject the longest window holds events of, with those that left it lately."""
        return {name: subjects.remembered for name, subjects in self._subjects.items()}

    @property
    def used(self) -> frozenset[str]:
        """Kinds of subject that have appeared."""
        return frozenset(name for name, subjects in self._subjects.items() if subjects.is_used)

    def parts(self) -> dict[str, object]:
        """Everything that the engine remembers, by name: what a snapshot keeps."""
        found: dict[str, object] = {"arena": self._arena, **self._subjects}
        return found | ({"trail": self._trail} if self._trail else {})

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
        """As `push`, into a matrix of other events: int64 [n, len(features)] in one piece.

        `stale`: kinds of subject whose cells of ours may hold old values; those of all other kinds must be 0. `continues`: what was
        pushed before is part of the same push, for `recent`. `clock_us`: the clock of the stream at each event, ascending, when these are
        not all events of the stream.
        """
        check(block)
        if self._trail is not None and not continues:
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
        for subjects in self._subjects.values():
            subjects.look_ahead()
        if self._trail is not None:
            self._trail.look_ahead(_SOON)

    @property
    def pushed(self) -> int:
        """Events pushed so far; an event's number is how many came before it."""
        return int(self.time.count)

    def recent(self, cli: int, *, since_us: int, limit: int, last: int | None = None) -> Recent:
        """The latest records of a caller with an event at or after `since_us` in the last 24 h.

        Newest first by arrival, at most `limit`; empty for a number that is not known. Takes time in proportion to what it finds.
        `last`: number of an event of the latest push after which nothing had been pushed yet, as the asker sees it.
        """
        trail = self._trail
        if trail is None:
            return Trail(1).recent(cli, -1, since_us=since_us, limit=limit, last=last)
        low = self._subjects["caller"].newest(cli, self._arena)
        newest = trail.count - ((trail.count + 1 - low) & LOW) if low else -1
        since_us = max(since_us, self.clock_us - KEPT_US + 1)
        return trail.recent(cli, newest, since_us=since_us, limit=limit, last=last)

    def _push(self, block: EventBlock, clock_us: Ints, out: Table, stale: Collection[str]) -> None:
        self._arena.check_room()
        moments = self._moments[: len(block)]
        base = self.time.count
        at_us = in_one_piece(block.at_us)
        clock, late = fill(
            at_us, in_one_piece(clock_us), in_one_piece(block.kind), in_one_piece(block.answered_us), in_one_piece(block.talk_ms), in_one_piece(block.ring_ms), self.clock_us, moments,
        )  # fmt: skip
        self.time.count, self.time.late = base + len(block), self.time.late + int(late)
        self.time.clock_us = int(clock)
        everybody = self._everybody[: len(block)]
        column = {
            name: in_one_piece(getattr(block, name)) for name in {n for s in self._kept for n in (s.key, s.party)}
        }
        for subject in self._kept:
            name, keys = subject.name, column[subject.key]
            watched = column["cli"] if name == "called" and CALLBACK in self.kinds else _NOBODY
            rows = everybody
            if self.share is not None:
                rows = self.share.rows(keys, watched if watched.size else keys)
            trail = self._trail if name == "caller" else None
            number = 0 if trail is None else trail.take(block, rows, keys, base=base, moments=moments)
            self._subjects[name].push(
                self._sharing.left(name, rows),
                keys,
                column[subject.party],
                moments=moments,
                arena=self._arena,
                target=Target(out, self._columns[name], self._columns.get(CALLBACK, 0), name in stale),
                is_caller=name == "caller",
                watched=watched,
                links=_NO_LINKS if trail is None else trail.links,
                number=number,
                companions=self._sharing.begin(column, len(block)) if name == "caller" else ALONE,
            )


def _known_kinds(kinds: Collection[str] | None) -> frozenset[str]:
    """The kinds to keep. Raises `LinewardenError` when there is no such kind, or call-backs without the called."""
    names = frozenset(subject.name for subject in SUBJECTS)
    wanted = names if kinds is None else frozenset(kinds)
    if wanted - names:
        raise LinewardenError(f"kinds of subject {sorted(wanted - names)} do not exist; there are {sorted(names)}")
    if CALLBACK in wanted and "called" not in wanted:
        raise LinewardenError("call-backs are values of the called: keep 'called' besides 'callback'")
    return wanted


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
