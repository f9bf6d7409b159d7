"""Paper that is exchanged, and the signed reconciliation of each venue."""

import sqlalchemy as sa
from alembic import op

from voting.database import Moment, append_only, run_for_dialect

revision = "2026_11_25_paper"
down_revision = "2026_11_25_invitations"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the spoiled ballots to the sheets, and make two tables to which rows can only be added."""
    op.add_column("paper_sheet", sa.Column("spoiled", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "paper_replacement",
        sa.Column("resolution_id", sa.Integer(), nullable=False),
        sa.Column("member", sa.String(length=20), nullable=False),
        sa.Column("paper", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("venue", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("replaced_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["resolution_id"], ["resolution.id"], name=op.f("fk_paper_replacement_resolution_id")
        ),
        sa.ForeignKeyConstraint(["member"], ["member.number"], name=op.f("fk_paper_replacement_member")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_paper_replacement_account_id")),
        sa.PrimaryKeyConstraint("resolution_id", "member", "paper", name=op.f("pk_paper_replacement")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "signed_reconciliation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resolution_id", sa.Integer(), nullable=False),
        sa.Column("venue", sa.String(length=20), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("figures_hash", sa.String(length=64), nullable=False),
        sa.Column("signed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["resolution_id"], ["resolution.id"], name=op.f("fk_signed_reconciliation_resolution_id")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_signed_reconciliation_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signed_reconciliation")),
    )
    op.create_index(
        op.f("ix_signed_reconciliation_resolution_id"), "signed_reconciliation", ["resolution_id"]
    )
    for table, key in (
        ("paper_replacement", ("resolution_id", "member", "paper")),
        ("signed_reconciliation", ("id",)),
    ):
        run_for_dialect(op.get_bind(), append_only(table, *key))


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("signed_reconciliation")
    op.drop_table("paper_replacement")
    op.drop_column("paper_sheet", "spoiled")
