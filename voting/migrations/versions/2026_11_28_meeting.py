"""The hour that is set for a meeting, when it was opened and closed, and which pages keep a presence."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_28_meeting"
down_revision = "2026_11_28_following"
branch_labels = None
depends_on = None

COLUMNS = ("opens_at", "opened_at", "closed_at")


def upgrade() -> None:
    """Add columns and table. Where a vote has been opened, the meeting was opened with the first of them."""
    for column in COLUMNS:
        op.add_column("assembly", sa.Column(column, sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE assembly SET opened_at = (SELECT min(opened_at) FROM resolution "
        "WHERE resolution.assembly_id = assembly.id)"
    )
    op.create_table(
        "open_page",
        sa.Column("presence_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["presence_id"],
            ["presence.id"],
            name=op.f("fk_open_page_presence_id_presence"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("presence_id", name=op.f("pk_open_page")),
    )


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("open_page")
    for column in COLUMNS:
        op.drop_column("assembly", column)
