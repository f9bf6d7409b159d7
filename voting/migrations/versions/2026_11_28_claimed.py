"""When a scan that was sent later was made, as the phone says."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_28_claimed"
down_revision = "2026_11_28_cooperative_terms"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("check_in", sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Take it away again."""
    op.drop_column("check_in", "claimed_at")
