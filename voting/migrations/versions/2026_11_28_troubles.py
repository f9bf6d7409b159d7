"""Members report that they cannot hear, see or vote; the chair notes when it is solved."""

import sqlalchemy as sa
from alembic import op

from voting.database import Moment, append_only, run_for_dialect

revision = "2026_11_28_troubles"
down_revision = "2026_11_28_meeting"
branch_labels = None
depends_on = None

ROUND = ("assembly_id", "kind", "place", "number")


def _round() -> list[sa.Column[object]]:
    return [
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("place", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
    ]


def upgrade() -> None:
    """Make the tables, to which rows can only be added."""
    op.create_table(
        "trouble_report",
        *_round(),
        sa.Column("member", sa.String(length=20), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("reported_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_trouble_report_assembly_id")),
        sa.ForeignKeyConstraint(["member"], ["member.number"], name=op.f("fk_trouble_report_member")),
        sa.PrimaryKeyConstraint(*ROUND, "member", name=op.f("pk_trouble_report")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "trouble_end",
        *_round(),
        sa.Column("solved_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_trouble_end_assembly_id")),
        sa.PrimaryKeyConstraint(*ROUND, name=op.f("pk_trouble_end")),
        sqlite_with_rowid=False,
    )
    run_for_dialect(op.get_bind(), append_only("trouble_report", *ROUND, "member"))
    run_for_dialect(op.get_bind(), append_only("trouble_end", *ROUND))


def downgrade() -> None:
    """Take the tables away, and their refusals with them."""
    op.drop_table("trouble_end")
    op.drop_table("trouble_report")
