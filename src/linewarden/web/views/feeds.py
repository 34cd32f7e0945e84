"""Feed cards and rejects."""

from dataclasses import fields

from linewarden.model.feed_card import FeedCard
from linewarden.model.legal_basis import LegalBasis
from linewarden.model.voice import FeedVoices
from linewarden.store.kept import KeptReject
from linewarden.web.shapes.feed import BasisView, FeedCardView, RejectRow, SilentRowView, VoicesView
from linewarden.web.views.numbers import masked_digits

_PLAIN_FIELDS = frozenset({"setup_at", "answered_at", "ended_at", "talk_ms", "release_cause", "service"})
"""Fields whose refused values name nobody, so that a wrong time can be read as it stood."""


def feed_card(card: FeedCard) -> FeedCardView:
    """One feed with its legal basis."""
    plain = {
        each.name: getattr(card, each.name) for each in fields(card) if each.name not in {"basis", "coverage", "voices"}
    }
    return FeedCardView(
        **plain,
        coverage=dict(card.coverage),
        voices=_voices(card.voices) if card.voices else None,
        basis=_basis(card.basis) if card.basis else None,
    )


def reject_row(kept: KeptReject) -> RejectRow:
    """One refused row; digits that may be a person's number are masked."""
    reject = kept.reject
    return RejectRow(
        source_id=kept.source_id,
        row=reject.row,
        field=reject.field,
        value=reject.value if reject.field in _PLAIN_FIELDS else masked_digits(reject.value),
        reason=masked_digits(reject.reason),
        code=reject.code,
    )


def _voices(voices: FeedVoices) -> VoicesView:
    return VoicesView(
        rows=voices.rows,
        silent=[
            SilentRowView(
                name=row.name, signal=row.signal, text_zh=row.says_zh, text_en=row.says_en, missing=list(row.missing)
            )
            for row in voices.silent
        ],
    )


def _basis(basis: LegalBasis) -> BasisView:
    return BasisView(
        basis_id=basis.basis_id,
        kind=basis.kind,
        document=basis.document,
        issuer=basis.issuer,
        valid_until=basis.valid_until,
        is_synthetic=basis.is_synthetic,
    )
