"""Reading a person's data: the audit first, then the data. When the audit cannot be written, nothing is returned."""

from collections.abc import Mapping

from linewarden.store.ledger import Deed
from linewarden.web.desk import Desk
from linewarden.web.guard import Person

Detail = Mapping[str, str | int | bool | None]


def audit_read(
    desk: Desk, person: Person, action: str, subject: str, *, purpose: str = "", detail: Detail | None = None
) -> None:
    """Writes one entry durably, with the API token that asked, if one did; raises `StoreError` when that fails."""
    by_program = {"token": person.token.token_id} if person.token else {}
    deed = Deed(
        actor=person.account.login,
        action=action,
        subject=subject,
        purpose=purpose,
        detail={**(detail or {}), **by_program},
    )
    desk.ledger.audit.append(deed, at=desk.clock())
