"""The chair can put a message on the screens of the halls, such as that there is a break until a time."""

import sqlalchemy as sa
from alembic import op

from voting.database import Moment

revision = "2026_11_29_message"
down_revision = "2026_11_29_labels"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column("screen", sa.Column("message", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("screen", sa.Column("message_until", Moment(), nullable=True))


def downgrade() -> None:
    """Take them away again."""
    op.drop_column("screen", "message_until")
    op.drop_column("screen", "message")
