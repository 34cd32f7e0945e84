"""Alarms for misuse, verifications of the audit, and the audit by time and by actor."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the tables, empty; the whole audit is yet to be looked through."""
    op.create_table(
        "audit_alarms",
        sa.Column("alarm_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("rule", sa.String(32), nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(128), nullable=False),
        sa.Column("first_seq", sa.BigInteger, nullable=False),
        sa.Column("first_at", sa.BigInteger, nullable=False),
        sa.Column("last_seq", sa.BigInteger, nullable=False),
        sa.Column("last_at", sa.BigInteger, nullable=False),
        sa.Column("count", sa.BigInteger, nullable=False),
        sa.Column("raised_at", sa.BigInteger, nullable=False),
        sa.Column("seen_by", sa.String(64), sa.ForeignKey("accounts.login")),
        sa.Column("seen_at", sa.BigInteger),
        sa.Column("verdict", sa.String(16)),
        sa.Column("words", sa.Text, nullable=False),
    )
    op.create_index("audit_alarms_by_actor", "audit_alarms", ["actor", "rule", "alarm_id"])
    op.create_index("audit_alarms_by_seen_at", "audit_alarms", ["seen_at", "alarm_id"])
    op.create_table(
        "audit_checks",
        sa.Column("check_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("entry_hash", sa.String(64), nullable=False),
        sa.Column("faults", sa.BigInteger, nullable=False),
        sa.Column("told", sa.Text, nullable=False),
    )
    op.create_index("audit_by_at", "audit", ["at", "seq"])
    op.create_index("audit_by_actor", "audit", ["actor", "seq"])
    op.execute("INSERT INTO counters (name, value) VALUES ('audit_alarms', 0)")
