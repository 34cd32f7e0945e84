"""Messages to people who are warned."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the table, empty."""
    op.create_table(
        "messages",
        sa.Column("message_id", sa.String(32), primary_key=True),
        sa.Column("warning_id", sa.String(64), sa.ForeignKey("warnings.warning_id"), nullable=False),
        sa.Column("nth", sa.Integer, nullable=False),
        sa.Column("channel", sa.String(64), nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_at", sa.BigInteger),
        sa.Column("ended_at", sa.BigInteger),
        sa.Column("problem", sa.Text, nullable=False),
    )
    op.create_index("messages_by_next_at", "messages", ["state", "next_at"])
    op.create_index("messages_by_number", "messages", ["number", "created_at"])
    op.create_index("messages_by_warning", "messages", ["warning_id", "nth"])
