"""Members may ask for a mail that says on how many points their vote is counted."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_counted_wish"
down_revision = "2026_11_29_message"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table: nobody has asked yet."""
    op.create_table(
        "counted_wish",
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("member", sa.String(length=20), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_counted_wish_assembly_id")),
        sa.ForeignKeyConstraint(["member"], ["member.number"], name=op.f("fk_counted_wish_member")),
        sa.PrimaryKeyConstraint("assembly_id", "member", name=op.f("pk_counted_wish")),
    )


def downgrade() -> None:
    """Take it away again."""
    op.drop_table("counted_wish")
