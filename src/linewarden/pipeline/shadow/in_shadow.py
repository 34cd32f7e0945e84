"""The challenger in shadow: follows what was set within a second, between two blocks, and counts each judgement once, wherever the platform ends and goes on.

It scores after the warnings of a block are committed and its feed has been answered. Whatever it raises ends here: it is counted and logged
once, the challenger is switched off with the reason, and stays off until somebody sets one again.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import structlog

from linewarden.errors import StoreError, UnwritableError
from linewarden.model.challenger import ChallengerRun
from linewarden.pipeline.latency import Latency
from linewarden.pipeline.shadow.judgements import Challenger, Judgements
from linewarden.pipeline.shadow.limits import (
    BLOCK,
    KEPT_DAYS,
    LOOK_EVERY_S,
    MOST_ALONE_A_DAY,
    MOST_SHARE,
    RETRY_S,
    TIDY_EVERY_S,
    WRITE_EVERY_S,
)
from linewarden.pipeline.shadow.loader import Load, Loader
from linewarden.pipeline.shadow.watch import Watch, Weighed
from linewarden.store.ledger import Ledger
from linewarden.warnings.issue import instant

_log = structlog.get_logger()


class ChallengerInShadow:
    """Used by the pipeline's thread; `pauses` may be read by any."""

    def __init__(
        self,
        ledger: Ledger,
        watch: Watch,
        load: Load,
        *,
        look_every_s: float = LOOK_EVERY_S,
        write_every_s: float = WRITE_EVERY_S,
    ) -> None:
        """`watch`: the detector's judge. `load`: makes a challenger of a setting; LinewardenError when it cannot be used."""
        self._settings, self._runs, self._watch = ledger.challengers, ledger.challenger_runs, watch
        self._loader, self._judgements = Loader(ledger.challengers, load), Judgements()
        self._look_every_s, self._write_every_s = look_every_s, write_every_s
        self._run: ChallengerRun | None = None
        self._challenger: Challenger | None = None
        self._offset = -1
        self._guard_us = 0  # judgements that only time brought, up to then, were counted before the restart
        self._is_dirty = self._is_stopping = False
        self._looked_s = self._tidied_s = self._written_s = time.monotonic()
        self._spent_ns = 0
        self.pauses = Latency()  # how long the pipeline was held each time

    def begin(self) -> None:
        """Blocks are gone through again from the newest snapshot on: go on with the challenger that was followed last."""
        self._watch.look(None)
        self._watch.take()
        self._judgements.clear()
        self._is_dirty = self._is_stopping = False
        self._run = self._challenger = None
        run = self._runs.latest()
        if run is not None:
            self._use(run, lambda: self._loader.make(run.serial))
            self._guard_us = run.through_us

    def reach(self, offset: int) -> None:
        """This block is gone through again: its judgements are kept unless they were counted before."""
        is_new = self._run is not None and offset > self._run.through_offset
        self._watch.look(self._challenger.table if self._challenger is not None and is_new else None)

    def live(self, offset: int, now_us: int) -> None:
        """Everything stored is gone through: follow what is set from this block on."""
        self._watch.look(self._challenger.table if self._challenger is not None else None)
        serial = self._settings.latest_serial()
        if serial != self._serial:
            self._follow(serial, offset, now_us, lambda: self._loader.make(serial))

    def look(self, offset: int, now_us: int) -> None:
        """When it is time: follow a challenger set meanwhile from this block on. It is read aside, so that nobody waits for it."""
        if not self._loader.is_busy and time.monotonic() < self._looked_s + self._look_every_s:
            return
        self._looked_s = time.monotonic()
        try:
            serial = self._settings.latest_serial()
        except StoreError:
            return  # nor can warnings be written: the pipeline tells
        made = self._loader.made(serial) if serial != self._serial else None
        if made is not None:
            self._follow(serial, offset, now_us, made)

    def note(self, offset: int) -> None:
        """What was judged in this block waits to be scored."""
        self._offset = offset
        self._take(self._watch.take())

    def note_tick(self) -> None:
        """The same of judgements that only the passing of time brought. After a restart the first of them come again."""
        self._take([one for one in self._watch.take() if one.at_us > self._guard_us])
        self._guard_us = 0

    def keep_up(self) -> None:
        """Score and write when it is time; score when much waits."""
        if len(self._judgements.waiting) >= BLOCK:
            began = time.monotonic_ns()
            self._settle()
            self._spend(began)
        is_due = self._judgements.waiting or self._is_dirty or self._is_stopping
        if is_due and time.monotonic() >= self._written_s + self._write_every_s:
            self.write()
        if time.monotonic() >= self._tidied_s + TIDY_EVERY_S:
            self._tidy()

    def write(self) -> bool:
        """Score and write all that waits. False when the ledger cannot be written now: it waits on."""
        began = time.monotonic_ns()
        self._settle()
        if self._run is None or not (self._is_dirty or self._is_stopping):
            return True
        try:
            self._write(self._run)
        except UnwritableError:
            self._written_s = time.monotonic() + RETRY_S - self._write_every_s
            return False
        except Exception as err:  # noqa: BLE001  the challenger's edge: the champion goes on
            self._is_dirty = False
            self._judgements.said.clear()
            if not self._run.problem:
                self._broke(err)
        self._written_s = time.monotonic()
        self._spend(began)
        return not self._is_dirty

    def _write(self, run: ChallengerRun) -> None:
        if self._is_dirty:
            self._runs.add(run, self._judgements.said.values())
            self._judgements.said.clear()
            self._is_dirty = False
        if self._is_stopping:
            self._runs.stop(run, at=datetime.now(UTC))
            self._is_stopping = False

    @property
    def _serial(self) -> int:
        return self._run.serial if self._run is not None else 0

    def _follow(self, serial: int, offset: int, now_us: int, made: Callable[[], Challenger | None]) -> None:
        if not self.write():  # each judgement counts for the one that made it
            return
        try:
            run = self._runs.begin(
                ChallengerRun(serial=serial, offset=offset, followed_at=instant(now_us), through_offset=offset - 1)
            )
        except StoreError as err:
            _log.warning("challenger not followed yet", setting=serial, problem=str(err))
            return
        self._use(run, made)
        self._guard_us = 0
        _log.info("challenger followed", setting=serial, from_block=offset, runs=self._challenger is not None)

    def _use(self, run: ChallengerRun, made: Callable[[], Challenger | None]) -> None:
        self._run, self._challenger, self._offset = run, None, run.through_offset
        self._watch.take()
        if not run.problem:
            try:
                self._challenger = made()
            except Exception as err:  # noqa: BLE001  the challenger's edge: the champion goes on
                self._broke(err)
        self._watch.look(self._challenger.table if self._challenger is not None else None)

    def _take(self, judgements: list[Weighed]) -> None:
        self._judgements.waiting += judgements
        if not self._watch.is_other_table:
            return
        self._settle()
        if self._challenger is not None:
            self._stop(
                "it was learned by another table of rules than that now in force; learn it again, and set it again"
            )

    def _settle(self) -> None:
        """Score what waits."""
        if self._challenger is None or self._run is None:
            return
        try:
            scored = self._judgements.score(self._challenger)
        except Exception as err:  # noqa: BLE001  the challenger's edge: the champion goes on
            self._broke(err)
            return
        if scored.count:
            self._run = replace(
                self._run,
                through_offset=self._offset,
                through_us=max(self._run.through_us, scored.last_us),
                judged=self._run.judged + scored.count,
                cost_us=self._run.cost_us + scored.cost_us,
            )
            self._is_dirty = True

    def _broke(self, err: Exception) -> None:
        assert self._run is not None
        self._run = replace(self._run, errors=self._run.errors + 1)
        self._stop(f"{type(err).__name__}: {err}")

    def _stop(self, problem: str) -> None:
        """Switch it off, for good: only another setting runs again."""
        assert self._run is not None
        _log.error("challenger switched off", setting=self._run.serial, problem=problem)
        self._run = replace(self._run, problem=problem)
        self._challenger, self._is_stopping = None, True
        self._judgements.waiting.clear()
        self._watch.look(None)

    def _tidy(self) -> None:
        """Hold it to its limits, and let go of what is old."""
        spent, elapsed_s = self._spent_ns / 1e9, time.monotonic() - self._tidied_s
        self._spent_ns, self._tidied_s = 0, time.monotonic()
        if self._run is None or self._challenger is None or not self._run.through_us:
            return
        if spent > MOST_SHARE * elapsed_s:
            self._stop(f"it took {spent:.0f} s of {elapsed_s:.0f} s of the pipeline's time, more than {MOST_SHARE:.0%}")
            return
        now = instant(self._run.through_us)
        try:
            self._runs.forget(now - timedelta(days=KEPT_DAYS))
            alone = self._runs.alone(self._run.serial, now - timedelta(days=1))
        except StoreError as err:
            _log.warning("challenger not tidied", problem=str(err))
            return
        if alone > MOST_ALONE_A_DAY:
            self._stop(f"it alone would have warned {alone:,} people within 24 hours, more than {MOST_ALONE_A_DAY:,}")

    def _spend(self, began_ns: int) -> None:
        spent = time.monotonic_ns() - began_ns
        self._spent_ns += spent
        self.pauses.add(spent)
