"""A register file is kept before its columns are chosen; what was said of a heading is remembered."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_27_register_columns"
down_revision = "2026_11_27_cooperative"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table and the columns. Files that wait are looked at once more when they are opened."""
    op.create_table(
        "register_heading",
        sa.Column("heading", sa.String(length=200), nullable=False),
        sa.Column("field", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("heading", name=op.f("pk_register_heading")),
    )
    op.add_column(
        "register_upload", sa.Column("stage", sa.String(10), nullable=False, server_default="ready")
    )
    op.add_column("register_upload", sa.Column("choices", sa.Text(), nullable=False, server_default="{}"))
    op.add_column("register_upload", sa.Column("findings", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    """Take them away again."""
    for name in ("findings", "choices", "stage"):
        op.drop_column("register_upload", name)
    op.drop_table("register_heading")
