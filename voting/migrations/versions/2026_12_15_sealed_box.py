"""The box of sealed votes: keyholders' ceremonies, contexts, ballots, statements, signatures, shares, counts.

Everything is append-only. What was not signed by anybody can be taken back: a context to which nothing
refers, with the secret of its box. Ballots and secrets go when it is forgotten how members voted.
"""

import sqlalchemy as sa
from alembic import op

from voting.database import append_only, run_for_dialect

revision = "2026_12_15_sealed_box"
down_revision = "2026_12_14_sealed"
branch_labels = None
depends_on = None

TABLES = {
    "keyset": ("id",),
    "keyholder": ("keyset_id", "number"),
    "keyholder_word": ("keyset_id", "kind", "keyholder", "receiver"),
    "made_keys": ("keyset_id",),
    "sealed_context": ("resolution_id",),
    "box_secret": ("resolution_id",),
    "sealed_ballot": ("resolution_id", "leaf"),
    "statement": ("resolution_id",),
    "keyholder_signature": ("resolution_id", "kind", "keyholder"),
    "box_sums": ("resolution_id",),
    "opening_share": ("resolution_id", "keyholder"),
    "sealed_count": ("resolution_id",),
}
"""The tables, in the order in which they refer to each other, and their keys."""
NOT_FROZEN = "(SELECT rules_hash FROM resolution WHERE id = OLD.resolution_id) IS NULL"
FORGOTTEN = """EXISTS (SELECT 1 FROM forgetting JOIN audit_head ON audit_head.seq = forgetting.entry
    JOIN resolution ON resolution.assembly_id = forgetting.assembly_id
    WHERE forgetting.kind = 'participations' AND resolution.id = OLD.resolution_id)"""
LET_GO = {
    "sealed_context": NOT_FROZEN,
    "box_secret": f"{NOT_FROZEN} OR {FORGOTTEN}",
    "sealed_ballot": FORGOTTEN,
}
"""When rows may go: while the rules of their resolution are not frozen (what others refer to stays even
then), and within the removal of how members voted."""


UNIQUE = {
    "keyset": "sid = NEW.sid",
    "keyholder": "token_hash = NEW.token_hash",
    "made_keys": "sha256 = NEW.sha256",
    "sealed_ballot": "resolution_id = NEW.resolution_id AND tag = NEW.tag",
}
"""What stands once beside the keys: on SQLite an INSERT OR REPLACE would put another row in its place."""


def _exists(table: str) -> str:
    return f"SELECT 1 FROM {table} WHERE {UNIQUE[table]}"  # noqa: S608 - names of our own


MARKED_ONCE = {
    "sqlite": [
        *(
            f"CREATE TRIGGER {table}_no_second BEFORE INSERT ON {table} WHEN EXISTS ({_exists(table)}) "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for table in UNIQUE
        ),
        """CREATE TRIGGER envelope_no_second_tag BEFORE INSERT ON envelope
        WHEN EXISTS (SELECT 1 FROM envelope
          WHERE resolution_id = NEW.resolution_id AND tag_mark = NEW.tag_mark)
        BEGIN SELECT RAISE(ABORT, 'envelope is append-only'); END""",
    ],
}
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables, and let envelopes have the mark of a tag."""
    connection = op.get_bind()
    _keysets()
    _rounds()
    for table, key in TABLES.items():
        run_for_dialect(connection, append_only(table, *key))
    schema = "main"
    if connection.dialect.name == "postgresql":
        schema = str(connection.scalar(sa.select(sa.func.current_schema())))
    for table in LET_GO:
        run_for_dialect(connection, _let_go(table, schema))
    op.add_column("envelope", sa.Column("tag_mark", sa.LargeBinary(length=16), nullable=True))
    op.create_index("ix_envelope_tag_mark", "envelope", ["resolution_id", "tag_mark"], unique=True)
    run_for_dialect(connection, MARKED_ONCE)


def downgrade() -> None:
    """Remove them."""
    connection = op.get_bind()
    run_for_dialect(connection, {"sqlite": ["DROP TRIGGER envelope_no_second_tag"]})
    op.drop_index("ix_envelope_tag_mark", "envelope")
    op.drop_column("envelope", "tag_mark")
    for table in reversed(TABLES):
        op.drop_table(table)
    functions = [f"DROP FUNCTION refuse_unless_let_go_{table}()" for table in LET_GO]
    run_for_dialect(connection, {"postgresql": functions})


def _let_go(table: str, schema: str) -> dict[str, list[str]]:
    """On PostgreSQL other tables are looked up where they are, not among somebody's temporary ones."""
    name, refused = f"refuse_unless_let_go_{table}", f"{table} is append-only"
    return {
        "sqlite": [
            f"DROP TRIGGER {table}_no_delete",
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} WHEN NOT ({LET_GO[table]}) "
            f"BEGIN SELECT RAISE(ABORT, '{refused}'); END",
        ],
        "postgresql": [
            f"DROP TRIGGER {table}_append_only ON {table}",
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
            f"""CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql
            SET search_path = {schema}, pg_temp AS $$ BEGIN
              IF NOT ({LET_GO[table]}) THEN
                RAISE EXCEPTION '{refused}' USING ERRCODE = 'restrict_violation';
              END IF;
              RETURN OLD;
            END $$""",
            f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ],
    }


