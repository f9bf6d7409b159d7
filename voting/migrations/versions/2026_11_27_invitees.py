"""Directors, auditor and guests, who are convened without a vote."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_27_invitees"
down_revision = "2026_11_27_convening"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add their table."""
    op.create_table(
        "invitee",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("capacity", sa.String(length=10), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_invitee_assembly_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitee")),
    )
    op.create_index("ix_invitee_assembly_id", "invitee", ["assembly_id"])


def downgrade() -> None:
    """Take it away again."""
    op.drop_table("invitee")
