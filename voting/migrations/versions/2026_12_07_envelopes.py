"""Choices wait in envelopes until a vote is over; only then are ballots written, once, so that there is no
order to erase or to clear up.

The ballots of votes that are not over go into envelopes, and the table of ballots is made anew, so that
nothing of their order is left in it.
"""

import sqlalchemy as sa
from alembic import op

from voting.ballot.contest import contest_from
from voting.ballot.envelopes import BALLOT_KEY
from voting.ballot.sealing import envelope_cipher, into_envelope, new_envelope_key, out_of_envelope
from voting.database import append_only, in_chunks, run_for_dialect

revision = "2026_12_07_envelopes"
down_revision = "2026_12_07_signed_heads"
branch_labels = None
depends_on = None

NOT_OVER = "rules_hash IS NOT NULL AND state IN ('draft', 'open')"
# while a vote is not over, an envelope stays; the table of resolutions is named by the trigger's schema, so
# that no other of the same name can stand in for it
APPEND_ONLY = {
    "sqlite": [
        *(
            statement
            for statement in append_only("envelope", "resolution_id", "key")["sqlite"]
            if "no_delete" not in statement
        ),
        """CREATE TRIGGER envelope_no_delete BEFORE DELETE ON envelope
        WHEN COALESCE((SELECT state FROM resolution WHERE id = OLD.resolution_id), '')
          NOT IN ('closed', 'announced', 'annulled')
        BEGIN SELECT RAISE(ABORT, 'envelope is append-only'); END""",
    ],
    "postgresql": [
        "CREATE TRIGGER envelope_append_only BEFORE UPDATE OR TRUNCATE ON envelope "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
        """CREATE FUNCTION refuse_early_opening() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE early boolean;
        BEGIN
          EXECUTE format('SELECT EXISTS (SELECT 1 FROM gone JOIN %I.resolution AS vote '
                         'ON vote.id = gone.resolution_id '
                         'WHERE vote.state NOT IN (''closed'', ''announced'', ''annulled''))',
                         TG_TABLE_SCHEMA) INTO early;
          IF early THEN
            RAISE EXCEPTION 'envelope is append-only' USING ERRCODE = 'restrict_violation';
          END IF;
          RETURN NULL;
        END $$""",
        "CREATE TRIGGER envelope_kept AFTER DELETE ON envelope REFERENCING OLD TABLE AS gone "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_early_opening()",
    ],
}

BEFORE = {
    "sqlite": append_only("ballot", "resolution_id", "key")["sqlite"],
    "postgresql": [
        "CREATE TRIGGER ballot_append_only BEFORE UPDATE OR TRUNCATE ON ballot "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
        """CREATE FUNCTION refuse_missing_ballot() RETURNS trigger LANGUAGE plpgsql AS $$
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
    ],
}

resolution = sa.table(
    "resolution",
    *(sa.column(name) for name in ("id", "method", "seats", "state", "rules_hash")),
    sa.column("options", sa.JSON),
    sa.column("envelope_key", sa.LargeBinary),
)
ballot = sa.table("ballot", *(sa.column(name) for name in ("resolution_id", "key", "choice", "category")))
envelope = sa.table("envelope", *(sa.column(name) for name in ("resolution_id", "key", "content")))


def upgrade() -> None:
    """Make the table and its keys, put what is not over into envelopes, and the other ballots into a new
    table."""
    connection = op.get_bind()
    op.add_column("resolution", sa.Column("envelope_key", sa.LargeBinary(), nullable=True))
    op.create_table(
        "envelope",
        sa.Column("resolution_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.LargeBinary(length=16), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["resolution_id"], ["resolution.id"], name=op.f("fk_envelope_resolution_id")),
        sa.PrimaryKeyConstraint("resolution_id", "key", name=op.f("pk_envelope")),
        sqlite_with_rowid=False,
    )
    run_for_dialect(connection, APPEND_ONLY)
    ballot_key, not_over = connection.get_execution_options()[BALLOT_KEY], list[int]()
    for row in connection.execute(sa.select(resolution).where(sa.text(NOT_OVER))).all():
        key = new_envelope_key(ballot_key)
        cipher, contest = envelope_cipher(ballot_key, key), contest_from(row.method, row.options, row.seats)
        connection.execute(resolution.update().where(resolution.c.id == row.id).values(envelope_key=key))
        cast = connection.execute(sa.select(ballot).where(ballot.c.resolution_id == row.id)).all()
        envelopes = [
            {
                "resolution_id": row.id,
                "key": each.key,
                "content": into_envelope(cipher, contest, each.key, each.choice, each.category),
            }
            for each in cast
        ]
        for some in in_chunks(envelopes):
            connection.execute(envelope.insert(), some)
        not_over.append(row.id)
    _make_ballots_anew(not_over)
    run_for_dialect(connection, append_only("ballot", "resolution_id", "key"))
    run_for_dialect(connection, {"postgresql": ["DROP FUNCTION refuse_missing_ballot()"]})
    op.drop_column("resolution", "order_cleared_at")


def downgrade() -> None:
    """Open the envelopes, and let ballots be rewritten on PostgreSQL as before."""
    connection = op.get_bind()
    ballot_key = connection.get_execution_options()[BALLOT_KEY]
    _make_ballots_anew([])
    for row in connection.execute(sa.select(resolution).where(resolution.c.envelope_key.is_not(None))).all():
        cipher = envelope_cipher(ballot_key, row.envelope_key)
        waiting = connection.execute(sa.select(envelope).where(envelope.c.resolution_id == row.id)).all()
        ballots = []
        for each in sorted(waiting, key=lambda one: one.key):
            choice, category = out_of_envelope(cipher, each.key, each.content)
            ballots.append({"resolution_id": row.id, "key": each.key, "choice": choice, "category": category})
        for some in in_chunks(ballots):
            connection.execute(ballot.insert(), some)
    run_for_dialect(connection, BEFORE)
    op.drop_table("envelope")
    run_for_dialect(connection, {"postgresql": ["DROP FUNCTION refuse_early_opening()"]})
    op.drop_column("resolution", "envelope_key")
    op.add_column("resolution", sa.Column("order_cleared_at", sa.DateTime(timezone=True), nullable=True))


def _make_ballots_anew(left_out: list[int]) -> None:
    """A new table of ballots without those of some resolutions, in the order of their keys, without
    triggers."""
    connection = op.get_bind()
    op.rename_table("ballot", "ballot_before")
    for name in ("pk_ballot", "fk_ballot_resolution_id"):
        renamed = f"ALTER TABLE ballot_before RENAME CONSTRAINT {name} TO {name}_before"
        run_for_dialect(connection, {"postgresql": [renamed]})
    op.create_table(
        "ballot",
        sa.Column("resolution_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.LargeBinary(length=16), nullable=False),
        sa.Column("choice", sa.String(), nullable=False),
        sa.Column("category", sa.String(1), nullable=True),
        sa.ForeignKeyConstraint(["resolution_id"], ["resolution.id"], name=op.f("fk_ballot_resolution_id")),
        sa.PrimaryKeyConstraint("resolution_id", "key", name=op.f("pk_ballot")),
        sqlite_with_rowid=False,
    )
    columns = [column.name for column in ballot.columns]
    before = sa.table("ballot_before", *(sa.column(name) for name in columns))
    kept = before.c.resolution_id.not_in(left_out)
    rows = sa.select(*before.columns).where(kept).order_by(before.c.resolution_id, before.c.key)
    connection.execute(ballot.insert().from_select(columns, rows))
    op.drop_table("ballot_before")
