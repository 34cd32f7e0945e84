"""A feed as the pipeline knows it."""

from dataclasses import dataclass

from linewarden.feeds.hep.dialogs import Dialogs
from linewarden.model.feed_card import FeedKind
from linewarden.model.legal_basis import LegalBasis


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a feed's blocks go: its lane, its legal basis and, for signalling, the calls that are up."""

    name: str
    kind: FeedKind
    lane: str
    basis: LegalBasis
    dialogs: Dialogs | None = None

    @property
    def is_synthetic(self) -> bool:
        """True for training data."""
        return self.basis.is_synthetic
