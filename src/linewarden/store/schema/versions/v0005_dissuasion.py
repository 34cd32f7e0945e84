"""Where officers have brought each warning, and every act of theirs."""

import sqlalchemy as sa
from alembic import op

from linewarden.store.schema.append_only import Numbered, guard_numbered

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the columns and the table; warnings that there are wait to be taken."""
    for column in (
        sa.Column("stage", sa.String(16), nullable=False, server_default="waiting"),
        sa.Column("situation", sa.String(16), nullable=False, server_default="waiting"),
        sa.Column("since", sa.BigInteger),
        sa.Column("holder", sa.String(64)),
        sa.Column("steps", sa.Integer, nullable=False, server_default="0"),
    ):
        op.add_column("warnings", column)
    op.drop_index("warnings_by_state_level", "warnings")
    op.create_index("warnings_by_place", "warnings", ["state", "stage", "level", "seq"])
    op.create_index("warnings_by_holder", "warnings", ["holder", "stage", "level", "seq"])
    op.create_index("warnings_by_raised_at", "warnings", ["raised_at"])
    op.create_table(
        "dissuasion_steps",
        sa.Column("warning_id", sa.String(64), sa.ForeignKey("warnings.warning_id"), primary_key=True),
        sa.Column("nth", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("act", sa.Text, nullable=False),
    )
    guard_numbered(Numbered("dissuasion_steps", "acts on record", "nth", "warning_id", may_go=True))
