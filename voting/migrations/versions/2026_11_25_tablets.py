"""Voting tablets and their hand-overs."""

import sqlalchemy as sa
from alembic import op

from voting.database import Moment

revision = "2026_11_25_tablets"
down_revision = "2026_11_25_doors"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the two tables; a tablet and a member have one open hand-over at most."""
    op.create_table(
        "tablet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("venue", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=True),
        sa.Column("added_at", Moment(), nullable=False),
        sa.Column("enrolled_at", Moment(), nullable=True),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_tablet_assembly_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tablet")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_tablet_code_hash")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_tablet_key_hash")),
    )
    op.create_index(op.f("ix_tablet_assembly_id"), "tablet", ["assembly_id"])
    op.create_table(
        "hand_over",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("tablet_id", sa.Integer(), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("member", sa.String(length=20), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("given_at", Moment(), nullable=False),
        sa.Column("last_seen_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("ending", sa.String(length=10), nullable=True),
        sa.ForeignKeyConstraint(["tablet_id"], ["tablet.id"], name=op.f("fk_hand_over_tablet_id")),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_hand_over_assembly_id")),
        sa.ForeignKeyConstraint(["member"], ["member.number"], name=op.f("fk_hand_over_member")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_hand_over_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_over")),
        sa.UniqueConstraint("token", name=op.f("uq_hand_over_token")),
    )
    open_only = sa.text("ended_at IS NULL")
    for name, columns in (
        ("ix_hand_over_tablet_open", ["tablet_id"]),
        ("ix_hand_over_member_open", ["assembly_id", "member"]),
    ):
        op.create_index(
            name, "hand_over", columns, unique=True, sqlite_where=open_only, postgresql_where=open_only
        )


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("hand_over")
    op.drop_table("tablet")
