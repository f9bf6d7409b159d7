"""By which name another service knows somebody on the staff, so that they can sign in by it."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_10_known_as"
down_revision = "2026_12_09_head_stamps"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, in which no name stands twice."""
    op.add_column("account", sa.Column("known_as", sa.String(200), nullable=True))
    op.create_index("ix_account_known_as", "account", ["known_as"], unique=True)


def downgrade() -> None:
    """Remove it."""
    op.drop_index("ix_account_known_as", "account")
    op.drop_column("account", "known_as")
