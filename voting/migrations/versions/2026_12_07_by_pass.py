"""A scan says whether a pass was read or a number typed, so that desks can be compared."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_07_by_pass"
down_revision = "2026_12_07_envelopes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("check_in", sa.Column("by_pass", sa.Boolean(), nullable=True))


def downgrade() -> None:
    """Remove it."""
    op.drop_column("check_in", "by_pass")
