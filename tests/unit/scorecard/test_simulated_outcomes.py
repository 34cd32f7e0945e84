"""What became of a simulated town's people, as officers would have noted it."""

from datetime import UTC, datetime, timedelta

from scorecard.lesson import outcomes
from scorecard.truth import Victim

NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)


def test_who_paid_is_a_victim_and_who_believed_or_called_back_is_unknown() -> None:
    def rung(called: int, outcome: str, kind: str = "fake_police", loss_h: int | None = None) -> Victim:
        return Victim(called, kind, outcome, NOON, None if loss_h is None else NOON + timedelta(hours=loss_h), (9,))

    told = [
        rung(1, "lost", loss_h=5), rung(1, "lost", loss_h=2), rung(2, "engaged"), rung(3, "lost", "wangiri", loss_h=1), rung(4, "answered"),
        rung(5, "engaged"), rung(5, "lost", loss_h=1),
    ]  # fmt: skip
    assert outcomes(told) == [
        ("+1", "victim", "2026-11-22T06:00:00+00:00"),
        ("+2", "unknown", ""),
        ("+3", "unknown", ""),
        ("+5", "victim", "2026-11-22T05:00:00+00:00"),
    ]
