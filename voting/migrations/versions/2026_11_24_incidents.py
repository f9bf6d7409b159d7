"""The incidents of an assembly."""

import sqlalchemy as sa
from alembic import op

from voting.database import Moment, append_only, run_for_dialect

revision = "2026_11_24_incidents"
down_revision = "2026_11_24_discussion"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, to which rows can only be added."""
    op.create_table(
        "incident",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("happened_at", Moment(), nullable=False),
        sa.Column("venue", sa.String(length=20), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("noted_at", Moment(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_incident_assembly_id")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_incident_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
    )
    op.create_index(op.f("ix_incident_assembly_id"), "incident", ["assembly_id"])
    run_for_dialect(op.get_bind(), append_only("incident", "id"))


def downgrade() -> None:
    """Take the table away, and its refusals with it."""
    op.drop_table("incident")