def _keysets() -> None:
    op.create_table(
        "keyset",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("session", sa.LargeBinary(), nullable=False),
        sa.Column("sid", sa.LargeBinary(length=32), nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_keyset_assembly_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keyset")),
        sa.UniqueConstraint("sid", name=op.f("uq_keyset_sid")),
    )
    op.create_index(op.f("ix_keyset_assembly_id"), "keyset", ["assembly_id"])
    op.create_table(
        "keyholder",
        sa.Column("keyset_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["keyset_id"], ["keyset.id"], name=op.f("fk_keyholder_keyset_id")),
        sa.PrimaryKeyConstraint("keyset_id", "number", name=op.f("pk_keyholder")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_keyholder_token_hash")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "keyholder_word",
        sa.Column("keyset_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("keyholder", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("receiver", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("said_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "kind IN ('commitment', 'hello', 'channel', 'ready')", name=op.f("ck_keyholder_word_kind_known")
        ),
        sa.ForeignKeyConstraint(["keyset_id"], ["keyset.id"], name=op.f("fk_keyholder_word_keyset_id")),
        sa.PrimaryKeyConstraint("keyset_id", "kind", "keyholder", "receiver", name=op.f("pk_keyholder_word")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "made_keys",
        sa.Column("keyset_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["keyset_id"], ["keyset.id"], name=op.f("fk_made_keys_keyset_id")),
        sa.PrimaryKeyConstraint("keyset_id", name=op.f("pk_made_keys")),
        sa.UniqueConstraint("sha256", name=op.f("uq_made_keys_sha256")),
    )


def _rounds() -> None:
    op.create_table(
        "sealed_context",
        sa.Column("resolution_id", sa.Integer(), nullable=False),
        sa.Column("keyset_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["resolution_id"], ["resolution.id"], name=op.f("fk_sealed_context_resolution_id")
        ),
        sa.ForeignKeyConstraint(
            ["keyset_id"], ["made_keys.keyset_id"], name=op.f("fk_sealed_context_keyset_id")
        ),
        sa.PrimaryKeyConstraint("resolution_id", name=op.f("pk_sealed_context")),
    )
    _of_round("box_secret", sa.Column("content", sa.LargeBinary(), nullable=False))
    op.create_table(
        "sealed_ballot",
        sa.Column("resolution_id", sa.Integer(), nullable=False),
        sa.Column("leaf", sa.LargeBinary(length=32), nullable=False),
        sa.Column("tag", sa.LargeBinary(length=32), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("ballot", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["resolution_id"], ["sealed_context.resolution_id"], name=op.f("fk_sealed_ballot_resolution_id")
        ),
        sa.PrimaryKeyConstraint("resolution_id", "leaf", name=op.f("pk_sealed_ballot")),
        sa.UniqueConstraint("resolution_id", "tag", name=op.f("uq_sealed_ballot_resolution_id_tag")),
        sqlite_with_rowid=False,
    )
    _of_round(
        "statement",
        sa.Column("ballots", sa.Integer(), nullable=False),
        sa.Column("by", sa.JSON(), nullable=False),
        sa.Column("paper", sa.Integer(), nullable=False),
        sa.Column("root", sa.LargeBinary(length=32), nullable=False),
        sa.Column("took_part", sa.LargeBinary(length=32), nullable=False),
        sa.Column("took_part_leaves", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.LargeBinary(length=64), nullable=False),
        sa.Column("signature", sa.LargeBinary(length=64), nullable=False),
    )
    op.create_table(
        "keyholder_signature",
        sa.Column("resolution_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("keyholder", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("signature", sa.LargeBinary(length=64), nullable=False),
        sa.Column("signed_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "kind IN ('context', 'statement', 'voices')", name=op.f("ck_keyholder_signature_kind_known")
        ),
        sa.ForeignKeyConstraint(
            ["resolution_id"],
            ["sealed_context.resolution_id"],
            name=op.f("fk_keyholder_signature_resolution_id"),
        ),
        sa.PrimaryKeyConstraint("resolution_id", "kind", "keyholder", name=op.f("pk_keyholder_signature")),
        sqlite_with_rowid=False,
    )
    _of_round("box_sums", sa.Column("content", sa.LargeBinary(), nullable=False), of="statement")
    op.create_table(
        "opening_share",
        sa.Column("resolution_id", sa.Integer(), nullable=False),
        sa.Column("keyholder", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["resolution_id"], ["statement.resolution_id"], name=op.f("fk_opening_share_resolution_id")
        ),
        sa.PrimaryKeyConstraint("resolution_id", "keyholder", name=op.f("pk_opening_share")),
        sqlite_with_rowid=False,
    )
    _of_round("sealed_count", sa.Column("counts", sa.JSON(), nullable=False), of="statement")


def _of_round(table: str, *columns: sa.Column[object], of: str = "sealed_context") -> None:
    """A table that has one row of a round."""
    op.create_table(
        table,
        sa.Column("resolution_id", sa.Integer(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(
            ["resolution_id"], [f"{of}.resolution_id"], name=op.f(f"fk_{table}_resolution_id")
        ),
        sa.PrimaryKeyConstraint("resolution_id", name=op.f(f"pk_{table}")),
    )
