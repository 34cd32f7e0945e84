"""Why we may hold data: every intake names one, or is refused (safeguards 1)."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum


class BasisKind(StrEnum):
    """The kind of document that permits an intake."""

    COOPERATION = "cooperation"  # agreement with a carrier under the Anti-Telecom and Online Fraud Law
    WARRANT = "warrant"  # order for one case
    CONSENT = "consent"  # of the person concerned
    TRAINING = "training"  # synthetic data: demo, test, drill


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """One document that permits an intake. Times are UTC."""

    basis_id: str  # short key used in feeds and records: "CZ-2026-017"
    kind: BasisKind
    document: str  # its number as printed
    issuer: str
    valid_from: datetime
    valid_until: datetime

    @property
    def is_synthetic(self) -> bool:
        """True for training data, which every screen marks 演示 DEMO."""
        return self.kind is BasisKind.TRAINING

    def is_valid(self, now: datetime) -> bool:
        """True while `now` (UTC) lies within the document's term."""
        return self.valid_from <= now.astimezone(UTC) < self.valid_until
