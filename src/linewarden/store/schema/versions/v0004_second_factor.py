"""The second factor of each account."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the table, empty: nobody has set one up."""
    op.create_table(
        "second_factors",
        sa.Column("login", sa.String(64), sa.ForeignKey("accounts.login"), primary_key=True),
        sa.Column("sealed", sa.String(256)),
        sa.Column("set_at", sa.BigInteger),
        sa.Column("last_step", sa.BigInteger, nullable=False),
        sa.Column("pending", sa.String(256)),
        sa.Column("pending_at", sa.BigInteger),
        sa.Column("recovery", sa.Text, nullable=False),
    )
