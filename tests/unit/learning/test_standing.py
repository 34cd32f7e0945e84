"""How champion and challenger stand, counted by hand."""

from datetime import timedelta

import pytest

from linewarden.history.dispositions import Disposition, Dispositions, Outcome
from linewarden.learning.standing import as_json, standing, text
from linewarden.model.challenger import Said, reached
from linewarden.model.warning import Level
from linewarden.warnings.issue import instant

HOUR = timedelta(hours=1)
T0 = instant(1_790_000_000_000_000)
UNTIL = T0 + timedelta(days=2)
ANN, BEN, CID, DAN = 1, 2, 3, 4


def said(
    called: int, champion: tuple[float, Level | None], challenger: tuple[float, Level | None], hours: float = 0
) -> Said:
    at = T0 + hours * HOUR
    return Said(
        warning_id=f"w{called}-{hours}", called=called, first_at=at, champion_score=champion[0], champion=reached(champion[1], at),
        challenger_score=challenger[0], challenger=reached(challenger[1], at),
    )  # fmt: skip


ROWS = [
    said(ANN, (0.6, Level.URGENT), (0.9, Level.URGENT)),
    said(BEN, (0.2, Level.HIGH), (0.0, None)),
    said(CID, (0.0, None), (0.5, Level.URGENT)),
    said(DAN, (0.02, Level.NORMAL), (0.001, Level.NOTICE), hours=10),
]


def test_warnings_a_day_and_agreement_are_counted() -> None:
    told = as_json(standing(ROWS, T0, UNTIL, None))
    assert told["days"] == 2.0
    assert told["levels"]["urgent"] == {"champion": 1, "challenger": 2, "champion_a_day": 0.5, "challenger_a_day": 1.0}
    assert told["levels"]["notice"] == {"champion": 0, "challenger": 1, "champion_a_day": 0.0, "challenger_a_day": 0.5}
    assert (told["both"], told["only_champion"], told["only_challenger"], told["agreement"]) == (2, 1, 1, 0.5)
    assert told["outcomes"] is None


def test_precision_and_brier_score_are_of_people_whose_outcome_is_named_and_who_were_warned_before_the_loss() -> None:
    truth = Dispositions(
        {
            ANN: Disposition(Outcome.VICTIM, T0 + HOUR),
            BEN: Disposition(Outcome.NOT_VICTIM, None),
            CID: Disposition(Outcome.UNKNOWN, None),
            DAN: Disposition(Outcome.VICTIM, T0 + HOUR),  # nine hours before anybody was warned
        }
    )
    told = as_json(standing(ROWS, T0, UNTIL, truth))["outcomes"]
    assert told["people"] == 2
    assert (told["champion"]["warned"], told["champion"]["victims"], told["champion"]["precision"]) == (2, 1, 0.5)
    assert (told["challenger"]["warned"], told["challenger"]["victims"], told["challenger"]["precision"]) == (1, 1, 1.0)
    assert told["champion"]["brier"] == pytest.approx((0.4**2 + 0.2**2) / 2)
    assert told["challenger"]["brier"] == pytest.approx((0.1**2 + 0.0**2) / 2)
    shown = text(standing(ROWS, T0, UNTIL, truth))
    assert "of 2 people with a known outcome" in shown
    assert "precision 100.0% (20.7% to 100.0%), 1 victims of 1 warned; Brier score 0.0050" in shown


def test_a_person_with_two_warnings_counts_once_by_the_highest_chance() -> None:
    rows = [ROWS[0], said(ANN, (0.8, Level.URGENT), (0.3, Level.HIGH), hours=30)]
    told = as_json(standing(rows, T0, UNTIL, Dispositions({ANN: Disposition(Outcome.VICTIM, None)})))["outcomes"]
    assert (told["people"], told["champion"]["warned"]) == (1, 1)
    assert (told["champion"]["brier"], told["challenger"]["brier"]) == (0.04, 0.01)


def test_one_warned_in_time_by_one_alone_counts_for_that_one_alone() -> None:
    early = said(ANN, (0.0, None), (0.4, Level.HIGH)).joined(said(ANN, (0.6, Level.URGENT), (0.1, Level.HIGH), hours=5))
    truth = Dispositions({ANN: Disposition(Outcome.VICTIM, T0 + HOUR)})
    found = standing([early], T0, UNTIL, truth)
    assert found.champion is not None
    assert found.challenger is not None
    assert (found.champion.warned, found.challenger.warned) == (0, 1)


def test_nothing_said_in_no_time_gives_nothing() -> None:
    found = standing([], T0, T0, Dispositions())
    told = as_json(found)
    assert (told["days"], told["agreement"], told["levels"]["high"]["champion_a_day"]) == (0.0, None, None)
    assert told["outcomes"]["champion"] == {
        "warned": 0,
        "victims": 0,
        "precision": None,
        "interval_95": None,
        "brier": None,
    }
    assert "precision -; Brier score -" in text(found)
    assert "agreement -" in text(found)
