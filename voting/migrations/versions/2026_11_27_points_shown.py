"""The chair can put a point without a vote on the displays."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_27_points_shown"
down_revision = "2026_11_27_confirming"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("screen", sa.Column("point", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Take it away again."""
    op.drop_column("screen", "point")
