"""Time stamps under the signed heads of the log."""

import sqlalchemy as sa
from alembic import op

from voting.database import Moment, append_only, run_for_dialect

revision = "2026_12_09_head_stamps"
down_revision = "2026_12_08_second_factor"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, which the database refuses to change."""
    op.create_table(
        "head_stamp",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["signed_head.seq"], name=op.f("fk_head_stamp_seq")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_head_stamp")),
        sqlite_with_rowid=False,
    )
    run_for_dialect(op.get_bind(), append_only("head_stamp", "seq"))


def downgrade() -> None:
    """Remove it."""
    op.drop_table("head_stamp")
