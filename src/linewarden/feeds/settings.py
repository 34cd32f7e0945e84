"""What a feed must be told before it may take anything in."""

from dataclasses import dataclass
from datetime import datetime

from linewarden.errors import LegalBasisError
from linewarden.model.cdr import Route
from linewarden.model.legal_basis import LegalBasis
from linewarden.numbering import Home


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSettings:
    """One feed as the operator set it up."""

    name: str
    basis: LegalBasis | None  # None: refused by `require_basis`
    home: Home  # where bare local numbers belong
    time_zone: str = "Asia/Shanghai"  # IANA name, for times that carry no zone
    carrier: str = ""
    route: Route = Route.UNKNOWN  # of the records whose trunk does not tell
    international_trunks: tuple[str, ...] = ()  # incoming trunks from abroad, as the records name them


def require_basis(settings: FeedSettings, now: datetime) -> LegalBasis:
    """The legal basis of a feed; raises LegalBasisError when there is none or `now` (UTC) is outside its term."""
    basis = settings.basis
    if basis is None:
        raise LegalBasisError(
            f"feed {settings.name!r} names no legal basis, so nothing is taken in; register the document that permits "
            "the intake and name it in the feed's settings"
        )
    if now < basis.valid_from:
        raise LegalBasisError(
            f"feed {settings.name!r}: legal basis {basis.basis_id} ({basis.document}) is valid from "
            f"{basis.valid_from:%Y-%m-%d %H:%M} UTC on, not yet; correct the date or wait"
        )
    if not basis.is_valid(now):
        raise LegalBasisError(
            f"feed {settings.name!r}: legal basis {basis.basis_id} ({basis.document}) expired on "
            f"{basis.valid_until:%Y-%m-%d %H:%M} UTC; register its renewal or stop the feed"
        )
    return basis
