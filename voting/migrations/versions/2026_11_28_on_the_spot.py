"""What is put to the vote during the meeting, and what becomes of votes in advance on what is amended."""

import sqlalchemy as sa
from alembic import op

from voting.database import run_for_dialect

revision = "2026_11_28_on_the_spot"
down_revision = "2026_11_28_speech"
branch_labels = None
depends_on = None

FROZEN = ("spot", "about", "if_amended")
COLUMNS = {"spot": 20, "about": 20, "if_amended": 10, "put_nonce": 64, "annulled_by": 20}

# These are frozen with the other rules.
SPOT_FROZEN = {
    "sqlite": [
        f"""CREATE TRIGGER resolution_spot_frozen BEFORE UPDATE ON resolution
        WHEN OLD.rules_hash IS NOT NULL
        AND ({" OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in FROZEN)})
        BEGIN SELECT RAISE(ABORT, 'the rules of this resolution are frozen'); END""",
    ],
    "postgresql": [
        f"""CREATE TRIGGER resolution_spot_frozen BEFORE UPDATE ON resolution FOR EACH ROW
        WHEN (OLD.rules_hash IS NOT NULL AND
        ({" OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in FROZEN)}))
        EXECUTE FUNCTION refuse_rule_change()""",
    ],
}
SPOT_FREE = {
    "sqlite": ["DROP TRIGGER resolution_spot_frozen"],
    "postgresql": ["DROP TRIGGER resolution_spot_frozen ON resolution"],
}


def upgrade() -> None:
    """Add the columns."""
    for name, length in COLUMNS.items():
        op.add_column("resolution", sa.Column(name, sa.String(length=length), nullable=True))
    run_for_dialect(op.get_bind(), SPOT_FROZEN)


def downgrade() -> None:
    """Take them away again."""
    run_for_dialect(op.get_bind(), SPOT_FREE)
    for name in reversed(COLUMNS):
        op.drop_column("resolution", name)
