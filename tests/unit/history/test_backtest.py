"""`linewarden backtest` counts, by day and rule, what today's rules and changed ones find in past calls."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest
from past_calls import START, call, keep
from test_spark_parts import as_spark_reads, shuffled

from linewarden.features import Engine
from linewarden.features.records import record_events
from linewarden.history.comparison import Counts
from linewarden.history.shares import HASH_SEED
from linewarden.history.spark.tasks import score, spread
from linewarden.history.tally import Criteria, Tally
from linewarden.history.wanted import of_rules
from linewarden.main import main
from linewarden.model.cdr import CDR_SCHEMA, Cdr, Route, cdr_batch
from linewarden.model.number import NumberKind
from linewarden.scoring.caller import score_callers
from linewarden.scoring.rules import RULES
from linewarden.warnings.rules import CALLER_FLOOR

CHINA = ZoneInfo("Asia/Shanghai")
OWN, OTHER = 8613800000001, 8613900000000


def itself(number: int, at: datetime) -> Cdr:
    """A call that shows the called person's own number: rule calling_itself, 0.40."""
    return call(number, at, 2, 30, OWN, OWN)


def past_of(folder: Path, *rows: Cdr) -> Path:
    keep(folder / "past", list(rows), sealed=(0.5,))
    return folder / "past"


def found(past: Path, *words: str | Path) -> dict[str, Any]:
    """The JSON of a back-test that ended well."""
    assert main(["backtest", "--folder", str(past), "--json", str(past / "found.json"), *map(str, words)]) == 0
    return dict(json.loads((past / "found.json").read_bytes()))


def changes(folder: Path, text: str) -> Path:
    (folder / "change.toml").write_text(text, "utf-8")
    return folder / "change.toml"


def test_days_are_those_of_the_site_and_a_person_counts_once_a_day(tmp_path: Path) -> None:
    midnight = datetime(2026, 11, 4, 16, tzinfo=UTC)  # in China
    past = past_of(
        tmp_path,
        *(itself(n, midnight + timedelta(minutes=15 * n - 40)) for n in range(1, 5)),
        call(9, START, 1, 5, OWN, OTHER),
    )
    one_day = {"today": {"calls": 2, "callers": 1, "persons": 1}}
    result = found(past)
    assert result["days"] == {day: {"any": one_day, "calling_itself": one_day} for day in ("2026-11-04", "2026-11-05")}
    assert result["total"]["any"]["today"] == {"calls": 4, "callers": 2, "persons": 2}
    assert (result["records_read"], result["records_scored"]) == (5, 5)


def test_a_changed_rule_is_compared_with_todays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    abroad = {"route": Route.INTERNATIONAL, "cli_kind": NumberKind.LANDLINE}  # fixed_line_from_abroad, 0.70
    past = past_of(
        tmp_path, itself(1, START), itself(2, START + timedelta(hours=1)), call(3, START, 1, 5, OTHER, OWN, **abroad)
    )
    result = found(past, "--rules", changes(tmp_path, "[caller.calling_itself]\npoints = 0.1\n"))
    assert result["total"]["any"] == {
        "today": {"calls": 3, "callers": 2, "persons": 1},
        "changed": {"calls": 1, "callers": 1, "persons": 1},
        "difference": {"calls": -2, "callers": -1, "persons": 0},
    }
    assert result["total"]["calling_itself"]["difference"]["calls"] == -2
    assert result["total"]["fixed_line_from_abroad"]["difference"] == {"calls": 0, "callers": 0, "persons": 0}
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["any", "3", "2", "1", "1", "1", "1", "-2", "-1", "+0"] in lines


def test_what_lies_before_the_range_is_read_and_not_counted(tmp_path: Path) -> None:
    past = past_of(tmp_path, *(itself(n, START + timedelta(days=n)) for n in range(10)))
    result = found(past, "--from", "2026-11-09T00:00Z", "--until", "2026-11-10T00:00Z")
    assert list(result["days"]) == ["2026-11-09"]
    assert (result["records_read"], result["records_scored"]) == (9, 1)  # the day, and eight before it


