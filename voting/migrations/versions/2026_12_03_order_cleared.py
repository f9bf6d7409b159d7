"""A vote that is over says when the last trace of the order of its ballots was cleared. Of those that are
over already it is not known, so that they are cleared once more."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_03_order_cleared"
down_revision = "2026_12_03_ballots_at_once"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, empty."""
    op.add_column("resolution", sa.Column("order_cleared_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Take it away again."""
    op.drop_column("resolution", "order_cleared_at")
