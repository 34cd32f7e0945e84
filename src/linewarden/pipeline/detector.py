"""From call events to warnings: features, the callers' scores, the persons' danger. No clock but the events' own, no storage."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import BinaryIO

import numpy as np

from linewarden.features.acquaintances import Acquaintances, AcquaintancesImage, by_day, spoke_before
from linewarden.features.beside import READ_FEATURES, Beside, BesideImage
from linewarden.features.engines import EngineImage, Engines, LaneEngine, OwnEngines
from linewarden.features.image import Copy
from linewarden.features.matrix import FeatureValues
from linewarden.features.trail import Recent
from linewarden.model.event import EventBlock, EventKind
from linewarden.model.warning import Warning
from linewarden.pipeline.clearance import Clearance, Silenced
from linewarden.rulebook.book import RuleBook
from linewarden.scoring.caller import CallerScores, score_callers
from linewarden.scoring.reasons import Calls, score_of
from linewarden.scoring.rule import Rule
from linewarden.scoring.rules import RULES
from linewarden.scoring.values import MARKS, Floats
from linewarden.warnings.approach.approach import Approach, Approaching, approaches
from linewarden.warnings.approach.trees import shipped
from linewarden.warnings.approach.values import READ_FEATURES as APPROACH_FEATURES
from linewarden.warnings.approach.values import Beyond, candidates, values_of
from linewarden.warnings.memory import PERSONS, Memory
from linewarden.warnings.moment import Moment, Seen, moment_of
from linewarden.warnings.odds import odds_of
from linewarden.warnings.rules import AGAIN_WITHIN_US, CALLED_BACK_SHARE, DAY_US, HEEDED_S, LISTENED_S
from linewarden.warnings.tracker import Tracker

MOST_PAST_CALLS = 500
"""A caller's earlier calls that are looked at when it turns out risky."""


_SEEN = (
    "caller_distinct_24h",
    "caller_known_s_7d",
    "callback_known_s_7d",
    "caller_attempts_7d",
    "callback_attempts_7d",
)
SEEN_FEATURES = tuple(dict.fromkeys((*_SEEN, *READ_FEATURES, *APPROACH_FEATURES)))
"""What the called side's rules and the memories beside the engine read of the caller, besides what the rules of the calling side do."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a block of events came from."""

    feed: str
    lane: str  # feeds of one lane share a feature engine and its clock
    is_synthetic: bool


@dataclass(frozen=True, slots=True)
class DetectorImage:
    """What a detector remembers at one moment."""

    engines: dict[str, EngineImage]  # by lane
    tracker: Copy
    acquaintances: AcquaintancesImage
    beside: BesideImage
    late: dict[str, int] = field(default_factory=dict)  # by feed


