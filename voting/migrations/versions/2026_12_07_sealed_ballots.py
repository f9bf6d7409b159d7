"""The ballots of a vote are sealed by a hash when it ends; and what the log says of a scan, a teller's sheet
or a signature is bound to its row by a hash under the salt that the row has."""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_07_sealed_ballots"
down_revision = "2026_12_06_stays_of_member"
branch_labels = None
depends_on = None

SALTED = ("check_in", "paper_sheet", "signed_reconciliation")


def upgrade() -> None:
    """Add the columns, empty: what is there already was not sealed."""
    op.add_column("resolution", sa.Column("ballots_hash", sa.String(64), nullable=True))
    for table in SALTED:
        op.add_column(table, sa.Column("salt", sa.String(32), nullable=True))


def downgrade() -> None:
    """Take them away again."""
    for table in SALTED:
        op.drop_column(table, "salt")
    op.drop_column("resolution", "ballots_hash")
