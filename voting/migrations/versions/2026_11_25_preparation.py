"""Preparing an assembly in the browser: second calls, pictures of candidates."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_25_preparation"
down_revision = "2026_11_25_register_uploads"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add column and table."""
    op.add_column(
        "assembly", sa.Column("second_call", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_table(
        "candidate_picture",
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assembly_id"], ["assembly.id"], name=op.f("fk_candidate_picture_assembly_id")
        ),
        sa.PrimaryKeyConstraint("assembly_id", "sha256", name=op.f("pk_candidate_picture")),
    )


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("candidate_picture")
    op.drop_column("assembly", "second_call")
