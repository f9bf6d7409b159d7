"""The cooperative itself has a table: one row, with its names, seat, articles and logo."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_27_cooperative"
down_revision = "2026_11_27_account_names"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, empty: nobody is assumed."""
    op.create_table(
        "cooperative",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("legal_form", sa.JSON(), nullable=False),
        sa.Column("enterprise_number", sa.String(length=10), nullable=False),
        sa.Column("office", sa.JSON(), nullable=False),
        sa.Column("court", sa.JSON(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("website", sa.String(), nullable=False),
        sa.Column("articles", sa.JSON(), nullable=False),
        sa.Column("logo", sa.LargeBinary(), nullable=True),
        sa.Column("logo_hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_cooperative_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cooperative")),
    )


def downgrade() -> None:
    """Take the table away."""
    op.drop_table("cooperative")
