"""Register files are looked at before they are applied; two numbers may be judged to be one person."""

import sqlalchemy as sa
from alembic import op

from voting.database import Moment, append_only, run_for_dialect

revision = "2026_11_25_register_uploads"
down_revision = "2026_11_25_halls"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "register_upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("uploaded_at", Moment(), nullable=False),
        sa.Column("uploaded_by", sa.String(), nullable=False),
        sa.Column("applied_at", Moment(), nullable=True),
        sa.Column("discarded_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_upload")),
    )
    op.create_table(
        "same_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member", sa.String(length=20), nullable=False),
        sa.Column("other", sa.String(length=20), nullable=False),
        sa.Column("keeps", sa.String(length=20), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["member.number"], name=op.f("fk_same_person_member")),
        sa.ForeignKeyConstraint(["other"], ["member.number"], name=op.f("fk_same_person_other")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_same_person")),
    )
    op.create_index("ix_same_person_pair", "same_person", ["member", "other"])
    run_for_dialect(op.get_bind(), append_only("same_person", "id"))


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("same_person")
    op.drop_table("register_upload")
