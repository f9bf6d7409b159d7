"""Declarations for the minutes."""

import sqlalchemy as sa
from alembic import op

from voting.database import Moment, append_only, run_for_dialect

revision = "2026_11_28_declarations"
down_revision = "2026_11_27_with_classes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, to which rows can only be added."""
    op.create_table(
        "declaration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("member", sa.String(length=20), nullable=True),
        sa.Column("said_at", Moment(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("noted_at", Moment(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_declaration_assembly_id")),
        sa.ForeignKeyConstraint(["member"], ["member.number"], name=op.f("fk_declaration_member")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_declaration_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declaration")),
    )
    op.create_index(op.f("ix_declaration_assembly_id"), "declaration", ["assembly_id"])
    run_for_dialect(op.get_bind(), append_only("declaration", "id"))


def downgrade() -> None:
    """Take the table away, and its refusals with it."""
    op.drop_table("declaration")
