"""What the screens are told of the challenger in shadow."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from web_desk import NOON, Stage, error_code, new_stage, served

from linewarden.model.account import Role
from linewarden.model.challenger import ChallengerRun, ChallengerSetting
from linewarden.model.standing import Outcomes, ShadowCard, Standing
from linewarden.model.warning import Level

SETTING = ChallengerSetting(
    serial=3, version="2026.11.3+model.1a2b3c4d", trees="tree", about="{}", digest="00", source="model-11", reason="October", set_by="ana",
    set_at=NOON,
)  # fmt: skip
RUN = ChallengerRun(
    serial=3,
    offset=7,
    followed_at=NOON,
    through_offset=9,
    through_us=1,
    judged=400,
    cost_us=12_000,
    errors=0,
    problem="",
)
PAIRS = {(Level.NOTICE, None): 6, (None, Level.HIGH): 2, (Level.HIGH, Level.HIGH): 4}
STANDING = Standing(since=NOON - timedelta(hours=12), until=NOON, pairs=PAIRS)
CARD = ShadowCard(as_of=NOON, setting=SETTING, learned_until=NOON, run=RUN, pause_p99_ms=4.5, spans=((24, STANDING),))


def told(folder: Path, card: ShadowCard, role: Role = Role.DUTY_OFFICER) -> dict[str, object]:
    with served(new_stage(folder, challenger=lambda: card)) as stage:
        return dict(stage.signed_in(role).get("/api/challenger").json())


def test_nobody_set_is_null_and_nobody_signed_in_is_refused(stage: Stage) -> None:
    assert error_code(stage.client().get("/api/challenger")) == "signed_out"
    told = stage.signed_in(Role.AUDITOR).get("/api/challenger").json()
    assert told == {"as_of": "2026-11-22T04:00:00Z", "challenger": None, "spans": []}


def test_the_card_tells_who_set_it_what_it_costs_and_how_both_stand(tmp_path: Path) -> None:
    found = told(tmp_path, CARD)
    assert found["challenger"] == {
        "serial": 3,
        "version": "2026.11.3+model.1a2b3c4d",
        "set_by": "ana",
        "set_at": "2026-11-22T04:00:00Z",
        "reason": "October",
        "learned_until": "2026-11-22T04:00:00Z",
        "state": "running",
        "followed_at": "2026-11-22T04:00:00Z",
        "problem": None,
        "judged": 400,
        "errors": 0,
        "mean_us": 30.0,
        "pause_p99_ms": 4.5,
    }
    (span,) = found["spans"]  # type: ignore[misc]
    assert (span["hours"], span["days"], span["both"], span["only_champion"], span["only_challenger"]) == (
        24,
        0.5,
        4,
        6,
        2,
    )
    assert span["agreement"] == pytest.approx(4 / 12)
    assert span["levels"] == [
        {"level": "urgent", "champion": 0, "challenger": 0, "champion_a_day": 0.0, "challenger_a_day": 0.0},
        {"level": "high", "champion": 4, "challenger": 6, "champion_a_day": 8.0, "challenger_a_day": 12.0},
        {"level": "normal", "champion": 0, "challenger": 0, "champion_a_day": 0.0, "challenger_a_day": 0.0},
        {"level": "notice", "champion": 6, "challenger": 0, "champion_a_day": 12.0, "challenger_a_day": 0.0},
    ]
    assert span["pairs"] == [
        {"champion": "high", "challenger": "high", "warnings": 4},
        {"champion": "notice", "challenger": None, "warnings": 6},
        {"champion": None, "challenger": "high", "warnings": 2},
    ]
    assert span["outcomes"] is None


def test_one_that_waits_and_one_that_was_switched_off_say_so(tmp_path: Path) -> None:
    for name, run, state, problem in (
        ("waits", None, "waiting", None),
        ("off", replace(RUN, problem="broke", errors=1), "stopped", "broke"),
    ):
        (tmp_path / name).mkdir()
        found = told(tmp_path / name, replace(CARD, run=run))["challenger"]
        assert isinstance(found, dict)
        assert (found["state"], found["problem"]) == (state, problem)


def test_known_outcomes_come_with_their_interval(tmp_path: Path) -> None:
    right = Outcomes(warned=4, victims=3, low=0.3, high=0.95, brier=0.2)
    none = Outcomes(warned=0, victims=0, low=None, high=None, brier=0.4)
    card = replace(CARD, spans=((24, replace(STANDING, people=5, champion=right, challenger=none)),))
    (span,) = told(tmp_path, card)["spans"]  # type: ignore[misc]
    assert span["outcomes"]["champion"] == {
        "warned": 4, "victims": 3, "precision": 0.75, "precision_low": 0.3, "precision_high": 0.95, "brier": 0.2,
    }  # fmt: skip
    assert span["outcomes"]["challenger"]["precision"] is None
    assert span["outcomes"]["people"] == 5
