"""The clock of each machine that serves, and whether it is in doubt."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_13_machine_clock"
down_revision = "2026_12_12_key_fingerprint"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "machine_clock",
        sa.Column("boot", sa.String(64), primary_key=True),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("origin", sa.Float(53), nullable=False),
        sa.Column("system", sa.Float(53), nullable=True),
        sa.Column("database", sa.Float(53), nullable=True),
        sa.Column("ahead", sa.Float(53), nullable=True),
        sa.Column("against", sa.String(16), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
    )


def downgrade() -> None:
    """Remove it."""
    op.drop_table("machine_clock")
