"""Where those convened without a vote live, and their number where they are members too."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_27_invitees_by_post"
down_revision = "2026_11_27_invitees"
branch_labels = None
depends_on = None

COLUMNS = {"member": 20, "street": 100, "box": 100, "postcode": 100, "municipality": 100, "country": 100}


def upgrade() -> None:
    """Add the columns, empty for those there are: they have an e-mail address."""
    with op.batch_alter_table("invitee") as table:
        for name, length in COLUMNS.items():
            table.add_column(sa.Column(name, sa.String(length), nullable=False, server_default=""))
    with op.batch_alter_table("invitee") as table:
        for name in COLUMNS:
            table.alter_column(name, server_default=None)


def downgrade() -> None:
    """Take them away again."""
    with op.batch_alter_table("invitee") as table:
        for name in COLUMNS:
            table.drop_column(name)