def seats(count: int) -> list[Cdr]:
    """Two burst seats, on three days, among calls of others: strangers one after the other, most hung up on."""
    rng = np.random.default_rng(11)
    rows = []
    for number in range(count):
        cli = OTHER + int(rng.integers(0, 2)) if rng.random() < 0.8 else OWN + int(rng.integers(0, 40))
        at = START + timedelta(days=number * 3 // count, seconds=int(rng.integers(0, 5000)))
        abroad = {"route": Route.INTERNATIONAL, "cli_kind": NumberKind.MOBILE} if rng.random() < 0.1 else {}
        rows.append(
            call(
                number + 1,
                at,
                1,
                int(rng.choice([0, 4, 4, 60])),
                cli,
                8615000000000 + int(rng.integers(0, 10_000)),
                **abroad,
            )
        )
    return rows


def plainly(rows: list[Cdr], threshold: float) -> dict[tuple[date, str], Counts]:
    """The same counts, call by call, with one plain engine."""
    events = record_events(pa.record_batch(cdr_batch(rows).columns, schema=CDR_SCHEMA))
    scores = score_callers(events, Engine(hash_seed=HASH_SEED).push(events))
    sets: dict[tuple[date, str], tuple[set[int], set[int], set[int]]] = {}
    for row in np.flatnonzero(scores.value >= threshold).tolist():
        day = datetime.fromtimestamp(events.at_us[row] / 1e6, CHINA).date()
        rules = [rule.name for rule, points in zip(RULES, scores.points[row], strict=True) if points > 0]
        for name in ["any", *rules]:
            calls, callers, persons = sets.setdefault((day, name), (set(), set(), set()))
            calls.add(row)
            callers.add(int(events.cli[row]))
            persons.add(int(events.called[row]))
    return {place: Counts(*map(len, kinds)) for place, kinds in sets.items()}


def test_counts_equal_those_made_call_by_call(tmp_path: Path) -> None:
    rows = seats(1200)
    expected = plainly(rows, CALLER_FLOOR)
    days = found(past_of(tmp_path, *rows), "--shares", "3")["days"]
    counted = {
        (date.fromisoformat(day), name): Counts(**line["today"])
        for day, lines in days.items()
        for name, line in lines.items()
    }
    assert counted == expected
    assert {"burst", "mobile_from_abroad"} <= {name for _, name in expected}


def test_the_tasks_of_a_cluster_count_the_same() -> None:
    rows = seats(1200)
    criteria = Criteria(of_rules(is_scored=True), (RULES,), 0.3, CHINA)
    parts = shuffled(spread(criteria.wanted, 4)(as_spark_reads(rows, criteria.wanted)), 4)
    batches = [batch for part in parts for batch in score(criteria, 4, -(2**62))(iter(part))]
    counts: dict[tuple[date, str], tuple[int, set[int], set[int]]] = {}
    for row in pa.Table.from_batches(batches).to_pylist():
        place = date.fromordinal(row["day"]), criteria.lines[row["line"]]
        calls, callers, persons = counts.get(place, (0, set(), set()))
        counts[place] = calls + row["calls"], callers | {row["caller"]} - {0}, persons | {row["person"]} - {0}
    assert {
        place: Counts(calls, len(callers), len(persons)) for place, (calls, callers, persons) in counts.items()
    } == plainly(rows, 0.3)


def test_many_callers_of_a_line_are_counted_in_bounded_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("linewarden.history.tally._MOST_WAITING", 8)
    criteria = Criteria(of_rules(is_scored=True), (RULES,), 0.3, CHINA)
    events = record_events(cdr_batch([call(n, START, 1, 5, OWN + n % 20, OWN + n % 20) for n in range(100)]))
    tally = Tally(criteria)
    values = np.zeros((1, len(criteria.wanted.names)), np.int64)
    assert [done for row in range(100) for done in tally.add(events.take(slice(row, row + 1)), values)] == []
    assert [(done.calls, done.callers.size, done.persons.size) for done in tally.finish()] == [(100, 20, 20)] * 2


def test_rules_ask_about_the_caller_alone() -> None:
    """So that one share of a cluster has all that a score needs; a rule about others needs a second sort first."""
    assert of_rules().asking == ("cli",)


def test_a_change_that_cannot_be_used_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    past = past_of(tmp_path, itself(1, START), itself(2, START))
    assert (
        main(["backtest", "--folder", str(past), "--rules", str(changes(tmp_path, "[caller.bursts]\nstarts = 1"))]) == 2
    )
    assert "change.toml: rule caller.bursts does not exist; there are burst, wangiri" in capsys.readouterr().err


def test_a_whitelisted_caller_counts_no_more(tmp_path: Path) -> None:
    abroad = {"route": Route.INTERNATIONAL, "cli_kind": NumberKind.LANDLINE}
    past = past_of(tmp_path, itself(1, START), call(2, START, 1, 5, OWN, OTHER, **abroad))
    entry = f'[whitelist."{OWN}"]\nreason = "x"\nsource = "y"\nexpires = 2027-01-01\n'
    total = found(past, "--rules", changes(tmp_path, entry))["total"]["any"]
    assert (total["today"]["calls"], total["changed"]["calls"]) == (2, 1)  # somebody abroad shows the same number


def test_other_arguments_that_cannot_be_used_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    past = past_of(tmp_path, itself(1, START), itself(2, START))
    for words, expected in (
        (["--threshold", "0"], "--threshold 0.0 is no score"),
        (["--rules", str(tmp_path / "none.toml")], "cannot be read"),
        (["--json", str(tmp_path / "no" / "x.json")], "x.json cannot be written"),
        (
            ["--picture", str(tmp_path / "no" / "x.svg")],
            "x.svg cannot be written: No such file or directory; name another --picture",
        ),
        (["--capacity", "0"], "--capacity 0 is no number of warnings a day"),
        (["--truth", str(tmp_path / "none.csv")], "none.csv cannot be read"),
        (["--capacity", "5", "--engine", "spark", "--master", "local[2]"], "which --engine kernel alone plays"),
    ):
        assert main(["backtest", "--folder", str(past), *words]) == 2
        assert expected in capsys.readouterr().err


def held(number: int, at: datetime) -> Cdr:
    """A line that shows a service number although it comes from abroad, talked with for 15 minutes: fixed_line_from_abroad and a dwell."""
    return call(number, at, 2, 900, OTHER, OWN, route=Route.INTERNATIONAL, cli_kind=NumberKind.LANDLINE)


def test_warnings_of_both_books_are_played_measured_and_drawn(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    past = past_of(tmp_path, held(1, START), itself(2, START + timedelta(hours=1)))
    lost = (START + timedelta(hours=1)).isoformat()
    (tmp_path / "truth.csv").write_text(f"number,outcome,lost_at\n+{OWN},victim,{lost}\n+{OTHER},maybe,\n", "utf-8")
    words = (
        "--rules",
        changes(tmp_path, "[caller.fixed_line_from_abroad]\npoints = 0\n[person.approach]\nsteps = [[0.5, 0]]\n"),
    )
    told = found(past, *words, "--truth", tmp_path / "truth.csv", "--capacity", "3", "--picture", tmp_path / "w.svg")
    warned = told["warnings"]
    assert (told["rules"], told["changed"]) == (warned["today"]["version"], warned["changed"]["version"])
    assert (warned["today"]["persons_in_all"], warned["changed"]["persons_in_all"]) == (1, 0)
    assert warned["today"]["victims"]["notice"] | {"share": None} == {
        "in_time": 1, "missed": 0, "share": None, "median_lead_s": 3600.0 - 902.0,
    }  # fmt: skip
    assert warned["changed"]["victims"]["notice"]["missed"] == 1
    assert (warned["days"], warned["capacity"], warned["truth"]["bad"][0]["line"]) == (1, 3, 3)
    assert (tmp_path / "w.svg").read_text("utf-8").startswith("<svg")
    assert "truth, line 3 kept out: outcome 'maybe' is none of" in capsys.readouterr().out


def test_warnings_raised_before_the_range_do_not_count(tmp_path: Path) -> None:
    past = past_of(tmp_path, held(1, START), itself(2, START + timedelta(days=2)))
    assert found(past)["warnings"]["today"]["persons_in_all"] == 1
    since = (START + timedelta(days=1)).isoformat()
    assert found(past, "--from", since)["warnings"]["today"]["persons_in_all"] == 0
