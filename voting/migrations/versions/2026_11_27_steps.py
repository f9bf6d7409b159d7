"""A postponement can change the halls; what has been taken back is told by the order of the steps.

Whether convening was taken back since it was done was a comparison of two times: a clock that was set back
between them made it impossible.
"""

import sqlalchemy as sa
from alembic import op

from voting.database import run_for_dialect

revision = "2026_11_27_steps"
down_revision = "2026_11_27_points_shown"
branch_labels = None
depends_on = None

ROLL = "the roll of this assembly is frozen"
THAWS = "OLD.frozen_at IS NOT NULL AND NEW.frozen_at IS NULL"
THAWS_NOW = {
    "sqlite": "OLD.frozen_at IS NOT NULL "
    "AND (NEW.frozen_at IS NULL OR NEW.convened_after IS NOT OLD.convened_after)",
    "postgresql": "OLD.frozen_at IS NOT NULL "
    "AND (NEW.frozen_at IS NULL OR NEW.convened_after IS DISTINCT FROM OLD.convened_after)",
}
BY_TIME, BY_ORDER = "step.at >= OLD.frozen_at", "step.id > OLD.convened_after"

ALREADY = """UPDATE assembly SET convened_after = coalesce((SELECT max(step.id) FROM convening_step AS step
    WHERE step.assembly_id = assembly.id AND step.kind = 'taken_back'), 0) WHERE frozen_at IS NOT NULL"""


def _may_thaw(taken_back: str) -> str:
    return f"""EXISTS (SELECT 1 FROM convening_step AS step WHERE step.assembly_id = OLD.id
    AND step.kind = 'taken_back' AND {taken_back})
    AND NOT EXISTS (SELECT 1 FROM presence WHERE presence.assembly_id = OLD.id)
    AND NOT EXISTS (SELECT 1 FROM resolution WHERE resolution.assembly_id = OLD.id
    AND (resolution.state <> 'draft' OR EXISTS
    (SELECT 1 FROM participation WHERE participation.resolution_id = resolution.id)))"""  # noqa: S608 - texts of our own


def _thawing(taken_back: str, thaws: dict[str, str], schema: str) -> dict[str, list[str]]:
    """In place of the trigger that is there. On PostgreSQL tables are looked up where they are, not among
    somebody's temporary ones."""
    may = _may_thaw(taken_back)
    return {
        "sqlite": [
            "DROP TRIGGER assembly_frozen",
            f"CREATE TRIGGER assembly_frozen BEFORE UPDATE ON assembly WHEN {thaws['sqlite']} "
            f"AND NOT ({may}) BEGIN SELECT RAISE(ABORT, '{ROLL}'); END",
        ],
        "postgresql": [
            "DROP TRIGGER assembly_frozen ON assembly",
            f"""CREATE OR REPLACE FUNCTION refuse_thawing() RETURNS trigger LANGUAGE plpgsql
            SET search_path = {schema}, pg_temp AS $$ BEGIN
              IF NOT ({may}) THEN
                RAISE EXCEPTION '{ROLL}' USING ERRCODE = 'restrict_violation';
              END IF;
              RETURN NEW;
            END $$""",
            "CREATE TRIGGER assembly_frozen BEFORE UPDATE ON assembly FOR EACH ROW "
            f"WHEN ({thaws['postgresql']}) EXECUTE FUNCTION refuse_thawing()",
        ],
    }


def _schema(connection: sa.Connection) -> str:
    on_sqlite = connection.dialect.name == "sqlite"
    return "main" if on_sqlite else str(connection.scalar(sa.select(sa.func.current_schema())))


def upgrade() -> None:
    """Add the columns, and decide by the order."""
    connection = op.get_bind()
    op.add_column("convening_step", sa.Column("venues", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("assembly", sa.Column("convened_after", sa.Integer(), nullable=True))
    op.execute(ALREADY)
    run_for_dialect(connection, _thawing(BY_ORDER, THAWS_NOW, _schema(connection)))


def downgrade() -> None:
    """Decide by the times again."""
    connection = op.get_bind()
    before = dict.fromkeys(THAWS_NOW, THAWS)
    run_for_dialect(connection, _thawing(BY_TIME, before, _schema(connection)))
    op.drop_column("assembly", "convened_after")
    op.drop_column("convening_step", "venues")
