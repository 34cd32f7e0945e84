"""Start passwords, last sign-ins and dormant accounts."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Passwords that were set before are their owners' own; the last sign-in is that of the newest session."""
    op.add_column("accounts", sa.Column("must_change_password", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("accounts", sa.Column("signed_in_at", sa.BigInteger))
    op.add_column("accounts", sa.Column("reopened_at", sa.BigInteger))
    op.execute(
        "UPDATE accounts SET signed_in_at = (SELECT max(created_at) FROM sessions WHERE sessions.login = accounts.login)"
    )
