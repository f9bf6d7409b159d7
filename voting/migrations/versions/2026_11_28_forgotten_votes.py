"""How members voted is forgotten when its period is over: channel, venue and time, never that they did."""

import sqlalchemy as sa
from alembic import op

from voting.database import append_only, run_for_dialect

revision = "2026_11_28_forgotten_votes"
down_revision = "2026_11_28_stand_ins"
branch_labels = None
depends_on = None

MONTHS = 6
OPEN = """EXISTS (SELECT 1 FROM forgetting JOIN audit_head ON audit_head.seq = forgetting.entry
    JOIN resolution ON resolution.assembly_id = forgetting.assembly_id
    WHERE forgetting.kind = 'participations' AND resolution.id = OLD.resolution_id)"""
FORGOTTEN = """NEW.resolution_id = OLD.resolution_id AND NEW.member = OLD.member
    AND NEW.channel = 'forgotten' AND NEW.venue IS NULL AND NEW.attempt IS NULL"""
ALLOWED = {
    "sqlite": f"""{OPEN} AND {FORGOTTEN} AND NEW.holder IS OLD.holder
    AND NEW.cast_at = '1970-01-01 00:00:00.000000'""",
    "postgresql": f"""{OPEN} AND {FORGOTTEN} AND NEW.holder IS NOT DISTINCT FROM OLD.holder
    AND NEW.cast_at = TIMESTAMPTZ '1970-01-01 00:00:00+00'""",
}
REFUSED = "participation is append-only"
RETENTION = sa.table("retention", sa.column("kind"), sa.column("months"))


def upgrade() -> None:
    """Add the period, and let what has expired be forgotten within a removal that covers it."""
    op.bulk_insert(RETENTION, [{"kind": "participations", "months": MONTHS}])
    connection = op.get_bind()
    on_sqlite = connection.dialect.name == "sqlite"
    schema = "main" if on_sqlite else str(connection.scalar(sa.select(sa.func.current_schema())))
    run_for_dialect(
        connection,
        {
            "sqlite": [
                "DROP TRIGGER participation_no_update",
                "CREATE TRIGGER participation_no_update BEFORE UPDATE ON participation "
                f"WHEN NOT ({ALLOWED['sqlite']}) BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END",
            ],
            "postgresql": [
                "DROP TRIGGER participation_append_only ON participation",
                "CREATE TRIGGER participation_append_only BEFORE DELETE OR TRUNCATE ON participation "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
                f"""CREATE FUNCTION refuse_unless_forgotten_participation() RETURNS trigger LANGUAGE plpgsql
                SET search_path = {schema}, pg_temp AS $$ BEGIN
                  IF NOT ({ALLOWED["postgresql"]}) THEN
                    RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'restrict_violation';
                  END IF;
                  RETURN NEW;
                END $$""",
                "CREATE TRIGGER participation_forgotten BEFORE UPDATE ON participation "
                "FOR EACH ROW EXECUTE FUNCTION refuse_unless_forgotten_participation()",
            ],
        },
    )


def downgrade() -> None:
    """Take it away again: no participation changes any more."""
    connection = op.get_bind()
    before = append_only("participation", "resolution_id", "member")
    no_update = [statement for statement in before["sqlite"] if "_no_update" in statement]
    run_for_dialect(
        connection,
        {
            "sqlite": ["DROP TRIGGER participation_no_update", *no_update],
            "postgresql": [
                "DROP TRIGGER participation_forgotten ON participation",
                "DROP FUNCTION refuse_unless_forgotten_participation()",
                "DROP TRIGGER participation_append_only ON participation",
                *before["postgresql"],
            ],
        },
    )
    connection.execute(RETENTION.delete().where(RETENTION.c.kind == "participations"))
