"""Which keyholders have looked at all ballots of a closed box, and found them sound. Append-only."""

import sqlalchemy as sa
from alembic import op

from voting.database import append_only, run_for_dialect

revision = "2026_12_16_box_checked"
down_revision = "2026_12_15_sealed_box"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "box_checked",
        sa.Column("resolution_id", sa.Integer(), nullable=False),
        sa.Column("keyholder", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["resolution_id"], ["statement.resolution_id"], name=op.f("fk_box_checked_resolution_id")
        ),
        sa.PrimaryKeyConstraint("resolution_id", "keyholder", name=op.f("pk_box_checked")),
        sqlite_with_rowid=False,
    )
    run_for_dialect(op.get_bind(), append_only("box_checked", "resolution_id", "keyholder"))


def downgrade() -> None:
    """Remove it."""
    op.drop_table("box_checked")
