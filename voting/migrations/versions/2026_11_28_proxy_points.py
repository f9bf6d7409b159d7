"""A proxy can be for chosen resolutions, with instructions."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_28_proxy_points"
down_revision = "2026_11_28_claimed"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table and the columns: proxies that there are remain for everything."""
    op.create_table(
        "proxy_point",
        sa.Column("proxy_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["proxy_id"], ["proxy.id"], name=op.f("fk_proxy_point_proxy_id")),
        sa.PrimaryKeyConstraint("proxy_id", "number", name=op.f("pk_proxy_point")),
    )
    op.add_column("proxy", sa.Column("instructions", sa.String(), nullable=False, server_default=""))
    op.add_column("assembly", sa.Column("chosen_proxies", sa.Boolean(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Take them away again."""
    op.drop_column("assembly", "chosen_proxies")
    op.drop_column("proxy", "instructions")
    op.drop_table("proxy_point")
