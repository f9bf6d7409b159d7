"""The database knows by which keys the installation works, without knowing the keys."""

import sqlalchemy as sa
from alembic import op

from voting.database import Moment

revision = "2026_12_12_key_fingerprint"
down_revision = "2026_12_11_letters_taken"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; it is filled when the server starts."""
    op.create_table(
        "key_fingerprint",
        sa.Column("name", sa.String(10), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("since", Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_key_fingerprint"),
    )


def downgrade() -> None:
    """Remove it."""
    op.drop_table("key_fingerprint")
