"""The discussion: the list of speakers, and questions in writing."""

import sqlalchemy as sa
from alembic import op

from voting.database import Moment

revision = "2026_11_24_discussion"
down_revision = "2026_11_23_sign_in"
branch_labels = None
depends_on = None

ON_THE_LIST = sa.text("state IN ('waiting', 'speaking')")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("member", sa.String(length=20), nullable=False),
        sa.Column("place", sa.String(length=20), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.Column("hidden_for", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_question_assembly_id")),
        sa.ForeignKeyConstraint(["member"], ["member.number"], name=op.f("fk_question_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
    )
    op.create_index(op.f("ix_question_assembly_id"), "question", ["assembly_id"])
    op.create_table(
        "speaker",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("member", sa.String(length=20), nullable=False),
        sa.Column("place", sa.String(length=20), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_speaker_assembly_id")),
        sa.ForeignKeyConstraint(["member"], ["member.number"], name=op.f("fk_speaker_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_speaker")),
    )
    op.create_index(
        "ix_speaker_on_the_list",
        "speaker",
        ["assembly_id", "member"],
        unique=True,
        sqlite_where=ON_THE_LIST,
        postgresql_where=ON_THE_LIST,
    )
    op.create_table(
        "speakers_list",
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("takes_names", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_speakers_list_assembly_id")),
        sa.PrimaryKeyConstraint("assembly_id", name=op.f("pk_speakers_list")),
    )


def downgrade() -> None:
    """Take the tables away."""
    for table in ("speakers_list", "speaker", "question"):
        op.drop_table(table)
