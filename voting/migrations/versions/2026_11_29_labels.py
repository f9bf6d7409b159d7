"""Whether an assembly has name labels at its doors: none of those that there are has them."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_labels"
down_revision = "2026_11_29_practice"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the setting."""
    op.add_column("assembly", sa.Column("labels", sa.Boolean(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Take it away."""
    op.drop_column("assembly", "labels")
