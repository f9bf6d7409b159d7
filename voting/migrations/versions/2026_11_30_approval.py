"""A signed report says when the board approved it and who signs it on paper, and its files are kept."""

import sqlalchemy as sa
from alembic import op

from voting.database import append_only, run_for_dialect

revision = "2026_11_30_approval"
down_revision = "2026_11_29_namesakes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and the table."""
    op.add_column("signed_report", sa.Column("approved_on", sa.Date(), nullable=True))
    op.add_column(
        "signed_report", sa.Column("signatories", sa.JSON(), nullable=False, server_default=sa.text("'[]'"))
    )
    op.create_table(
        "signed_file",
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["signed_report.id"], name=op.f("fk_signed_file_report_id")),
        sa.PrimaryKeyConstraint("report_id", "language", name=op.f("pk_signed_file")),
        sqlite_with_rowid=False,
    )
    run_for_dialect(op.get_bind(), append_only("signed_file", "report_id", "language"))


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("signed_file")
    op.drop_column("signed_report", "signatories")
    op.drop_column("signed_report", "approved_on")
