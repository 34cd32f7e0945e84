"""The audit as its readers see it."""

from datetime import datetime

from linewarden.web.shapes.base import Shape


class AuditRow(Shape):
    """One line of the audit; `detail` is a JSON object as text."""

    seq: int
    at: datetime
    actor: str
    action: str
    subject: str
    purpose: str
    detail: str
    entry_hash: str


class AuditList(Shape):
    """A page of the audit, newest first. `next_before_seq` is null on the last page."""

    items: list[AuditRow]
    next_before_seq: int | None
