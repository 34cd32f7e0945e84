"""The challenger beside the table: it changes nothing, and both are counted by hand."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from known_people import HOUR, town

from linewarden.history.dispositions import Disposition, Dispositions, Outcome
from linewarden.history.worth import Frame
from linewarden.learning import shadow
from linewarden.learning.duel import duel
from linewarden.learning.lesson import Asked, learn
from linewarden.learning.model import Model
from linewarden.learning.shadow import Moments, Shadow
from linewarden.learning.watcher import Watcher
from linewarden.model.event import EventKind
from linewarden.model.score import Reason, Score
from linewarden.warnings.danger import Judge, danger
from linewarden.warnings.issue import instant
from linewarden.warnings.moment import Moment
from linewarden.warnings.rules import PERSON_RULES
from linewarden.warnings.tracker import Tracker

SEAT, VICTIM = 8613900000001, 8613861234567
T0 = 1_790_000_000_000_000
ANN, BEN, CID = 1, 2, 3
DAY = 24 * HOUR


@pytest.fixture(scope="module")
def model() -> Model:
    found = learn(town(), PERSON_RULES, Asked(until_us=3_001 * HOUR, capacity=2))
    return Model("test", found.trees, found.calibration, found.table)


def call(number: int, start_min: float, talk_s: float) -> Moment:
    answered = T0 + int(start_min * 60_000_000) + 5_000_000
    return Moment(
        at_us=answered + int(talk_s * 1e6), kind=EventKind.RECORD, record_id=number, setup_us=answered - 5_000_000, answered_us=answered,
        talk_ms=int(talk_s * 1000), ring_ms=5000, cli=SEAT, called=VICTIM, is_foreign=False, is_faulty=False, feed="test", is_synthetic=True,
    )  # fmt: skip


def warned(judge: Judge) -> list[object]:
    tracker = Tracker(banks=frozenset(), versions=(("rules", "test"),), judge=judge)
    tracker.mark(SEAT, Score(0.5, (Reason("S1", "高频", "burst", 120.0, 50.0, 0.5, (1,), 1, "burst"),)), T0, [])
    for number in range(1, 6):
        tracker.observe(call(number, 10 * number, 60.0 * number))
    return list(tracker.revisions())


def test_warnings_are_the_same_with_and_without_a_challenger(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shadow, "BLOCK", 2)  # several blocks
    judge = Shadow(model, explained=frozenset({VICTIM}))
    assert warned(judge) == warned(danger) != []
    moments = judge.moments()
    assert set(moments.called.tolist()) == {VICTIM}
    assert moments.at_us.size == moments.challenger.size >= 5
    best, facts = judge.worst[VICTIM]
    assert best == moments.challenger.max() == model.chances_of([facts])[0]


def test_a_watcher_judges_as_the_table_and_keeps_each_moment() -> None:
    watcher = Watcher(PERSON_RULES)
    assert warned(watcher) == warned(danger)
    assert list(watcher.seen) == [VICTIM]
    assert len(watcher.seen[VICTIM]) >= 5


def moments_of(*rows: tuple[int, int, float, float]) -> Moments:
    called, at_us, table, challenger = (np.array(column) for column in zip(*rows, strict=True))
    return Moments(called, at_us, table, challenger)


def frame(capacity: int, truth: Dispositions | None) -> Frame:
    return Frame(instant(0), instant(2 * DAY), capacity, ZoneInfo("UTC"), truth)


def test_each_days_highest_chances_are_worked_on() -> None:
    moments = moments_of((ANN, 1, 0.9, 0.1), (BEN, 2, 0.5, 0.6), (CID, DAY + 1, 0.1, 0.1), (ANN, DAY + 2, 0.2, 0.0))
    found = duel("model", moments, frame(1, None))
    assert (found.table, found.challenger) == ({ANN}, {BEN, CID})
    assert found.agreement == 0.0
    told = found.to_json()
    assert (told["persons_only_table"], told["persons_only_challenger"], "victims" in told) == (1, 2, False)
    assert "no warning was changed" in found.text()


def test_victims_count_when_they_were_chosen_before_the_loss() -> None:
    truth = Dispositions(
        {
            ANN: Disposition(Outcome.VICTIM, instant(10)),
            BEN: Disposition(Outcome.VICTIM, None),
            CID: Disposition(Outcome.NOT_VICTIM, None),
        }
    )
    moments = moments_of((ANN, 5, 0.2, 0.8), (ANN, 10, 0.9, 0.1), (BEN, 6, 0.1, 0.3), (CID, 7, 0.5, 0.4))
    found = duel("model", moments, frame(1, truth))
    assert (found.table, found.challenger) == ({CID}, {ANN})
    assert found.to_json()["victims"]["challenger"]["hits"] == 1
    assert found.to_json()["victims"]["only_challenger"] == 1
    assert "victims before the loss: table 0 of 2, challenger 1 of 2" in found.text()
    both = duel("model", moments, replace(frame(3, truth)))
    assert both.agreement == 1.0


def test_nothing_judged_gives_nothing(model: Model) -> None:
    found = duel("model", Shadow(model).moments(), frame(1, None))
    assert (found.moments, found.agreement) == (0, None)
    assert "the same -" in found.text()
