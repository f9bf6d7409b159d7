"""Where the statutes allow it, somebody who is no member takes a member's place at a venue."""

import sqlalchemy as sa
from alembic import op

from voting.database import Moment

revision = "2026_11_28_stand_ins"
down_revision = "2026_11_28_show_of_hands"
branch_labels = None
depends_on = None

STANDING = sa.text("withdrawn_at IS NULL")


def upgrade() -> None:
    """Add the table, and the setting of an assembly: none of those that there are has it."""
    op.create_table(
        "stand_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("member", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", Moment(), nullable=False),
        sa.Column("withdrawn_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_stand_in_assembly_id")),
        sa.ForeignKeyConstraint(["member"], ["member.number"], name=op.f("fk_stand_in_member")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_stand_in_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stand_in")),
    )
    op.create_index(
        "ix_stand_in_member",
        "stand_in",
        ["assembly_id", "member"],
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )
    op.add_column("assembly", sa.Column("stand_ins", sa.Boolean(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Take them away again."""
    op.drop_column("assembly", "stand_ins")
    op.drop_table("stand_in")
