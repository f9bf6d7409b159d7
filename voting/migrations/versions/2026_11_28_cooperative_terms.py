"""The cooperative says how many successive terms a director may serve, and who answers for personal data."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_28_cooperative_terms"
down_revision = "2026_11_28_troubles"
branch_labels = None
depends_on = None

COLUMNS = (
    sa.Column("terms_at_most", sa.String(length=2), nullable=False, server_default=""),
    sa.Column("privacy_contact", sa.String(), nullable=False, server_default=""),
    sa.Column("processors", sa.JSON(), nullable=False, server_default="{}"),
    sa.Column("authority", sa.JSON(), nullable=False, server_default="{}"),
)


def upgrade() -> None:
    """Add the columns: nothing is told yet."""
    for column in COLUMNS:
        op.add_column("cooperative", column.copy())


def downgrade() -> None:
    """Take them away again."""
    for column in reversed(COLUMNS):
        op.drop_column("cooperative", column.name)
