"""Votes by name: what a member chose in a motion that is not secret. Elections are secret."""

import sqlalchemy as sa
from alembic import op

from voting.database import append_only, run_for_dialect

revision = "2026_11_28_open_votes"
down_revision = "2026_11_28_declarations"
branch_labels = None
depends_on = None

SECRECY = "UPDATE resolution SET secret = true WHERE kind = 'election' AND rules_hash IS NULL"


def upgrade() -> None:
    """Add the table; elections that are being prepared are secret."""
    op.create_table(
        "open_vote",
        sa.Column("resolution_id", sa.Integer(), nullable=False),
        sa.Column("member", sa.String(length=20), nullable=False),
        sa.Column("choice", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["resolution_id"], ["resolution.id"], name=op.f("fk_open_vote_resolution_id")
        ),
        sa.ForeignKeyConstraint(["member"], ["member.number"], name=op.f("fk_open_vote_member")),
        sa.PrimaryKeyConstraint("resolution_id", "member", name=op.f("pk_open_vote")),
        sqlite_with_rowid=False,
    )
    run_for_dialect(op.get_bind(), append_only("open_vote", "resolution_id", "member"))
    op.execute(SECRECY)


def downgrade() -> None:
    """Take it away again."""
    op.drop_table("open_vote")
