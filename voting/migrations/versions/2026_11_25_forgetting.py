"""Periods of keeping, and removals: what is append-only may go when its period is over, and no sooner.

The database's own clock decides. A row may go while the log's last entry is the one of a removal that covers
it, which is to say within the transaction that wrote both.
"""

import sqlalchemy as sa
from alembic import op

from voting.database import Moment, append_only, run_for_dialect

revision = "2026_11_25_forgetting"
down_revision = "2026_11_25_terms_of_directors"
branch_labels = None
depends_on = None

MONTHS = {
    "credentials": 3,
    "sign_ins": 6,
    "presence": 24,
    "proxies": 24,
    "letters": 12,
    "looks": 24,
    "events": 24,
    "uploads": 1,
}
OF_THE_ASSEMBLY = "forgetting.assembly_id = OLD.assembly_id"
OPENS = {
    "check_in": ("presence", OF_THE_ASSEMBLY, ("nonce",)),
    "revoked_pass": ("credentials", OF_THE_ASSEMBLY, ("token_hash",)),
    "proxy_document": (
        "proxies",
        "forgetting.assembly_id = (SELECT proxy.assembly_id FROM proxy WHERE proxy.id = OLD.proxy_id)",
        ("proxy_id",),
    ),
    "event_check_in": (
        "events",
        'EXISTS (SELECT 1 FROM event WHERE event.id = OLD.event_id AND event."on" < forgetting.before)',
        ("event_id", "member"),
    ),
    "register_look": ("looks", "OLD.at < {before}", ("id",)),
}
"""Each append-only table of which rows may go: under a removal of which kind, which ones, and its key."""

BEFORE = {"sqlite": "forgetting.before", "postgresql": "forgetting.before::timestamp AT TIME ZONE 'UTC'"}
EXPIRED = {
    "sqlite": "date('now', 'start of month', '-' || retention.months || ' months')",
    "postgresql": "date_trunc('month', now() AT TIME ZONE 'UTC') - make_interval(months => retention.months)",
}


def _is_open(table: str, dialect: str) -> str:
    kind, rows, _key = OPENS[table]
    return (
        "EXISTS (SELECT 1 FROM forgetting JOIN audit_head ON audit_head.seq = forgetting.entry "  # noqa: S608 - names of our own
        f"WHERE forgetting.kind = '{kind}' AND {rows.format(before=BEFORE[dialect])})"
    )


def _has_expired(dialect: str) -> str:
    return (
        "EXISTS (SELECT 1 FROM retention WHERE retention.kind = NEW.kind "  # noqa: S608 - the same
        f"AND NEW.before <= {EXPIRED[dialect]}) "
        "AND (NEW.assembly_id IS NULL OR EXISTS (SELECT 1 FROM assembly "
        "WHERE assembly.id = NEW.assembly_id AND assembly.date < NEW.before)) "
        "AND EXISTS (SELECT 1 FROM audit_entry JOIN audit_head ON audit_head.seq = audit_entry.seq "
        "WHERE audit_entry.seq = NEW.entry AND audit_entry.action = 'privacy.forgotten')"
    )


def _function(name: str, allowed: str, message: str, row: str, schema: str) -> str:
    """On PostgreSQL; tables are looked up where they are, not among somebody's temporary ones."""
    return f"""CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET search_path = {schema}, pg_temp
    AS $$ BEGIN
      IF NOT ({allowed}) THEN
        RAISE EXCEPTION '{message}' USING ERRCODE = 'restrict_violation';
      END IF;
      RETURN {row};
    END $$"""


def _open(table: str, schema: str) -> dict[str, list[str]]:
    refused = f"{table} is append-only"
    name = f"refuse_unless_forgotten_{table}"
    return {
        "sqlite": [
            f"DROP TRIGGER {table}_no_delete",
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
            f"WHEN NOT {_is_open(table, 'sqlite')} BEGIN SELECT RAISE(ABORT, '{refused}'); END",
        ],
        "postgresql": [
            f"DROP TRIGGER {table}_append_only ON {table}",
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
            _function(name, _is_open(table, "postgresql"), refused, "OLD", schema),
            f"CREATE TRIGGER {table}_forgotten BEFORE DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {name}()",
        ],
    }


def _close(table: str) -> dict[str, list[str]]:
    before = append_only(table, *OPENS[table][2])
    no_delete = [statement for statement in before["sqlite"] if "_no_delete" in statement]
    return {
        "sqlite": [f"DROP TRIGGER {table}_no_delete", *no_delete],
        "postgresql": [
            f"DROP TRIGGER {table}_forgotten ON {table}",
            f"DROP FUNCTION refuse_unless_forgotten_{table}()",
            f"DROP TRIGGER {table}_append_only ON {table}",
            *before["postgresql"],
        ],
    }


def upgrade() -> None:
    """Make the tables with the periods by default, and let what has expired go."""
    op.create_table(
        "retention",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.CheckConstraint("months BETWEEN 1 AND 600", name=op.f("ck_retention_in_reason")),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_retention")),
    )
    op.bulk_insert(
        sa.table("retention", sa.column("kind"), sa.column("months")),
        [{"kind": kind, "months": months} for kind, months in MONTHS.items()],
    )
    op.create_table(
        "forgetting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=True),
        sa.Column("before", sa.Date(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("removed", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["kind"], ["retention.kind"], name=op.f("fk_forgetting_kind")),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_forgetting_assembly_id")),
        sa.ForeignKeyConstraint(["entry"], ["audit_entry.seq"], name=op.f("fk_forgetting_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forgetting")),
    )
    op.create_index("ix_forgetting_kind", "forgetting", ["kind", "assembly_id"])
    op.create_index("ix_sign_in_credential", "sign_in", ["credential_id"])
    op.add_column("event", sa.Column("forgotten", sa.Integer(), nullable=False, server_default="0"))
    connection = op.get_bind()
    on_sqlite = connection.dialect.name == "sqlite"
    schema = "main" if on_sqlite else str(connection.scalar(sa.select(sa.func.current_schema())))
    refused = "this may not be forgotten yet"
    run_for_dialect(
        connection,
        {
            "sqlite": [
                f"CREATE TRIGGER forgetting_expired BEFORE INSERT ON forgetting "
                f"WHEN NOT ({_has_expired('sqlite')}) BEGIN SELECT RAISE(ABORT, '{refused}'); END"
            ],
            "postgresql": [
                _function("refuse_early_forgetting", _has_expired("postgresql"), refused, "NEW", schema),
                "CREATE TRIGGER forgetting_expired BEFORE INSERT ON forgetting "
                "FOR EACH ROW EXECUTE FUNCTION refuse_early_forgetting()",
            ],
        },
    )
    run_for_dialect(connection, append_only("forgetting", "id"))  # last: SQLite asks the last trigger first
    for table in OPENS:
        run_for_dialect(connection, _open(table, schema))


def downgrade() -> None:
    """Take them away again: nothing that is append-only goes any more."""
    connection = op.get_bind()
    for table in OPENS:
        run_for_dialect(connection, _close(table))
    op.drop_column("event", "forgotten")
    op.drop_index("ix_sign_in_credential", "sign_in")
    op.drop_table("forgetting")
    op.drop_table("retention")
    run_for_dialect(connection, {"postgresql": ["DROP FUNCTION refuse_early_forgetting()"]})
