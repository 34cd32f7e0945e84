"""Which challenger runs in shadow, what the live platform made of it, and what it would have said."""

import sqlalchemy as sa
from alembic import op

from linewarden.store.schema.append_only import Numbered, guard_numbered

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the tables, empty: no challenger runs."""
    op.create_table(
        "challenger_settings",
        sa.Column("serial", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("version", sa.String(64)),
        sa.Column("trees", sa.Text, nullable=False),
        sa.Column("about", sa.Text, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("set_by", sa.String(64), nullable=False),
        sa.Column("set_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "challenger_runs",
        sa.Column(
            "serial", sa.BigInteger, sa.ForeignKey("challenger_settings.serial"), primary_key=True, autoincrement=False
        ),
        sa.Column("offset", sa.BigInteger, nullable=False),
        sa.Column("followed_at", sa.BigInteger, nullable=False),
        sa.Column("through_offset", sa.BigInteger, nullable=False),
        sa.Column("through_us", sa.BigInteger, nullable=False),
        sa.Column("judged", sa.BigInteger, nullable=False),
        sa.Column("cost_us", sa.BigInteger, nullable=False),
        sa.Column("errors", sa.BigInteger, nullable=False),
        sa.Column("problem", sa.Text, nullable=False),
    )
    op.create_table(
        "challenger_said",
        sa.Column(
            "serial", sa.BigInteger, sa.ForeignKey("challenger_runs.serial"), primary_key=True, autoincrement=False
        ),
        sa.Column("warning_id", sa.String(64), primary_key=True),
        sa.Column("called", sa.BigInteger, nullable=False),
        sa.Column("first_at", sa.BigInteger, nullable=False),
        sa.Column("champion_score", sa.Float(53), nullable=False),
        sa.Column("champion_level", sa.String(8)),
        sa.Column("champion", sa.Text, nullable=False),
        sa.Column("challenger_score", sa.Float(53), nullable=False),
        sa.Column("challenger_level", sa.String(8)),
        sa.Column("challenger", sa.Text, nullable=False),
    )
    op.create_index("challenger_said_by_first_at", "challenger_said", ["serial", "first_at"])
    guard_numbered(Numbered("challenger_settings", "settings of the challenger"))
