"""The cooperative says how many successive terms a director may serve, and who answers for personal data."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "2026_11_28_cooperative_terms"
down_revision = "2026_11_28_troubles"
branch_labels = None
depends_on = None

COLUMNS: dict[str, tuple[Any, str]] = {
    "terms_at_most": (sa.String(length=2), ""),
    "privacy_contact": (sa.String(), ""),
    "processors": (sa.JSON(), "{}"),
    "authority": (sa.JSON(), "{}"),
}


def upgrade() -> None:
    """Add the columns: nothing is told yet."""
    for name, (kind, nothing) in COLUMNS.items():
        op.add_column("cooperative", sa.Column(name, kind, nullable=False, server_default=nothing))


def downgrade() -> None:
    """Take them away again."""
    for name in reversed(COLUMNS):
        op.drop_column("cooperative", name)
