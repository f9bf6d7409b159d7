"""What the secretary enters for a year's report beside what the system knows."""

import sqlalchemy as sa
from alembic import op

from voting.database import Moment, append_only, run_for_dialect

revision = "2026_12_01_report_fact"
down_revision = "2026_11_30_approval"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, to which rows can only be added."""
    op.create_table(
        "report_fact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("content", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("entered_at", Moment(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_report_fact_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_fact")),
    )
    op.create_index("ix_report_fact_code", "report_fact", ["kind", "code", "year"])
    run_for_dialect(op.get_bind(), append_only("report_fact", "id"))


def downgrade() -> None:
    """Take it away, and its refusals with it."""
    op.drop_table("report_fact")
