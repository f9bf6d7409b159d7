"""A member has a street, a box, a country and a number of shares."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_27_addresses"
down_revision = "2026_11_27_register_columns"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns, empty: the next register file fills them."""
    for name in ("street", "box", "country"):
        op.add_column("member", sa.Column(name, sa.String(), nullable=False, server_default=""))
    op.add_column("member", sa.Column("shares", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Take them away again."""
    for name in ("shares", "country", "box", "street"):
        op.drop_column("member", name)
