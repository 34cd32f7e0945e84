"""Cases, all that was done in them, and every touch of their files."""

import sqlalchemy as sa
from alembic import op

from linewarden.store.schema.append_only import Numbered, guard_numbered

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def _of_case() -> sa.Column[str]:
    return sa.Column("number", sa.String(32), sa.ForeignKey("cases.number"), primary_key=True)


def upgrade() -> None:
    """Makes the tables, empty, and the counter that makes those who open cases queue."""
    op.create_table(
        "cases",
        sa.Column("number", sa.String(32), primary_key=True),
        sa.Column("opened_at", sa.BigInteger, nullable=False),
        sa.Column("is_open", sa.Boolean, nullable=False),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.Column("deeds", sa.Integer, nullable=False),
    )
    op.create_index("cases_by_changed_at", "cases", ["changed_at"])
    op.create_table(
        "case_deeds",
        _of_case(),
        sa.Column("nth", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("deed", sa.Text, nullable=False),
    )
    op.create_table(
        "case_members",
        _of_case(),
        sa.Column("login", sa.String(64), primary_key=True),
        sa.Column("until", sa.BigInteger),
    )
    op.create_index("case_members_by_login", "case_members", ["login"])
    op.create_table("case_pins", _of_case(), sa.Column("warning_id", sa.String(64), primary_key=True))
    op.create_index("case_pins_by_warning", "case_pins", ["warning_id"])
    op.create_table(
        "case_custody",
        _of_case(),
        sa.Column("nth", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("file", sa.Integer, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("touch", sa.String(16), nullable=False),
    )
    for table in ("case_deeds", "case_custody"):
        guard_numbered(Numbered(table, "cases", "nth", "number"))
    op.execute("INSERT INTO counters (name, value) VALUES ('cases', 0)")
