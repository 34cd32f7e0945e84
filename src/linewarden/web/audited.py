"""Reading a person's data: the audit first, then the data. When the audit cannot be written, nothing is returned."""

from collections.abc import Mapping

from linewarden.store.ledger import Deed
from linewarden.web.desk import Desk
from linewarden.web.guard import Person

Detail = Mapping[str, str | int | bool | None]


def audit_read(
    desk: Desk, person: Person, action: str, subject: str, *, purpose: str = "", detail: Detail | None = None
) -> None:
    """Writes one entry durably; raises `StoreError` when that fails."""
    deed = Deed(actor=person.account.login, action=action, subject=subject, purpose=purpose, detail=detail or {})
    desk.ledger.audit.append(deed, at=desk.clock())
