"""Rows to put into a ledger."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from linewarden.model.legal_basis import BasisKind, LegalBasis
from linewarden.model.number import E164
from linewarden.model.score import Reason
from linewarden.model.warning import FraudKind, Level, State, Warning

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)

A_REASON = Reason("S1", "一小时内呼叫 80 人", "rang 80 people in an hour", 80.0, 20.0, 0.6, (2**64 - 1, 7), 80)
A_WARNING = Warning(
    warning_id="w1",
    revision=1,
    raised_at=NOON,
    changed_at=NOON,
    expires_at=NOON + timedelta(days=1),
    level=Level.HIGH,
    state=State.OPEN,
    called=E164(8613861234567),
    callers=(E164(8617012345678), E164(14155550123)),
    kind=FraudKind.FAKE_POLICE,
    score=0.75,
    reasons=(A_REASON,),
    is_in_contact=True,
    contact_since=NOON - timedelta(minutes=5),
    source="carrier-a",
    is_synthetic=True,
    versions=(("rules", "2026.11.1"), ("linewarden", "0.1.0")),
)
A_BASIS = LegalBasis(
    "CZ-1", BasisKind.COOPERATION, "常公反诈〔2026〕17号", "常州市公安局", NOON, NOON + timedelta(days=365)
)


def a_warning(key: str, revision: int = 1, level: Level = Level.HIGH, state: State = State.OPEN) -> Warning:
    """The sample warning under another id."""
    return replace(A_WARNING, warning_id=key, revision=revision, level=level, state=state, score=revision / 100)
