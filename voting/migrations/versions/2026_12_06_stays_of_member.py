"""The stays of one member are found without looking at everybody's: each agenda asks when its reader left."""

from alembic import op

revision = "2026_12_06_stays_of_member"
down_revision = "2026_12_05_movements_in_order"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index."""
    op.create_index("ix_presence_member", "presence", ["assembly_id", "member"])


def downgrade() -> None:
    """Remove it."""
    op.drop_index("ix_presence_member", "presence")
