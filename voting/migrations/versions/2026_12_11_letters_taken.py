"""How often a letter was taken out of the outbox, so that who holds it knows whether it is still theirs."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_11_letters_taken"
down_revision = "2026_12_10_proxy_salt"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the number."""
    op.add_column("mail", sa.Column("taken", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Remove it."""
    op.drop_column("mail", "taken")