class Detector:
    """The live half without its surroundings: the same events in the same order give the same warnings.

    Feeds that learn of calls at the same pace share a lane: signalling tells them as they happen, record files an hour later, and one
    clock for both would make every record late.
    """

    def __init__(
        self,
        tracker: Tracker,
        *,
        engines: Engines | None = None,
        rules: tuple[Rule, ...] = RULES,
        approaching: Approaching | None = None,
    ) -> None:
        """`engines`: where features are computed, in this process unless told otherwise; changes no result. `rules`: the calling side's.

        `approaching`: who looks at answered calls; the shipped trees unless told otherwise.
        """
        self._tracker, self.engines = tracker, engines or OwnEngines()
        self._rules, self._clearance = rules, Clearance()
        self._engines: dict[str, LaneEngine] = {}
        self._late: dict[str, int] = {}
        self._acquaintances, self._beside = Acquaintances(), Beside()
        self._approaching = approaching or partial(approaches, trees=shipped())
        self._least_odds = odds_of(tracker.rules.approach.speaks_from)
        self._blank = PERSONS.written(tracker.memory)

    def follow(self, book: RuleBook, versions: tuple[tuple[str, str], ...]) -> None:
        """From the next event on by these rules, written into each warning as these versions; what is known stays known."""
        self._rules, self._clearance = book.callers, Clearance(book.whitelist)
        self._least_odds = odds_of(book.persons.approach.speaks_from)
        self._tracker.follow(book.persons, versions)

    def feed(self, events: EventBlock, origin: Origin) -> None:
        """Take a block of events in stream order; what changed is in `drain`."""
        for day, part in by_day(events, self._acquaintances.day):
            self._feed(day, part, origin)

    def _feed(self, day: int, events: EventBlock, origin: Origin) -> None:
        """The same of events of one day."""
        engine = self._engine(origin.lane)
        late = engine.late
        features = engine.push(events)
        alongside = self._beside.note(day, events, features, origin.feed)
        company = partial(self._beside.meet, events)
        scores = score_callers(events, features, self._rules, alongside=alongside, company=company)
        seen = self._seen(day, events, features)
        approached = self._approached(day, events, features, seen, alongside, scores)
        self._late[origin.feed] = self._late.get(origin.feed, 0) + engine.late - late
        talks = talks_of_strangers(events, seen) | approached.keys()
        cleared = self._clearance.take_out(events, scores, talks)
        if cleared:
            seen.is_acquainted[list(cleared)] = True
            approached = {row: approach for row, approach in approached.items() if row not in cleared}
        for row in self._tracker.of_interest(
            events.cli.tolist(), events.called.tolist(), scores.value.tolist(), talks, events.record_id.tolist()
        ):
            moment = moment_of(
                events, row, seen, feed=origin.feed, is_synthetic=origin.is_synthetic, approach=approached.get(row)
            )
            if self._tracker.is_news(moment.cli, float(scores.value[row])):
                self._mark(events, row, scores, moment, engine)
            is_new = row in talks and self._tracker.is_new_stranger(moment)
            before = self._calls_before(events, row, moment, engine) if is_new else ()
            self._tracker.observe(moment, before, is_cleared=row in cleared)
        self._tracker.advance(int(events.at_us[-1]))
        has_ended = events.are_talks
        self._acquaintances.note(events.cli[has_ended], events.called[has_ended], day)

    def advance(self, now_us: int) -> None:
        """Let the event clock reach `now_us` although nothing came in: a call that lasts becomes a long one."""
        self._tracker.advance(now_us)

    def drain(self) -> list[Warning]:
        """Warnings that changed since the last call."""
        return self._tracker.drain()

    def revisions(self) -> list[Warning]:
        """Every revision of a warning since the last call, in order."""
        return self._tracker.revisions()

    def silenced(self) -> list[Silenced]:
        """Calls that would have counted but for the whitelist, since the last call, by entry."""
        return self._clearance.drain()

    def image(self) -> DetectorImage:
        """All that it remembers, between two blocks, to be stored once. Raises OSError when the system has no room for it."""
        engines = {lane: engine.image() for lane, engine in self._engines.items()}
        return DetectorImage(
            engines,
            Copy(partial(_write_persons, self._tracker.memory)),
            self._acquaintances.image(),
            self._beside.image(),
            dict(self._late),
        )

    def restore(
        self,
        engines: dict[str, LaneEngine],
        tracker: bytes,
        acquaintances: Acquaintances,
        beside: Beside,
        late: Mapping[str, int],
    ) -> None:
        """Go on from an image that was stored. Raises StoreError when it cannot be used; then nothing has changed."""
        memory = PERSONS.read(tracker)
        self._tracker.restore(memory)
        self._engines, self._acquaintances, self._beside, self._late = engines, acquaintances, beside, dict(late)

    def check(self) -> None:
        """Raises ShardError when a process that it needs has ended; any call may. Then only `renew` helps."""
        self.engines.check()

    def renew(self) -> None:
        """As it was at first: everything forgotten, everything at work again."""
        self.engines.mend()
        self.restore({}, self._blank, Acquaintances(), Beside(), {})

    def adopt(self, stored: Iterable[Warning]) -> None:
        """After a replay: go on from the stored revisions."""
        self._tracker.adopt(stored)

    @property
    def late(self) -> dict[str, int]:
        """Events that came behind their lane's clock, by the feed that brought them."""
        return dict(self._late)

    @property
    def size_bytes(self) -> int:
        """Memory of the feature state."""
        return sum(engine.nbytes for engine in self._engines.values())

    def _engine(self, lane: str) -> LaneEngine:
        if lane not in self._engines:
            self._engines[lane] = self.engines.new(lane)
        return self._engines[lane]

    def _seen(self, day: int, events: EventBlock, features: FeatureValues) -> Seen:
        """What is known of the events beside what they tell."""
        self._acquaintances.reach(int(events.at_us.max()))
        fan_out, known_s, rung_since_s, attempts, called_back = (features.column(name) for name in _SEEN)
        is_foreign, is_public = MARKS["is_foreign"](events), MARKS["is_public_line"](events)
        is_rung = called_back >= np.maximum(CALLED_BACK_SHARE * attempts, 1)
        has_own_life = (is_rung & ~is_foreign & (events.cli_fault == 0)) | is_public
        has_spoken = self._acquaintances.have_spoken(events.cli, events.called, day)
        has_spoken |= spoke_before(events.cli, events.called, events.are_talks)
        return Seen(
            is_foreign=is_foreign,
            is_suspect=MARKS["is_rented"](events),
            is_acquainted=has_own_life | self._acquaintances.are_acquainted(events.cli, events.called, day),
            fan_out=fan_out,
            known_s=np.maximum(known_s, rung_since_s),  # a number that has been rung for days is no new one
            has_spoken=has_spoken,
            is_looked_at=~is_public & (self._least_odds < math.inf),
            sureness=1.0 - 0.5 ** (1 + self._acquaintances.listened),
        )

    def _approached(
        self,
        day: int,
        events: EventBlock,
        features: FeatureValues,
        seen: Seen,
        alongside: Mapping[str, Floats],
        scores: CallerScores,
    ) -> dict[int, Approach]:
        """By row: what the trees say of answered calls, where it is enough to be remembered."""
        rows = candidates(events, seen.is_looked_at)
        beyond = Beyond(seen.is_foreign, seen.is_suspect, scores.value, seen.has_spoken, alongside["heard_s"])
        values = values_of(
            events, rows, features, beyond, self._acquaintances.days_met(events.cli[rows], events.called[rows], day)
        )
        return self._approaching(events, rows, values, self._least_odds)

    def _calls_before(self, events: EventBlock, row: int, moment: Moment, engine: LaneEngine) -> list[Moment]:
        """The earlier calls of a caller to the same person within the time that repeated calls count for, oldest first."""
        since_us, last = moment.at_us - AGAIN_WITHIN_US, engine.pushed - len(events) + row
        calls = engine.recent(moment.cli, since_us=since_us, limit=MOST_PAST_CALLS, last=last)
        rows = np.flatnonzero((calls.called == moment.called) & (calls.record_id != moment.record_id))
        past = [_past_moment(calls, number, moment) for number in reversed(rows.tolist())]
        return [call for call in past if call.answered_us and call.is_over]

    def _mark(self, events: EventBlock, row: int, scores: CallerScores, moment: Moment, engine: LaneEngine) -> None:
        """Tell the tracker of a risky caller, with what was known when this event came: the engine has seen the whole block."""
        first = engine.pushed - len(events)

        def recent(cli: int, since_us: int, until_row: int) -> Calls:
            calls = engine.recent(cli, since_us=since_us, limit=MOST_PAST_CALLS, last=first + until_row)
            return Calls(calls.record_id, calls.called)

        self._tracker.advance(moment.at_us)
        score = score_of(row, events, scores, recent, self._rules)
        past: list[Moment] = []
        if not self._tracker.is_known(moment.cli):
            calls = engine.recent(moment.cli, since_us=moment.at_us - DAY_US, limit=MOST_PAST_CALLS, last=first + row)
            past = [_past_moment(calls, number, moment) for number in reversed(range(len(calls)))]
        self._tracker.mark(moment.cli, score, moment.at_us, past)


