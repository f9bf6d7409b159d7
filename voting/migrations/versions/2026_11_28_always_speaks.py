"""Whoever takes part online can always speak and ask questions (WVV/CSA art. 6:75).

An assembly in which they could not is from now on as every other. Going back, all of them can.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_28_always_speaks"
down_revision = "2026_11_27_steps"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Remove the column."""
    op.drop_column("assembly", "online_discussion")


def downgrade() -> None:
    """Add it again: everybody can."""
    op.add_column(
        "assembly", sa.Column("online_discussion", sa.Boolean(), nullable=False, server_default=sa.true())
    )
