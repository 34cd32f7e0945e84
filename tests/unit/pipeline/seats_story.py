"""A stream that three seats burst in and hold somebody now and then, in blocks as a feed hands them over."""

from datetime import UTC, datetime, timedelta

import pyarrow as pa

from linewarden.columns import record_ids
from linewarden.model.cdr import Cdr, cdr_batch
from linewarden.model.intake import Intake
from linewarden.model.legal_basis import BasisKind, LegalBasis
from linewarden.model.number import NumberKind
from linewarden.model.warning import Warning
from linewarden.pipeline.live import Pipeline
from linewarden.store.ledger import Ledger

NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)
BASIS = LegalBasis("T-1", BasisKind.TRAINING, "drill", "test", NOON - timedelta(days=1), NOON + timedelta(days=1))
PER_BLOCK = 12


def story() -> list[Cdr]:
    """Three seats that are cut short by everybody and hold somebody now and then."""
    rows = []
    for number in range(1, 361):
        setup = NOON + timedelta(seconds=8 * number)
        talk_s = 900 if number % 60 == 59 else 4 * (number % 2)
        rows.append(
            Cdr(
                record_id=number, feed="f", basis_id="T-1", source_id="s", source_row=number, setup_at=setup,
                answered_at=setup + timedelta(seconds=5) if talk_s else None, ended_at=setup + timedelta(seconds=5 + talk_s),
                talk_ms=talk_s * 1000, cli=8613900000000 + number % 3, cli_kind=NumberKind.MOBILE,
                called=8613800000000 + number % 90 * 1009, called_kind=NumberKind.MOBILE,
            )
        )  # fmt: skip
    return rows


def blocks() -> list[Intake]:
    rows = story()
    return [_intake(rows[start : start + PER_BLOCK], start) for start in range(0, len(rows), PER_BLOCK)]


def _intake(rows: list[Cdr], first: int) -> Intake:
    batch = cdr_batch(rows)
    ids = pa.array(record_ids(batch, ("feed", "setup_at", "called")))
    return Intake(
        feed="f", basis_id="T-1", source_id="s", next_row=first + len(rows), is_last=False,
        cdrs=batch.set_column(0, batch.schema.field("record_id"), ids), sip=None, rejects=(), arrived_ns=1,
    )  # fmt: skip


def give(pipeline: Pipeline, intakes: list[Intake]) -> None:
    for intake in intakes:
        pipeline.submit(intake).result(timeout=180)  # the first may have to wait for compiling


def warnings_of(ledger: Ledger) -> dict[str, Warning]:
    return {warning.warning_id: warning for _, warning, _ in ledger.warnings(limit=500)}
