"""Members are found by their whole name at once: an index of what is searched, in the order of its letters on
PostgreSQL too."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_namesakes"
down_revision = "2026_11_29_counted_wish"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index."""
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("member", "search_text", type_=sa.Text(collation="C"))
    op.create_index(op.f("ix_member_search_text"), "member", ["search_text"])


def downgrade() -> None:
    """Take it away."""
    op.drop_index(op.f("ix_member_search_text"), "member")
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("member", "search_text", type_=sa.Text(collation="default"))
