"""The register keeps its history: movements are append-only, changes and looks are kept."""

import sqlalchemy as sa
from alembic import op

from voting.database import Moment, append_only, run_for_dialect

revision = "2026_11_25_register"
down_revision = "2026_11_25_events"
branch_labels = None
depends_on = None

APPEND_ONLY = {
    "movement": "id",
    "movement_withdrawal": "movement",
    "member_change": "id",
    "register_look": "id",
}


def upgrade() -> None:
    """Add the columns and the tables; movements that are there came from the administration's file.

    The search text is filled by ``2026_11_27_folded_names``.
    """
    op.add_column("member", sa.Column("birth_date", sa.Date(), nullable=True))
    op.add_column("member", sa.Column("mandate", sa.String(), nullable=False, server_default=""))
    op.add_column("member", sa.Column("mandate_until", sa.Date(), nullable=True))
    op.add_column("member", sa.Column("search_text", sa.Text(), nullable=False, server_default=""))
    op.add_column("movement", sa.Column("source", sa.String(10), nullable=False, server_default="file"))
    op.add_column("movement", sa.Column("reason", sa.String(), nullable=False, server_default=""))
    op.add_column("movement", sa.Column("recorded_at", Moment(), nullable=True))
    op.add_column("movement", sa.Column("recorded_by", sa.String(), nullable=False, server_default=""))
    op.create_table(
        "movement_withdrawal",
        sa.Column("movement", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["movement"], ["movement.id"], name=op.f("fk_movement_withdrawal_movement")),
        sa.PrimaryKeyConstraint("movement", name=op.f("pk_movement_withdrawal")),
    )
    op.create_table(
        "member_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member", sa.String(length=20), nullable=False),
        sa.Column("field", sa.String(length=20), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["member.number"], name=op.f("fk_member_change_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_change")),
    )
    op.create_index("ix_member_change_member", "member_change", ["member", "field"])
    op.create_table(
        "register_look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("member", sa.String(length=20), nullable=True),
        sa.Column("terms", sa.String(), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_register_look_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_look")),
    )
    op.create_index("ix_register_look_member", "register_look", ["member"])
    op.create_index("ix_register_look_at", "register_look", ["at"])
    connection = op.get_bind()
    for table, key in APPEND_ONLY.items():
        run_for_dialect(connection, append_only(table, key))


def downgrade() -> None:
    """Take them away again; movements that were withdrawn are gone."""
    connection = op.get_bind()
    refusals = ("no_update", "no_delete", "no_replace")
    run_for_dialect(
        connection,
        {
            "sqlite": [f"DROP TRIGGER movement_{name}" for name in refusals],
            "postgresql": ["DROP TRIGGER movement_append_only ON movement"],
        },
    )
    op.execute("DELETE FROM movement WHERE id IN (SELECT movement FROM movement_withdrawal)")
    for table in ("register_look", "member_change", "movement_withdrawal"):
        op.drop_table(table)
    for column in ("recorded_by", "recorded_at", "reason", "source"):
        op.drop_column("movement", column)
    for column in ("search_text", "mandate_until", "mandate", "birth_date"):
        op.drop_column("member", column)
