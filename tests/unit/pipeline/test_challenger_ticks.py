"""Judgements that only the passing of time brings: a call that lasts is judged again at each length that counts, and counted once."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from shadow_story import load, put

from linewarden.model.event import EventKind
from linewarden.model.score import Reason, Score
from linewarden.pipeline.shadow import ChallengerInShadow, Watch
from linewarden.store.ledger import Ledger
from linewarden.warnings.moment import Moment
from linewarden.warnings.tracker import Tracker

SEAT, VICTIM = 8613900000001, 8613861234567
T0 = 1_790_000_000_000_000
MINUTE = 60_000_000
ANSWERED = Moment(
    at_us=T0, kind=EventKind.ANSWER, record_id=1, setup_us=T0 - 5_000_000, answered_us=T0, talk_ms=0, ring_ms=5000, cli=SEAT, called=VICTIM,
    is_foreign=False, is_faulty=False, feed="test", is_synthetic=True,
)  # fmt: skip
BURST = Score(0.5, (Reason("S1", "高频", "burst", 120.0, 50.0, 0.5, (1,), 1, "burst"),))


@contextmanager
def watching(folder: Path) -> Iterator[tuple[ChallengerInShadow, Tracker, Ledger]]:
    """A platform that begins: a call from a seat was answered in block 0 and is up."""
    with closing(Ledger.open(f"sqlite:///{folder}/ledger.sqlite")) as ledger:
        watch = Watch()
        shadow = ChallengerInShadow(ledger, watch, load, write_every_s=1e9)
        tracker = Tracker(banks=frozenset(), versions=(), judge=watch)
        shadow.begin()
        if ledger.challengers.latest_serial() == 0:
            put(ledger, "0")
            shadow.live(0, T0)
        shadow.reach(0)
        tracker.mark(SEAT, BURST, T0, [])
        tracker.observe(ANSWERED)
        shadow.note(0)
        shadow.live(1, T0)
        yield shadow, tracker, ledger


def tick(shadow: ChallengerInShadow, tracker: Tracker, minutes: int) -> None:
    tracker.advance(T0 + minutes * MINUTE)
    shadow.note_tick()


def judged(ledger: Ledger) -> int:
    run = ledger.challenger_runs.find(1)
    assert run is not None
    return run.judged


def test_what_a_tick_brought_before_a_kill_is_not_counted_again_after_it(tmp_path: Path) -> None:
    for name in ("whole", "killed"):
        (tmp_path / name).mkdir()
    with watching(tmp_path / "whole") as (shadow, tracker, ledger):
        for minutes in (10, 40):
            tick(shadow, tracker, minutes)
        shadow.write()
        whole = judged(ledger)
    with watching(tmp_path / "killed") as (shadow, tracker, ledger):
        tick(shadow, tracker, 10)
        shadow.write()
        before = judged(ledger)
    with watching(tmp_path / "killed") as (shadow, tracker, ledger):
        tick(shadow, tracker, 10)
        shadow.write()
        assert judged(ledger) == before > 1
        tick(shadow, tracker, 40)
        shadow.write()
        assert judged(ledger) == whole > before
