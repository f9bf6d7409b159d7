"""An account that answers to a member's number has no name and language of its own: the register has them."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_27_account_names"
down_revision = "2026_11_27_folded_names"
branch_labels = None
depends_on = None

OWN = {"name": "VARCHAR", "language": "VARCHAR(2)"}
OF_THE_MEMBER = {"name": "trim(first_name || ' ' || name)", "language": "language"}


def upgrade() -> None:
    """Keep both for those who are no members, and take the copies away."""
    for column, column_type in OWN.items():
        op.execute(
            f"ALTER TABLE account ADD COLUMN own_{column} {column_type} "
            f"CONSTRAINT ck_account_{column}_of_no_member CHECK (own_{column} IS NULL OR member IS NULL)"
        )
        op.execute(f"UPDATE account SET own_{column} = {column} WHERE member IS NULL")  # noqa: S608 - names of our own
        op.drop_column("account", column)
    op.create_index("ix_member_change_field", "member_change", ["field", "id"])


def downgrade() -> None:
    """Give each account a copy again, of what the register says now."""
    op.drop_index("ix_member_change_field", "member_change")
    for column, of_the_member in OF_THE_MEMBER.items():
        size = 2 if column == "language" else None
        op.add_column("account", sa.Column(column, sa.String(size), nullable=False, server_default=""))
        op.execute(
            f"UPDATE account SET {column} = coalesce(own_{column}, "  # noqa: S608 - the same
            f"(SELECT {of_the_member} FROM member WHERE number = account.member), '')"
        )
        op.drop_column("account", f"own_{column}")
