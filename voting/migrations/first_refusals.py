"""What the first migration has the database refuse, as SQL by dialect: a part of it, never changed."""

from voting.database import append_only

APPEND_ONLY = {
    "audit_entry": ("seq",),
    "check_in": ("nonce",),
    "deposit": ("resolution_id", "key"),
    "paper_sheet": ("id",),
    "participation": ("resolution_id", "member"),
    "result": ("resolution_id",),
    "roll_entry": ("assembly_id", "member"),
}

RULE_COLUMNS = (
    *("assembly_id", "number", "round", "kind", "title", "secret", "advance"),
    *("method", "options", "seats", "term_years", "majority", "quorum", "tie_rule", "reserved"),
    *("lot_commitment", "rules_hash"),
)

REFUSE_CHANGE = {
    "postgresql": [
        """CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only', ERRCODE = 'restrict_violation';
        END $$"""
    ]
}

# A closed resolution's ballots are rewritten in key order on PostgreSQL, so there the rule is checked at
# commit: whatever was deleted must be there again, unchanged.
BALLOT = {
    "sqlite": append_only("ballot", "resolution_id", "key")["sqlite"],
    "postgresql": [
        "CREATE TRIGGER ballot_append_only BEFORE UPDATE OR TRUNCATE ON ballot "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
        """CREATE FUNCTION refuse_missing_ballot() RETURNS trigger LANGUAGE plpgsql AS $$
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
    ],
}

# A frozen resolution that a new row, or a changed one, would put itself in the place of (SQLite's REPLACE).
IN_ITS_PLACE = """EXISTS (SELECT 1 FROM resolution AS frozen WHERE frozen.rules_hash IS NOT NULL
    AND (frozen.id = NEW.id OR (frozen.assembly_id = NEW.assembly_id AND frozen.number = NEW.number
    AND frozen.round = NEW.round))"""

# PostgreSQL has no equality for json, so there the texts are compared.
FROZEN_RULES = {
    "sqlite": [
        f"""CREATE TRIGGER resolution_rules_frozen BEFORE UPDATE ON resolution
        WHEN OLD.rules_hash IS NOT NULL
        AND ({" OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in RULE_COLUMNS)})
        BEGIN SELECT RAISE(ABORT, 'the rules of this resolution are frozen'); END""",
        """CREATE TRIGGER resolution_rules_kept BEFORE DELETE ON resolution
        WHEN OLD.rules_hash IS NOT NULL
        BEGIN SELECT RAISE(ABORT, 'the rules of this resolution are frozen'); END""",
        f"""CREATE TRIGGER resolution_rules_not_replaced BEFORE INSERT ON resolution WHEN {IN_ITS_PLACE})
        BEGIN SELECT RAISE(ABORT, 'the rules of this resolution are frozen'); END""",
        f"""CREATE TRIGGER resolution_rules_not_taken_over BEFORE UPDATE ON resolution
        WHEN {IN_ITS_PLACE} AND frozen.id <> OLD.id)
        BEGIN SELECT RAISE(ABORT, 'the rules of this resolution are frozen'); END""",
    ],
    "postgresql": [
        """CREATE FUNCTION refuse_rule_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'the rules of this resolution are frozen' USING ERRCODE = 'restrict_violation';
        END $$""",
        f"""CREATE TRIGGER resolution_rules_frozen BEFORE UPDATE ON resolution FOR EACH ROW
        WHEN (OLD.rules_hash IS NOT NULL AND
        ({" OR ".join(f"OLD.{column}::text IS DISTINCT FROM NEW.{column}::text" for column in RULE_COLUMNS)}))
        EXECUTE FUNCTION refuse_rule_change()""",
        """CREATE TRIGGER resolution_rules_kept BEFORE DELETE ON resolution FOR EACH ROW
        WHEN (OLD.rules_hash IS NOT NULL) EXECUTE FUNCTION refuse_rule_change()""",
    ],
}
