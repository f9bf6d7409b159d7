"""Late corrections of a frozen roll, beside what was frozen."""

import sqlalchemy as sa
from alembic import op

from voting.database import Moment, append_only, run_for_dialect

revision = "2026_11_25_roll"
down_revision = "2026_11_25_paper"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; rolls that are there have no corrections."""
    op.add_column("assembly", sa.Column("frozen_entitled", sa.Integer(), nullable=True))
    op.execute("UPDATE assembly SET frozen_entitled = entitled")
    op.create_table(
        "roll_correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("member", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("category", sa.String(length=1), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_roll_correction_account_id")),
        sa.ForeignKeyConstraint(
            ["assembly_id"], ["assembly.id"], name=op.f("fk_roll_correction_assembly_id")
        ),
        sa.ForeignKeyConstraint(["member"], ["member.number"], name=op.f("fk_roll_correction_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll_correction")),
    )
    op.create_index("ix_roll_correction_member", "roll_correction", ["assembly_id", "member"])
    run_for_dialect(op.get_bind(), append_only("roll_correction", "id"))


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("roll_correction")
    op.drop_column("assembly", "frozen_entitled")
