"""Proxies are offered and accepted, until a deadline; those on paper keep their scan."""

import sqlalchemy as sa
from alembic import op

from voting.database import Moment, append_only, run_for_dialect

revision = "2026_11_24_proxies"
down_revision = "2026_11_24_incidents"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and the table; a proxy that was given before counts as accepted."""
    op.add_column("assembly", sa.Column("proxies_close", Moment(), nullable=True))
    op.add_column("proxy", sa.Column("accepted_at", Moment(), nullable=True))
    op.execute("UPDATE proxy SET accepted_at = granted_at")
    op.create_table(
        "proxy_document",
        sa.Column("proxy_id", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_proxy_document_account_id")),
        sa.ForeignKeyConstraint(["proxy_id"], ["proxy.id"], name=op.f("fk_proxy_document_proxy_id")),
        sa.PrimaryKeyConstraint("proxy_id", name=op.f("pk_proxy_document")),
    )
    run_for_dialect(op.get_bind(), append_only("proxy_document", "proxy_id"))


def downgrade() -> None:
    """Take them away again; an offer that was not accepted counts as given, as it did before."""
    op.drop_table("proxy_document")
    op.drop_column("proxy", "accepted_at")
    op.drop_column("assembly", "proxies_close")
