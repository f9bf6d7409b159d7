"""A ballot carries the class of the member where a majority is needed in each class, and the roll has shares
where a quorum counts them. What is there already has neither."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_27_with_classes"
down_revision = "2026_11_28_always_speaks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns, empty."""
    op.add_column("ballot", sa.Column("category", sa.String(1), nullable=True))
    op.add_column("roll_entry", sa.Column("shares", sa.Integer(), nullable=True))
    op.add_column("roll_correction", sa.Column("shares", sa.Integer(), nullable=True))
    op.add_column("resolution", sa.Column("present_shares_by_class", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Take them away again."""
    op.drop_column("resolution", "present_shares_by_class")
    op.drop_column("roll_correction", "shares")
    op.drop_column("roll_entry", "shares")
    op.drop_column("ballot", "category")
