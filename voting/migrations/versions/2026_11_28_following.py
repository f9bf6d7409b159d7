"""An assembly has the address of a player in each language, and says how to get help."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_28_following"
down_revision = "2026_11_28_open_votes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns: none yet."""
    for name in ("stream", "help"):
        op.add_column("assembly", sa.Column(name, sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    """Take them away again."""
    for name in ("help", "stream"):
        op.drop_column("assembly", name)
