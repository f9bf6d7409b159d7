"""Questions in writing before the meeting, and their answers."""

import sqlalchemy as sa
from alembic import op

from voting.database import Moment

revision = "2026_11_28_written"
down_revision = "2026_11_28_forgotten_votes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, and the column for the deadline: none is set."""
    op.add_column("assembly", sa.Column("questions_close", Moment(), nullable=True))
    op.create_table(
        "written_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.JSON(), nullable=False),
        sa.Column("published_at", Moment(), nullable=True),
        sa.Column("read_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_written_answer_assembly_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_written_answer")),
    )
    op.create_index(op.f("ix_written_answer_assembly_id"), "written_answer", ["assembly_id"])
    op.create_table(
        "written_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("member", sa.String(length=20), nullable=False),
        sa.Column("point", sa.String(length=20), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["assembly_id"], ["assembly.id"], name=op.f("fk_written_question_assembly_id")
        ),
        sa.ForeignKeyConstraint(["member"], ["member.number"], name=op.f("fk_written_question_member")),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["written_answer.id"], name=op.f("fk_written_question_answer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_written_question")),
    )
    op.create_index(op.f("ix_written_question_assembly_id"), "written_question", ["assembly_id"])


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("written_question")
    op.drop_table("written_answer")
    op.drop_column("assembly", "questions_close")
