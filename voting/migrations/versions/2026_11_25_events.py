"""Preparatory meetings, workshops and trainings, and who came to them."""

import sqlalchemy as sa
from alembic import op

from voting.database import Moment, append_only, run_for_dialect

revision = "2026_11_25_events"
down_revision = "2026_11_25_content"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("city", sa.String(length=100), nullable=False),
        sa.Column("others", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("kind", "on", "city", "title", name=op.f("uq_event_kind_on_city_title")),
    )
    op.create_index(op.f("ix_event_on"), "event", ["on"])
    op.create_table(
        "event_check_in",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("member", sa.String(length=20), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_event_check_in_account_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_check_in_event_id")),
        sa.ForeignKeyConstraint(["member"], ["member.number"], name=op.f("fk_event_check_in_member")),
        sa.PrimaryKeyConstraint("event_id", "member", name=op.f("pk_event_check_in")),
        sqlite_with_rowid=False,
    )
    run_for_dialect(op.get_bind(), append_only("event_check_in", "event_id", "member"))


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("event_check_in")
    op.drop_table("event")