def talks_of_strangers(events: EventBlock, seen: Seen) -> set[int]:
    """Rows of answered calls of strangers that may last, or have."""
    least_s = np.where(seen.is_suspect | seen.has_spoken, HEEDED_S, LISTENED_S)
    may_last = (events.kind == EventKind.ANSWER) | (events.talk_ms >= least_s * 1000)
    is_told = (events.cli > 0) & (events.called > 0) & (events.cli != events.called)
    return set(np.flatnonzero(may_last & is_told & (events.answered_us != 0) & ~seen.is_acquainted).tolist())


def _write_persons(memory: Memory, file: BinaryIO) -> None:
    file.write(PERSONS.written(memory))


def _past_moment(calls: Recent, row: int, like: Moment) -> Moment:
    """A caller's earlier call as it stood then; what the log does not keep is as in the caller's present call."""
    kind, at_us, talk_ms = EventKind(int(calls.kind[row])), int(calls.at_us[row]), int(calls.talk_ms[row])
    answered_us = at_us if kind is EventKind.ANSWER else at_us - talk_ms * 1000 if talk_ms else 0
    return replace(
        like,
        at_us=at_us,
        kind=kind,
        record_id=int(calls.record_id[row]),
        setup_us=int(calls.setup_us[row]),
        answered_us=answered_us,
        talk_ms=talk_ms,
        ring_ms=0,
        called=int(calls.called[row]),
        approach=None,
    )
