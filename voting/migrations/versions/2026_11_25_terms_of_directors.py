"""What is entered about the mandates of directors."""

import sqlalchemy as sa
from alembic import op

from voting.database import Moment, append_only, run_for_dialect

revision = "2026_11_25_terms_of_directors"
down_revision = "2026_11_25_preparation"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, to which rows can only be added."""
    op.create_table(
        "mandate_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("mandate", sa.String(length=60), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("entered_at", Moment(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_mandate_entry_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate_entry")),
    )
    run_for_dialect(op.get_bind(), append_only("mandate_entry", "id"))


def downgrade() -> None:
    """Take the table away, and its refusals with it."""
    op.drop_table("mandate_entry")
