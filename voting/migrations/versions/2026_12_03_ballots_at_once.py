"""PostgreSQL checks once for each statement, no longer for each ballot at commit, that none is missing."""

from alembic import op

from voting.database import run_for_dialect

revision = "2026_12_03_ballots_at_once"
down_revision = "2026_12_02_roll_breakdown"
branch_labels = None
depends_on = None

# the table is named by the trigger, so that no other of the same name can stand in for it
AT_ONCE = {
    "postgresql": [
        "DROP TRIGGER ballot_none_missing ON ballot",
        """CREATE OR REPLACE FUNCTION refuse_missing_ballot() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE missing boolean;
        BEGIN
          EXECUTE format('SELECT EXISTS (SELECT 1 FROM gone WHERE NOT EXISTS (SELECT 1 FROM %I.%I AS kept '
                         'WHERE kept.resolution_id = gone.resolution_id AND kept.key = gone.key '
                         'AND kept.choice = gone.choice '
                         'AND kept.category IS NOT DISTINCT FROM gone.category))',
                         TG_TABLE_SCHEMA, TG_TABLE_NAME) INTO missing;
          IF missing THEN
            RAISE EXCEPTION 'ballot is append-only' USING ERRCODE = 'restrict_violation';
          END IF;
          RETURN NULL;
        END $$""",
        "CREATE TRIGGER ballot_none_missing AFTER DELETE ON ballot REFERENCING OLD TABLE AS gone "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_missing_ballot()",
    ]
}

AT_COMMIT = {
    "postgresql": [
        "DROP TRIGGER ballot_none_missing ON ballot",
        """CREATE OR REPLACE FUNCTION refuse_missing_ballot() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE still_there boolean;
        BEGIN
          EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I.%I WHERE resolution_id = $1 AND key = $2 '
                         'AND choice = $3)', TG_TABLE_SCHEMA, TG_TABLE_NAME)
            INTO still_there USING OLD.resolution_id, OLD.key, OLD.choice;
          IF NOT still_there THEN
            RAISE EXCEPTION 'ballot is append-only' USING ERRCODE = 'restrict_violation';
          END IF;
          RETURN NULL;
        END $$""",
        "CREATE CONSTRAINT TRIGGER ballot_none_missing AFTER DELETE ON ballot "
        "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse_missing_ballot()",
    ]
}


def upgrade() -> None:
    """Let a ballot be deleted only by a statement that puts it back."""
    run_for_dialect(op.get_bind(), AT_ONCE)


def downgrade() -> None:
    """Check at commit again."""
    run_for_dialect(op.get_bind(), AT_COMMIT)
