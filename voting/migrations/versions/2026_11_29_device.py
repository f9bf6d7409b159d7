"""What the device of a sign-in calls itself."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_device"
down_revision = "2026_11_28_written"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column: of sign-ins before, nobody knows it."""
    op.add_column("sign_in", sa.Column("device", sa.String(length=80), nullable=True))


def downgrade() -> None:
    """Take it away again."""
    op.drop_column("sign_in", "device")
