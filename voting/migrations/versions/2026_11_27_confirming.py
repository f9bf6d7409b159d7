"""A motion says whom it confirms, and a second call keeps the quorums that it sets aside."""

import sqlalchemy as sa
from alembic import op

from voting.database import run_for_dialect

revision = "2026_11_27_confirming"
down_revision = "2026_11_27_invitees_by_post"
branch_labels = None
depends_on = None

# Whom a motion confirms is frozen with its other rules.
CONFIRMS_FROZEN = {
    "sqlite": [
        """CREATE TRIGGER resolution_confirms_frozen BEFORE UPDATE ON resolution
        WHEN OLD.rules_hash IS NOT NULL AND OLD.confirms IS NOT NEW.confirms
        BEGIN SELECT RAISE(ABORT, 'the rules of this resolution are frozen'); END""",
    ],
    "postgresql": [
        """CREATE TRIGGER resolution_confirms_frozen BEFORE UPDATE ON resolution FOR EACH ROW
        WHEN (OLD.rules_hash IS NOT NULL AND OLD.confirms IS DISTINCT FROM NEW.confirms)
        EXECUTE FUNCTION refuse_rule_change()""",
    ],
}
CONFIRMS_FREE = {
    "sqlite": ["DROP TRIGGER resolution_confirms_frozen"],
    "postgresql": ["DROP TRIGGER resolution_confirms_frozen ON resolution"],
}

# What a second call had set aside was not kept: of a change of the statutes or the object it is the law's.
SET_ASIDE = """UPDATE resolution SET quorum_set_aside = '1/2'
    WHERE quorum IS NULL AND majority IN ('3/4', '4/5') AND kind = 'motion'
    AND EXISTS (SELECT 1 FROM assembly WHERE assembly.id = resolution.assembly_id AND assembly.second_call)"""


def upgrade() -> None:
    """Add the columns."""
    op.add_column("resolution", sa.Column("confirms", sa.String(length=60), nullable=True))
    op.add_column("resolution", sa.Column("quorum_set_aside", sa.String(length=60), nullable=True))
    op.execute(SET_ASIDE)
    run_for_dialect(op.get_bind(), CONFIRMS_FROZEN)


def downgrade() -> None:
    """Take them away again."""
    run_for_dialect(op.get_bind(), CONFIRMS_FREE)
    op.drop_column("resolution", "quorum_set_aside")
    op.drop_column("resolution", "confirms")
