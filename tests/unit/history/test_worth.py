"""What warnings are worth: counts, precision at capacity, victims in time, work; derived by hand."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linewarden.history.dispositions import BadRow, Disposition, Dispositions, Outcome
from linewarden.history.raised import Raised, RaisedWarnings
from linewarden.history.worth import Frame, Share, Worth, victims_of, worth_of
from linewarden.history.worths import Worths
from linewarden.model.number import E164
from linewarden.model.warning import LEVEL_RANK, FraudKind, Level, State, Warning
from linewarden.rulebook.backtest_picture import picture

NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)  # in China
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ANN, BEN, CID, DOT = 8613800000001, 8613800000002, 8613800000003, 8613800000004
TRUTH = Dispositions(
    {
        ANN: Disposition(Outcome.VICTIM, NOON + 2 * HOUR),
        BEN: Disposition(Outcome.VICTIM, NOON - HOUR),
        CID: Disposition(Outcome.NOT_VICTIM, None),
        DOT: Disposition(Outcome.UNKNOWN, None),
    },
    [BadRow(7, "no number")],
)
FRAME = Frame(NOON - 2 * HOUR, NOON + DAY, 1, ZoneInfo("Asia/Shanghai"), TRUTH)


def raised(key: str, called: int, at: datetime, level: Level, score: float, **reached: datetime) -> Raised:
    return Raised(key, called, at, level, score, {Level(name): when for name, when in reached.items()})


RUN = [
    raised("1", ANN, NOON, Level.HIGH, 0.7, notice=NOON, normal=NOON + HOUR, high=NOON + 3 * HOUR),
    raised("2", BEN, NOON, Level.NORMAL, 0.4, notice=NOON, normal=NOON),
    raised("3", CID, NOON, Level.HIGH, 0.8, notice=NOON, normal=NOON, high=NOON),
    raised("4", DOT, NOON + DAY - HOUR, Level.NOTICE, 0.2, notice=NOON + DAY - HOUR),
]


def worth(run: list[Raised], version: str = "v", frame: Frame = FRAME) -> Worth:
    return worth_of(version, run, {}, frame)


def test_a_warning_is_counted_at_its_most_pressing() -> None:
    found = worth(RUN)
    assert found.warnings == {Level.URGENT: 0, Level.HIGH: 2, Level.NORMAL: 1, Level.NOTICE: 1}
    assert found.persons[Level.HIGH] == 2
    assert (FRAME.days, found.a_day) == (2, 2.0)
    assert found.hours == (2 * 15 + 2) / 60
    assert replace(FRAME, until=datetime(2026, 11, 22, 16, tzinfo=UTC)).days == 1  # midnight in China


def test_precision_counts_those_whose_outcome_is_known() -> None:
    found = worth(RUN)
    assert (found.precision.hits, found.precision.of) == (2, 3)
    assert found.within_capacity == 2  # one a day: warning 3 before 1 by its score, and 4
    assert (found.precision_within.hits, found.precision_within.of) == (0, 1)
    both = worth(RUN, frame=replace(FRAME, capacity=2))
    assert (both.within_capacity, both.precision_within.hits, both.precision_within.of) == (3, 1, 2)


def test_a_victim_is_in_time_when_the_level_was_reached_before_the_loss() -> None:
    assert victims_of(FRAME) == {ANN: NOON + 2 * HOUR, BEN: NOON - HOUR}
    found = worth(RUN).caught
    assert {level: (len(caught.in_time), caught.of) for level, caught in found.items()} == {
        Level.URGENT: (0, 2), Level.HIGH: (0, 2), Level.NORMAL: (1, 2), Level.NOTICE: (1, 2),
    }  # fmt: skip
    assert (found[Level.NORMAL].median_lead_s, found[Level.NOTICE].median_lead_s) == (3600.0, 7200.0)
    assert found[Level.HIGH].median_lead_s is None


def test_a_victim_whose_loss_is_not_known_is_in_time_when_warned_and_one_who_lost_outside_the_span_is_nobody() -> None:
    people = {ANN: Disposition(Outcome.VICTIM, None), BEN: Disposition(Outcome.VICTIM, NOON + 9 * DAY)}
    found = worth(RUN, frame=replace(FRAME, truth=Dispositions(people))).caught[Level.NOTICE]
    assert (found.in_time, found.of, found.median_lead_s) == ({ANN}, 1, None)


def test_the_interval_is_wilsons() -> None:
    low, high = Share(8, 10).interval or (0.0, 0.0)
    assert (round(low, 4), round(high, 4)) == (0.4902, 0.9433)  # Newcombe 1998, method 3
    assert (Share(0, 0).value, Share(0, 0).interval) == (None, None)


@given(st.integers(1, 500), st.data())
def test_an_interval_holds_its_share_and_stays_within_0_and_1(of: int, data: st.DataObject) -> None:
    share = Share(data.draw(st.integers(0, of)), of)
    assert share.interval is not None
    assert share.value is not None
    low, high = share.interval
    assert -1e-9 <= low <= share.value + 1e-9
    assert share.value - 1e-9 <= high <= 1 + 1e-9


def revision(number: int, level: Level, score: float) -> Warning:
    return Warning(
        warning_id="w", revision=number, raised_at=NOON, changed_at=NOON + number * HOUR, expires_at=NOON + DAY, level=level, state=State.OPEN,
        called=E164(ANN), callers=(), kind=FraudKind.UNKNOWN, score=score, reasons=(), is_in_contact=False, contact_since=None, source="f",
        is_synthetic=True, versions=(),
    )  # fmt: skip


def test_a_warning_keeps_its_highest_level_and_score_and_when_it_got_there() -> None:
    warnings = RaisedWarnings()
    for found in (revision(1, Level.NOTICE, 0.2), revision(2, Level.HIGH, 0.9), revision(3, Level.HIGH, 0.7)):
        warnings.note(found)
    (one,) = warnings.since(NOON)
    assert (one.level, one.score, one.raised_at) == (Level.HIGH, 0.9, NOON)
    assert one.reached == {Level.NOTICE: NOON + HOUR, Level.NORMAL: NOON + 2 * HOUR, Level.HIGH: NOON + 2 * HOUR}
    assert warnings.since(NOON + HOUR) == []
    assert warnings.since(None) == [one]


def test_two_runs_are_told_beside_each_other() -> None:
    both = Worths(FRAME, (worth(RUN, "old"), worth(RUN[1:], "new")))
    told = both.to_json()
    assert (told["today"]["version"], told["changed"]["version"]) == ("old", "new")
    assert told["difference"] == {
        "persons_only_today": 1, "persons_only_changed": 0, "hours": -0.25, "victims_only_today": 1, "victims_only_changed": 0,
        "warnings": {"urgent": 0, "high": -1, "normal": 0, "notice": 0},
    }  # fmt: skip
    assert told["today"]["victims"]["notice"]["missed"] == 1
    assert told["truth"] == {"people": 4, "bad_rows": 1, "bad": [{"line": 7, "problem": "no number"}]}
    assert "8613800000001" not in str(told)
    text = both.text()
    assert "victims warned in time by today's rules only: 1, by the changed only: 0" in text
    assert ["precision", "67%", "(21%-94%)", "50%", "(9%-91%)"] in [line.split() for line in text.splitlines()]
    assert "truth, line 7 kept out: no number" in text


def test_without_outcomes_and_with_one_run_there_is_less_to_tell() -> None:
    alone = Worths(replace(FRAME, truth=None), (worth(RUN, frame=replace(FRAME, truth=None)),))
    assert not {"truth", "difference", "changed"} & set(alone.to_json())
    assert "precision" not in alone.text()


@pytest.mark.parametrize(("truth", "bars"), [(None, 8), (TRUTH, 12)])
def test_the_picture_has_a_bar_a_level_and_run(truth: Dispositions | None, bars: int) -> None:
    frame = replace(FRAME, truth=truth)
    found = Worths(frame, (worth(RUN, "<old>", frame), worth(RUN[1:], "new", frame))).to_json()
    drawn = ET.fromstring(picture(orjson.loads(orjson.dumps(found))))  # as the ledger keeps it
    space = "{http://www.w3.org/2000/svg}"
    widths = [float(rect.get("width", "")) for rect in drawn.iter(f"{space}rect")]
    assert len(widths) == 1 + 2 + bars  # the ground and the legend's
    assert "400" in {f"{width:.0f}" for width in widths}  # the most there is
    assert "<old>" in "".join(text.text or "" for text in drawn.iter(f"{space}text"))


def test_levels_are_those_of_warnings() -> None:
    assert set(LEVEL_RANK) == set(worth([]).warnings)
