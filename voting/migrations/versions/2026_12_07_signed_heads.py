"""Heads of the log, signed with a key that is not in the database."""

import sqlalchemy as sa
from alembic import op

from voting.database import Moment, append_only, run_for_dialect

revision = "2026_12_07_signed_heads"
down_revision = "2026_12_07_sealed_ballots"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, which the database refuses to change."""
    op.create_table(
        "signed_head",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("signed_at", Moment(), nullable=False),
        sa.Column("public_key", sa.String(64), nullable=False),
        sa.Column("signature", sa.String(128), nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["audit_entry.seq"], name=op.f("fk_signed_head_seq")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_signed_head")),
        sqlite_with_rowid=False,
    )
    run_for_dialect(op.get_bind(), append_only("signed_head", "seq"))


def downgrade() -> None:
    """Remove it."""
    op.drop_table("signed_head")
