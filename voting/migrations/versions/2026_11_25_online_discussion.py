"""Whether who takes part online may speak and ask questions."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_online_discussion"
down_revision = "2026_11_25_forgetting"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add column."""
    op.add_column(
        "assembly", sa.Column("online_discussion", sa.Boolean(), nullable=False, server_default=sa.true())
    )


def downgrade() -> None:
    """Take it away again."""
    op.drop_column("assembly", "online_discussion")
