"""Signing in on several devices, passwords, attempts that failed, and the outbox of letters."""

import sqlalchemy as sa
from alembic import op

from voting.database import Moment

revision = "2026_11_23_sign_in"
down_revision = "2026_11_23_first"
branch_labels = None
depends_on = None

WAITING = sa.text("sent_at IS NULL AND given_up_at IS NULL")


def upgrade() -> None:
    """Make the tables, and a place for the hash of a password."""
    op.add_column("account", sa.Column("password_hash", sa.String(), nullable=True))
    op.create_table(
        "attempts",
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_attempts")),
    )
    op.create_index(op.f("ix_attempts_last_at"), "attempts", ["last_at"])
    op.create_table(
        "mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter", sa.String(length=30), nullable=False),
        sa.Column("member", sa.String(length=20), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("queued_at", Moment(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.Column("given_up_at", Moment(), nullable=True),
        sa.Column("fault", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
    )
    op.create_index("ix_mail_member", "mail", ["member", "letter"])
    op.create_index("ix_mail_waiting", "mail", ["due_at"], sqlite_where=WAITING, postgresql_where=WAITING)
    op.create_table(
        "password_token",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("issued_at", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_password_token_account_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_password_token")),
    )
    op.create_index(op.f("ix_password_token_account_id"), "password_token", ["account_id"])
    op.create_table(
        "sign_in",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("credential_id", sa.Integer(), nullable=True),
        sa.Column("started_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_sign_in_account_id")),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_sign_in_assembly_id")),
        sa.ForeignKeyConstraint(["credential_id"], ["credential.id"], name=op.f("fk_sign_in_credential_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
    )
    op.create_index("ix_sign_in_account", "sign_in", ["account_id", "assembly_id"])


def downgrade() -> None:
    """Take it all away again; everybody is signed out by that."""
    for table in ("sign_in", "password_token", "mail", "attempts"):
        op.drop_table(table)
    op.drop_column("account", "password_hash")
