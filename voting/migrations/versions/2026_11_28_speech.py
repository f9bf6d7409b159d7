"""Speeches can have a limit of time: for all, and for one speaker."""

import sqlalchemy as sa
from alembic import op

from voting.database import Moment

revision = "2026_11_28_speech"
down_revision = "2026_11_28_proxy_points"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("speaker", sa.Column("called_at", Moment(), nullable=True))
    op.add_column("speaker", sa.Column("seconds", sa.Integer(), nullable=True))
    op.add_column("speakers_list", sa.Column("seconds", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Take them away again."""
    op.drop_column("speakers_list", "seconds")
    op.drop_column("speaker", "seconds")
    op.drop_column("speaker", "called_at")
