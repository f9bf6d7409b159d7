"""The first schema: register, accounts, assemblies, attendance, the vote, and the log.

Beside the tables it makes the database itself refuse changes to what is append-only, and to rules that
have been frozen.
"""

import sqlalchemy as sa
from alembic import op

from voting.audit.chain import GENESIS
from voting.database import Moment, append_only, run_for_dialect
from voting.migrations.first_refusals import APPEND_ONLY, BALLOT, FROZEN_RULES, REFUSE_CHANGE

revision = "2026_11_23_first"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, the first (empty) head of the log, and the refusals."""
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member", sa.String(length=20), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("member", name=op.f("uq_account_member")),
    )
    op.create_table(
        "assembly",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("record_date", sa.Date(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("advance_opens", Moment(), nullable=True),
        sa.Column("advance_closes", Moment(), nullable=True),
        sa.Column("proxies_per_holder", sa.Integer(), nullable=False),
        sa.Column("frozen_at", Moment(), nullable=True),
        sa.Column("entitled", sa.Integer(), nullable=True),
        sa.Column("roll_hash", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assembly")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_entry")),
    )
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "member",
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("category", sa.String(length=1), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("first_name", sa.String(), nullable=False),
        sa.Column("representative", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("postcode", sa.String(), nullable=False),
        sa.Column("municipality", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_member")),
    )
    op.create_table(
        "admission_pass",
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("member", sa.String(length=20), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_admission_pass_assembly_id")),
        sa.ForeignKeyConstraint(["member"], ["member.number"], name=op.f("fk_admission_pass_member")),
        sa.PrimaryKeyConstraint("assembly_id", "member", name=op.f("pk_admission_pass")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_admission_pass_token_hash")),
    )
    op.create_table(
        "check_in",
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("member", sa.String(length=20), nullable=False),
        sa.Column("venue", sa.String(length=20), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_check_in_account_id")),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_check_in_assembly_id")),
        sa.PrimaryKeyConstraint("nonce", name=op.f("pk_check_in")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "credential",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("issued_at", Moment(), nullable=False),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_credential_account_id")),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_credential_assembly_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credential")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_credential_code_hash")),
    )
    op.create_index(
        "ix_credential_valid",
        "credential",
        ["account_id", "assembly_id"],
        unique=True,
        sqlite_where=sa.text("revoked_at IS NULL"),
        postgresql_where=sa.text("revoked_at IS NULL"),
    )

    op.create_table(
        "movement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["member.number"], name=op.f("fk_movement_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_movement")),
    )
    op.create_index(op.f("ix_movement_member"), "movement", ["member"], unique=False)
    op.create_index("ix_movement_on_kind", "movement", ["on", "kind"], unique=False)

    op.create_table(
        "presence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("member", sa.String(length=20), nullable=False),
        sa.Column("place", sa.String(length=20), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.Column("until", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_presence_assembly_id")),
        sa.ForeignKeyConstraint(["member"], ["member.number"], name=op.f("fk_presence_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presence")),
    )
    op.create_index(
        "ix_presence_open",
        "presence",
        ["assembly_id", "member"],
        unique=True,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_index("ix_presence_place", "presence", ["assembly_id", "place"], unique=False)

    op.create_table(
        "proxy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("grantor", sa.String(length=20), nullable=False),
        sa.Column("holder", sa.String(length=20), nullable=False),
        sa.Column("granted_at", Moment(), nullable=False),
        sa.Column("withdrawn_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_proxy_assembly_id")),
        sa.ForeignKeyConstraint(["grantor"], ["member.number"], name=op.f("fk_proxy_grantor")),
        sa.ForeignKeyConstraint(["holder"], ["member.number"], name=op.f("fk_proxy_holder")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proxy")),
    )
    op.create_index(
        "ix_proxy_grantor",
        "proxy",
        ["assembly_id", "grantor"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_index("ix_proxy_holder", "proxy", ["assembly_id", "holder"], unique=False)

    op.create_table(
        "resolution",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("secret", sa.Boolean(), nullable=False),
        sa.Column("advance", sa.Boolean(), nullable=False),
        sa.Column("method", sa.String(length=30), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("term_years", sa.Integer(), nullable=True),
        sa.Column("majority", sa.String(length=60), nullable=False),
        sa.Column("quorum", sa.String(length=60), nullable=True),
        sa.Column("tie_rule", sa.String(length=20), nullable=False),
        sa.Column("reserved", sa.JSON(), nullable=False),
        sa.Column("lot_commitment", sa.String(length=64), nullable=True),
        sa.Column("rules_hash", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("opened_at", Moment(), nullable=True),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("announced_at", Moment(), nullable=True),
        sa.Column("annulled_at", Moment(), nullable=True),
        sa.Column("annulment_reason", sa.String(), nullable=True),
        sa.Column("present_or_represented", sa.Integer(), nullable=True),
        sa.Column("present_by_class", sa.JSON(), nullable=True),
        sa.Column("lot_seed", sa.String(length=32), nullable=True),
        sa.Column("tie_decision", sa.JSON(), nullable=True),
        sa.Column("participations_hash", sa.String(length=64), nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'open', 'closed', 'announced', 'annulled')",
            name=op.f("ck_resolution_state_known"),
        ),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_resolution_assembly_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resolution")),
        sa.UniqueConstraint(
            "assembly_id", "number", "round", name=op.f("uq_resolution_assembly_id_number_round")
        ),
    )
    op.create_table(
        "role_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("venue", sa.String(length=20), nullable=True),
        sa.Column("revoked", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_role_grant_account_id")),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_role_grant_assembly_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    op.create_index("ix_role_grant_account", "role_grant", ["account_id", "assembly_id"], unique=False)

    op.create_table(
        "roll_entry",
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("member", sa.String(length=20), nullable=False),
        sa.Column("category", sa.String(length=1), nullable=False),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_roll_entry_assembly_id")),
        sa.ForeignKeyConstraint(["member"], ["member.number"], name=op.f("fk_roll_entry_member")),
        sa.PrimaryKeyConstraint("assembly_id", "member", name=op.f("pk_roll_entry")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "venue",
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_venue_assembly_id")),
        sa.PrimaryKeyConstraint("assembly_id", "code", name=op.f("pk_venue")),
    )
    op.create_table(
        "ballot",
        sa.Column("resolution_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.LargeBinary(length=16), nullable=False),
        sa.Column("choice", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["resolution_id"], ["resolution.id"], name=op.f("fk_ballot_resolution_id")),
        sa.PrimaryKeyConstraint("resolution_id", "key", name=op.f("pk_ballot")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "deposit",
        sa.Column("resolution_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.LargeBinary(length=16), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("venue", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(["resolution_id"], ["resolution.id"], name=op.f("fk_deposit_resolution_id")),
        sa.PrimaryKeyConstraint("resolution_id", "key", name=op.f("pk_deposit")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "paper_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resolution_id", sa.Integer(), nullable=False),
        sa.Column("venue", sa.String(length=20), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("ballots", sa.Integer(), nullable=False),
        sa.Column("unreturned", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("entered_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_paper_sheet_account_id")),
        sa.ForeignKeyConstraint(
            ["resolution_id"], ["resolution.id"], name=op.f("fk_paper_sheet_resolution_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_sheet")),
    )
    op.create_index(op.f("ix_paper_sheet_resolution_id"), "paper_sheet", ["resolution_id"], unique=False)

    op.create_table(
        "participation",
        sa.Column("resolution_id", sa.Integer(), nullable=False),
        sa.Column("member", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("venue", sa.String(length=20), nullable=True),
        sa.Column("holder", sa.String(length=20), nullable=True),
        sa.Column("attempt", sa.String(length=64), nullable=True),
        sa.Column("cast_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["member.number"], name=op.f("fk_participation_member")),
        sa.ForeignKeyConstraint(
            ["resolution_id"], ["resolution.id"], name=op.f("fk_participation_resolution_id")
        ),
        sa.PrimaryKeyConstraint("resolution_id", "member", name=op.f("pk_participation")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "result",
        sa.Column("resolution_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["resolution_id"], ["resolution.id"], name=op.f("fk_result_resolution_id")),
        sa.PrimaryKeyConstraint("resolution_id", name=op.f("pk_result")),
    )
    op.bulk_insert(
        sa.table("audit_head", sa.column("id"), sa.column("seq"), sa.column("hash")),
        [{"id": 1, "seq": 0, "hash": GENESIS}],
    )
    connection = op.get_bind()
    run_for_dialect(connection, REFUSE_CHANGE)
    for table, key in APPEND_ONLY.items():
        run_for_dialect(connection, append_only(table, *key))
    run_for_dialect(connection, BALLOT)
    run_for_dialect(connection, FROZEN_RULES)


def downgrade() -> None:
    """Remove everything."""
    for table in (
        "result",
        "participation",
        "paper_sheet",
        "deposit",
        "ballot",
        "venue",
        "roll_entry",
        "role_grant",
        "resolution",
        "proxy",
        "presence",
        "movement",
        "credential",
        "check_in",
        "admission_pass",
        "member",
        "audit_head",
        "audit_entry",
        "assembly",
        "account",
    ):
        op.drop_table(table)
    functions = ("refuse_change", "refuse_missing_ballot", "refuse_rule_change")
    run_for_dialect(op.get_bind(), {"postgresql": [f"DROP FUNCTION {name}()" for name in functions]})
