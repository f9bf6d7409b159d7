"""The texts of the yearly report, and the reports that were signed."""

import sqlalchemy as sa
from alembic import op

from voting.database import Moment, append_only, run_for_dialect

revision = "2026_11_25_special_report"
down_revision = "2026_11_25_roll"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, to which rows can only be added."""
    op.create_table(
        "report_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("written_at", Moment(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_report_text_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_text")),
    )
    op.create_index("ix_report_text_section", "report_text", ["section", "language", "year"])
    op.create_table(
        "signed_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("signed_at", Moment(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_signed_report_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signed_report")),
    )
    op.create_index(op.f("ix_signed_report_year"), "signed_report", ["year"])
    for table in ("report_text", "signed_report"):
        run_for_dialect(op.get_bind(), append_only(table, "id"))


def downgrade() -> None:
    """Take the tables away, and their refusals with them."""
    op.drop_table("signed_report")
    op.drop_table("report_text")
