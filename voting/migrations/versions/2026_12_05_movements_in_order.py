"""The index of movements by member holds all that tells who was a member when: a count of the members at a
day reads it alone, in its order."""

from alembic import op

revision = "2026_12_05_movements_in_order"
down_revision = "2026_12_04_job"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Put the other index in its place."""
    op.drop_index("ix_movement_member", "movement")
    op.create_index("ix_movement_member", "movement", ["member", "on", "kind", "id"])


def downgrade() -> None:
    """Put the earlier one back."""
    op.drop_index("ix_movement_member", "movement")
    op.create_index("ix_movement_member", "movement", ["member"])
