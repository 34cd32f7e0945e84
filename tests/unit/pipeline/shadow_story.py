"""A pipeline over the story of the seats whose challenger adds a number to the table's log-odds: what it says can be derived by hand."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from seats_story import BASIS, NOON

from linewarden.errors import ModelError
from linewarden.model.challenger import ChallengerRun, ChallengerSetting, Said
from linewarden.model.feed_card import FeedKind
from linewarden.pipeline.detector import Detector
from linewarden.pipeline.keeper import Keeper
from linewarden.pipeline.live import Pipeline
from linewarden.pipeline.rules_in_force import RulesInForce
from linewarden.pipeline.shadow import ChallengerInShadow, Watch
from linewarden.pipeline.snapshots import Snapshots
from linewarden.pipeline.source import Source
from linewarden.store.ledger import Ledger
from linewarden.store.records import RecordStore
from linewarden.warnings.facts import Facts
from linewarden.warnings.odds import chance
from linewarden.warnings.rules import PERSON_RULES, PersonRules
from linewarden.warnings.tracker import Tracker


@dataclass
class Shifted:
    """The table's log-odds and `shift`; breaks at its `breaks`-th call."""

    shift: float
    breaks: int | None = None
    table: PersonRules = PERSON_RULES
    calls: int = 0

    def chances_of(self, people: Sequence[Facts]) -> npt.NDArray[np.float64]:
        self.calls += 1
        if self.calls == self.breaks:
            raise ZeroDivisionError("no such fact")
        return np.array(
            [chance(self.table.base + sum(fact.odds for fact in facts.worst()) + self.shift) for facts in people]
        )


def load(setting: ChallengerSetting) -> Shifted:
    """By what it is said to be: "0", "-2.5", "0 breaks 2"; "?" cannot be used."""
    shift, *breaks = setting.about.split(" breaks ")
    if shift == "?":
        raise ModelError("model ? is of another program")
    return Shifted(float(shift), int(breaks[0]) if breaks else None)


def put(ledger: Ledger, about: str) -> int:
    """Set it; its serial."""
    return ledger.challengers.set(
        f"test+{about}"[:60], trees="", about=about, source="here", reason="r", actor="console:x", at=NOON, is_account=False
    ).serial  # fmt: skip


@contextmanager
def watched(
    folder: Path, *, snapshots: bool = False, every_s: float = 0.0, clock: Callable[[], int] = lambda: 0
) -> Iterator[tuple[Pipeline, Ledger]]:
    """A pipeline at work whose challenger is looked for and written every `every_s`."""
    store, ledger = RecordStore.open(folder, sync=False), Ledger.open(f"sqlite:///{folder}/ledger.sqlite")
    watch = Watch()
    detector = Detector(Tracker(banks=frozenset(), versions=(), judge=watch))
    keeper = Keeper(Snapshots(folder / "state", "test"), every_s=1e-9) if snapshots else None
    pipeline = Pipeline(
        store=store, ledger=ledger, detector=detector, sources={"f": Source(name="f", kind=FeedKind.FILES, lane="f", basis=BASIS)}, event_now_us=clock,
        keeper=keeper, rules=RulesInForce(ledger.published, detector, lambda _: (), every_s=0), shadow=ChallengerInShadow(ledger, watch, load, look_every_s=every_s, write_every_s=every_s),
    )  # fmt: skip
    try:
        pipeline.recover()
        pipeline.start()
        yield pipeline, ledger
    finally:
        pipeline.stop()
        store.close()
        ledger.close()
    assert pipeline.failure is None


def until(ledger: Ledger, serial: int, holds: Callable[[ChallengerRun], bool] = lambda _: True) -> ChallengerRun:
    """The run of a setting as soon as it is followed and this holds."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        run = ledger.challenger_runs.find(serial)
        if run is not None and holds(run):
            return run
        time.sleep(0.01)
    raise AssertionError(f"setting {serial} is not followed, or {run} never came so far")


def all_said(ledger: Ledger, serial: int = 1) -> dict[str, Said]:
    """By warning."""
    return {
        one.warning_id: one
        for one in ledger.challenger_runs.said(serial, NOON.replace(year=2000), NOON.replace(year=2100))
    }
