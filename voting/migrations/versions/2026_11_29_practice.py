"""Practice votes of the halls: a round and its counters, outside the record."""

import sqlalchemy as sa
from alembic import op

from voting.database import Moment

revision = "2026_11_29_practice"
down_revision = "2026_11_29_device"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "practice_round",
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("started_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_practice_round_assembly_id")),
        sa.PrimaryKeyConstraint("assembly_id", name=op.f("pk_practice_round")),
    )
    op.create_table(
        "practice_count",
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=10), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.CheckConstraint("times >= 0", name=op.f("ck_practice_count_counted")),
        sa.ForeignKeyConstraint(
            ["assembly_id"], ["practice_round.assembly_id"], name=op.f("fk_practice_count_assembly_id")
        ),
        sa.PrimaryKeyConstraint("assembly_id", "mark", name=op.f("pk_practice_count")),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("practice_count")
    op.drop_table("practice_round")
