"""The halls: displays, what is on them, live choices, votes that close by themselves, ends of incidents."""

import sqlalchemy as sa
from alembic import op

from voting.database import Moment, append_only, run_for_dialect

revision = "2026_11_25_halls"
down_revision = "2026_11_25_tablets"
branch_labels = None
depends_on = None

# Whether choices are shown live is frozen with the other rules.
LIVE_FROZEN = {
    "sqlite": [
        """CREATE TRIGGER resolution_live_frozen BEFORE UPDATE ON resolution
        WHEN OLD.rules_hash IS NOT NULL AND OLD.live_choices IS NOT NEW.live_choices
        BEGIN SELECT RAISE(ABORT, 'the rules of this resolution are frozen'); END""",
    ],
    "postgresql": [
        """CREATE TRIGGER resolution_live_frozen BEFORE UPDATE ON resolution FOR EACH ROW
        WHEN (OLD.rules_hash IS NOT NULL AND OLD.live_choices IS DISTINCT FROM NEW.live_choices)
        EXECUTE FUNCTION refuse_rule_change()""",
    ],
}
LIVE_FREE = {
    "sqlite": ["DROP TRIGGER resolution_live_frozen"],
    "postgresql": ["DROP TRIGGER resolution_live_frozen ON resolution"],
}


def upgrade() -> None:
    """Make columns and tables; resolutions that are there show no choices and close by hand."""
    op.add_column(
        "resolution", sa.Column("live_choices", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("resolution", sa.Column("closes_at", Moment(), nullable=True))
    op.create_table(
        "display",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("venue", sa.String(length=20), nullable=True),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("delay", sa.Integer(), nullable=False),
        sa.Column("wifi_name", sa.String(), nullable=False),
        sa.Column("wifi_password", sa.String(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_display_account_id")),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_display_assembly_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_display")),
    )
    op.create_index(op.f("ix_display_assembly_id"), "display", ["assembly_id"])
    op.create_table(
        "screen",
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("resolution_id", sa.Integer(), nullable=True),
        sa.Column("since", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_screen_assembly_id")),
        sa.ForeignKeyConstraint(["resolution_id"], ["resolution.id"], name=op.f("fk_screen_resolution_id")),
        sa.PrimaryKeyConstraint("assembly_id", name=op.f("pk_screen")),
    )
    op.create_table(
        "live_count",
        sa.Column("resolution_id", sa.Integer(), nullable=False),
        sa.Column("shown", sa.JSON(), nullable=False),
        sa.Column("shown_ballots", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.JSON(), nullable=False),
        sa.Column("waiting_ballots", sa.Integer(), nullable=False),
        sa.CheckConstraint("shown_ballots <= waiting_ballots", name=op.f("ck_live_count_in_order")),
        sa.ForeignKeyConstraint(
            ["resolution_id"], ["resolution.id"], name=op.f("fk_live_count_resolution_id")
        ),
        sa.PrimaryKeyConstraint("resolution_id", name=op.f("pk_live_count")),
    )
    op.create_table(
        "incident_end",
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=False),
        sa.Column("noted_at", Moment(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_incident_end_incident_id")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_incident_end_account_id")),
        sa.PrimaryKeyConstraint("incident_id", name=op.f("pk_incident_end")),
    )
    run_for_dialect(op.get_bind(), LIVE_FROZEN)
    run_for_dialect(op.get_bind(), append_only("incident_end", "incident_id"))


def downgrade() -> None:
    """Take them away again."""
    run_for_dialect(op.get_bind(), LIVE_FREE)
    for table in ("incident_end", "live_count", "screen", "display"):
        op.drop_table(table)
    op.drop_column("resolution", "closes_at")
    op.drop_column("resolution", "live_choices")
