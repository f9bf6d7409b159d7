"""Proxies have the salt of the hash by which the log knows them."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_10_proxy_salt"
down_revision = "2026_12_10_known_as"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; proxies that are there have none."""
    op.add_column("proxy", sa.Column("salt", sa.String(32), nullable=True))


def downgrade() -> None:
    """Remove it."""
    op.drop_column("proxy", "salt")
