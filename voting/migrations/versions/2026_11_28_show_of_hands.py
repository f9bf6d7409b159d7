"""A vote by show of hands."""

import sqlalchemy as sa
from alembic import op

from voting.database import run_for_dialect

revision = "2026_11_28_show_of_hands"
down_revision = "2026_11_28_on_the_spot"
branch_labels = None
depends_on = None

# Whether hands are raised is frozen with the other rules.
HANDS_FROZEN = {
    "sqlite": [
        """CREATE TRIGGER resolution_hands_frozen BEFORE UPDATE ON resolution
        WHEN OLD.rules_hash IS NOT NULL AND OLD.by_hands IS NOT NEW.by_hands
        BEGIN SELECT RAISE(ABORT, 'the rules of this resolution are frozen'); END""",
    ],
    "postgresql": [
        """CREATE TRIGGER resolution_hands_frozen BEFORE UPDATE ON resolution FOR EACH ROW
        WHEN (OLD.rules_hash IS NOT NULL AND OLD.by_hands IS DISTINCT FROM NEW.by_hands)
        EXECUTE FUNCTION refuse_rule_change()""",
    ],
}
HANDS_FREE = {
    "sqlite": ["DROP TRIGGER resolution_hands_frozen"],
    "postgresql": ["DROP TRIGGER resolution_hands_frozen ON resolution"],
}


def upgrade() -> None:
    """Add the column: nothing so far was by show of hands."""
    op.add_column(
        "resolution", sa.Column("by_hands", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    run_for_dialect(op.get_bind(), HANDS_FROZEN)


def downgrade() -> None:
    """Take it away again."""
    run_for_dialect(op.get_bind(), HANDS_FREE)
    op.drop_column("resolution", "by_hands")
