"""Audit entries as rows."""

from linewarden.model.audit import AuditEntry
from linewarden.web.shapes.audit import AuditRow


def audit_row(entry: AuditEntry) -> AuditRow:
    """One line of the audit."""
    return AuditRow(
        seq=entry.seq,
        at=entry.at,
        actor=entry.actor,
        action=entry.action,
        subject=entry.subject,
        purpose=entry.purpose,
        detail=entry.detail,
        entry_hash=entry.entry_hash,
    )
