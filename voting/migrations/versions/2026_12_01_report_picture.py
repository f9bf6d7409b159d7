"""Pictures that the texts of reports show are kept."""

import sqlalchemy as sa
from alembic import op

from voting.database import Moment, append_only, run_for_dialect

revision = "2026_12_01_report_picture"
down_revision = "2026_12_01_report_fact"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "report_picture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", Moment(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_report_picture_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_picture")),
    )
    run_for_dialect(op.get_bind(), append_only("report_picture", "id"))


def downgrade() -> None:
    """Take it away again."""
    op.drop_table("report_picture")
