"""The doors: acts other than arriving, passes made anew, help asked for, and conflicts to settle."""

import sqlalchemy as sa
from alembic import op

from voting.database import Moment, append_only, run_for_dialect

revision = "2026_11_25_doors"
down_revision = "2026_11_25_special_report"
branch_labels = None
depends_on = None

CHECK_IN_COLUMNS = ("kind", "received_at", "before", "undoes")


def upgrade() -> None:
    """Add the columns and the tables; every act that is there is an arrival, received when it happened."""
    op.add_column("admission_pass", sa.Column("serial", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("check_in", sa.Column("kind", sa.String(length=10), nullable=False, server_default="in"))
    op.add_column("check_in", sa.Column("received_at", Moment(), nullable=True))
    op.add_column("check_in", sa.Column("before", sa.String(length=20), nullable=True))
    op.add_column("check_in", sa.Column("undoes", sa.String(length=64), nullable=True))
    op.create_index("ix_check_in_member", "check_in", ["assembly_id", "member"])
    op.create_table(
        "revoked_pass",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("member", sa.String(length=20), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("revoked_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_revoked_pass_assembly_id")),
        sa.ForeignKeyConstraint(["member"], ["member.number"], name=op.f("fk_revoked_pass_member")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_revoked_pass")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_revoked_pass_assembly", "revoked_pass", ["assembly_id"])
    op.create_table(
        "assistance",
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("member", sa.String(length=20), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_assistance_assembly_id")),
        sa.ForeignKeyConstraint(["member"], ["member.number"], name=op.f("fk_assistance_member")),
        sa.PrimaryKeyConstraint("assembly_id", "member", name=op.f("pk_assistance")),
    )
    op.create_table(
        "scan_conflict",
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("other", sa.String(length=64), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("shown", sa.String(length=20), nullable=False),
        sa.Column("noted_at", Moment(), nullable=False),
        sa.Column("settled_at", Moment(), nullable=True),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.Column("settled_as", sa.String(length=20), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["nonce"], ["check_in.nonce"], name=op.f("fk_scan_conflict_nonce")),
        sa.ForeignKeyConstraint(["other"], ["check_in.nonce"], name=op.f("fk_scan_conflict_other")),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_scan_conflict_assembly_id")),
        sa.ForeignKeyConstraint(["settled_by"], ["account.id"], name=op.f("fk_scan_conflict_settled_by")),
        sa.PrimaryKeyConstraint("nonce", name=op.f("pk_scan_conflict")),
    )
    op.create_index("ix_scan_conflict_assembly", "scan_conflict", ["assembly_id", "settled_at"])
    run_for_dialect(op.get_bind(), append_only("revoked_pass", "token_hash"))


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("scan_conflict")
    op.drop_table("assistance")
    op.drop_table("revoked_pass")
    op.drop_index("ix_check_in_member", "check_in")
    for column in reversed(CHECK_IN_COLUMNS):
        op.drop_column("check_in", column)
    op.drop_column("admission_pass", "serial")
