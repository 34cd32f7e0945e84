"""Changes of the rules, their published versions, which of them was in force when, and what the whitelist silenced."""

import sqlalchemy as sa
from alembic import op

from linewarden.store.schema.append_only import Numbered, guard_numbered

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the tables, empty: the rules as the program came are in force."""
    op.create_table(
        "rule_changes",
        sa.Column("change_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("base_serial", sa.BigInteger, nullable=False),
        sa.Column("author", sa.String(64), sa.ForeignKey("accounts.login"), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("drafted_at", sa.BigInteger, nullable=False),
        sa.Column("backtest", sa.Text, nullable=False),
        sa.Column("backtest_digest", sa.String(64)),
        sa.Column("backtested_at", sa.BigInteger),
        sa.Column("approver", sa.String(64), sa.ForeignKey("accounts.login")),
        sa.Column("approved_digest", sa.String(64)),
        sa.Column("decision", sa.Text),
        sa.Column("decided_at", sa.BigInteger),
    )
    op.create_table(
        "rule_publications",
        sa.Column("serial", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("version", sa.String(64), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("change_id", sa.BigInteger, sa.ForeignKey("rule_changes.change_id")),
        sa.Column("rolled_back_to", sa.BigInteger),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("published_by", sa.String(64), nullable=False),
        sa.Column("published_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "rules_in_force",
        sa.Column("serial", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("offset", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "whitelist_silenced",
        sa.Column("number", sa.String(16), primary_key=True),
        sa.Column("calls", sa.BigInteger, nullable=False),
        sa.Column("last_at", sa.BigInteger, nullable=False),
        sa.Column("through_offset", sa.BigInteger, nullable=False),
    )
    guard_numbered(Numbered("rule_publications", "published rules"))
