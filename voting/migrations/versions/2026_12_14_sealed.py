"""Whether the ballots of a resolution are sealed."""

import sqlalchemy as sa
from alembic import op

from voting.database import run_for_dialect

revision = "2026_12_14_sealed"
down_revision = "2026_12_13_machine_clock"
branch_labels = None
depends_on = None

# Whether ballots are sealed is frozen with the other rules.
SEALED_FROZEN = {
    "sqlite": [
        """CREATE TRIGGER resolution_sealed_frozen BEFORE UPDATE ON resolution
        WHEN OLD.rules_hash IS NOT NULL AND OLD.sealed IS NOT NEW.sealed
        BEGIN SELECT RAISE(ABORT, 'the rules of this resolution are frozen'); END""",
    ],
    "postgresql": [
        """CREATE TRIGGER resolution_sealed_frozen BEFORE UPDATE ON resolution FOR EACH ROW
        WHEN (OLD.rules_hash IS NOT NULL AND OLD.sealed IS DISTINCT FROM NEW.sealed)
        EXECUTE FUNCTION refuse_rule_change()""",
    ],
}
SEALED_FREE = {
    "sqlite": ["DROP TRIGGER resolution_sealed_frozen"],
    "postgresql": ["DROP TRIGGER resolution_sealed_frozen ON resolution"],
}


def upgrade() -> None:
    """Add the column: nothing so far was sealed."""
    op.add_column("resolution", sa.Column("sealed", sa.Boolean(), nullable=False, server_default=sa.false()))
    run_for_dialect(op.get_bind(), SEALED_FROZEN)


def downgrade() -> None:
    """Take it away again."""
    run_for_dialect(op.get_bind(), SEALED_FREE)
    op.drop_column("resolution", "sealed")
