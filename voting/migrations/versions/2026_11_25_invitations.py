"""Invitations: codes that can be told again, letters of an assembly, their texts, and their print."""

import sqlalchemy as sa
from alembic import op

from voting.database import Moment

revision = "2026_11_25_invitations"
down_revision = "2026_11_25_register"
branch_labels = None
depends_on = None

WAITING = "sent_at IS NULL AND given_up_at IS NULL"


def upgrade() -> None:
    """Add columns and tables; letters that are there belong to no assembly."""
    op.add_column("assembly", sa.Column("notice_days", sa.Integer(), nullable=False, server_default="15"))
    op.add_column("credential", sa.Column("salt", sa.String(length=32), nullable=True))
    op.drop_index("ix_mail_waiting", "mail")
    with op.batch_alter_table("mail") as mail:
        mail.add_column(sa.Column("assembly_id", sa.Integer(), nullable=True))
        mail.add_column(sa.Column("wave", sa.Integer(), nullable=False, server_default="1"))
        mail.add_column(sa.Column("bulk", sa.Boolean(), nullable=False, server_default=sa.false()))
        mail.add_column(sa.Column("handed_at", Moment(), nullable=True))
        mail.add_column(sa.Column("bounced_at", Moment(), nullable=True))
        mail.create_foreign_key(op.f("fk_mail_assembly_id"), "assembly", ["assembly_id"], ["id"])
        mail.create_unique_constraint(
            op.f("uq_mail_assembly_id_letter_wave_member"), ["assembly_id", "letter", "wave", "member"]
        )
    waiting = sa.text(WAITING + " AND handed_at IS NULL")
    op.create_index(
        "ix_mail_waiting",
        "mail",
        ["bulk", "due_at", "id"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
    op.create_table(
        "letter_text",
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("letter", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_letter_text_assembly_id")),
        sa.PrimaryKeyConstraint("assembly_id", "letter", "language", name=op.f("pk_letter_text")),
    )
    op.create_table(
        "letter_print",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("moved_at", Moment(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("finished_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_letter_print_assembly_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_print")),
    )
    op.create_index(op.f("ix_letter_print_assembly_id"), "letter_print", ["assembly_id"])


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("letter_print")
    op.drop_table("letter_text")
    op.drop_index("ix_mail_waiting", "mail")
    with op.batch_alter_table("mail") as mail:
        mail.drop_constraint(op.f("uq_mail_assembly_id_letter_wave_member"), type_="unique")
        mail.drop_constraint(op.f("fk_mail_assembly_id"), type_="foreignkey")
        for column in ("assembly_id", "wave", "bulk", "handed_at", "bounced_at"):
            mail.drop_column(column)
    waiting = sa.text(WAITING)
    op.create_index("ix_mail_waiting", "mail", ["due_at"], sqlite_where=waiting, postgresql_where=waiting)
    op.drop_column("credential", "salt")
    op.drop_column("assembly", "notice_days")
