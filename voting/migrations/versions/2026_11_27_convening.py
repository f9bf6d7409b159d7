"""Convening can be taken back, and an assembly postponed or cancelled: each a step that is kept.

The roll and the rules stay refused to change while their assembly is convened. That it no longer is takes a
step that says so, and that nobody has voted or has been present; then the roll, its corrections and the rules
may go.
"""

import sqlalchemy as sa
from alembic import op

from voting.database import Moment, append_only, run_for_dialect
from voting.migrations.first_refusals import FROZEN_RULES, RULE_COLUMNS

revision = "2026_11_27_convening"
down_revision = "2026_11_27_agenda_points"
branch_labels = None
depends_on = None

KEYS = {"roll_entry": ("assembly_id", "member"), "roll_correction": ("id",)}
"""The tables of the roll, with their keys."""
CONVENED = (
    "EXISTS (SELECT 1 FROM assembly WHERE assembly.id = OLD.assembly_id AND assembly.frozen_at IS NOT NULL)"
)
THAWS = "OLD.frozen_at IS NOT NULL AND NEW.frozen_at IS NULL"
MAY_THAW = (
    "EXISTS (SELECT 1 FROM convening_step AS step WHERE step.assembly_id = OLD.id "
    "AND step.kind = 'taken_back' AND step.at >= OLD.frozen_at) "
    "AND NOT EXISTS (SELECT 1 FROM presence WHERE presence.assembly_id = OLD.id) "
    "AND NOT EXISTS (SELECT 1 FROM resolution WHERE resolution.assembly_id = OLD.id "
    "AND (resolution.state <> 'draft' OR EXISTS "
    "(SELECT 1 FROM participation WHERE participation.resolution_id = resolution.id)))"
)
UNEQUAL = "OLD.{0}::text IS DISTINCT FROM NEW.{0}::text"
RULES = "the rules of this resolution are frozen"
ROLL = "the roll of this assembly is frozen"


def _changed(unequal: str) -> str:
    return " OR ".join(unequal.format(column) for column in RULE_COLUMNS)


def _function(name: str, refused_if: str, message: str, row: str, schema: str) -> str:
    """On PostgreSQL; tables are looked up where they are, not among somebody's temporary ones."""
    return f"""CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET search_path = {schema}, pg_temp
    AS $$ BEGIN
      IF {refused_if} THEN
        RAISE EXCEPTION '{message}' USING ERRCODE = 'restrict_violation';
      END IF;
      RETURN {row};
    END $$"""


def _may_go(table: str, schema: str) -> dict[str, list[str]]:
    refused, name = f"{table} is append-only", f"refuse_while_convened_{table}"
    return {
        "sqlite": [
            f"DROP TRIGGER {table}_no_delete",
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} WHEN {CONVENED} "
            f"BEGIN SELECT RAISE(ABORT, '{refused}'); END",
        ],
        "postgresql": [
            f"DROP TRIGGER {table}_append_only ON {table}",
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
            _function(name, CONVENED, refused, "OLD", schema),
            f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ],
    }


def _kept_again(table: str) -> dict[str, list[str]]:
    before = append_only(table, *KEYS[table])
    return {
        "sqlite": [
            f"DROP TRIGGER {table}_no_delete",
            *(statement for statement in before["sqlite"] if "_no_delete" in statement),
        ],
        "postgresql": [
            f"DROP TRIGGER {table}_kept ON {table}",
            f"DROP FUNCTION refuse_while_convened_{table}()",
            f"DROP TRIGGER {table}_append_only ON {table}",
            *before["postgresql"],
        ],
    }


def _thawing(schema: str) -> dict[str, list[str]]:
    return {
        "sqlite": [
            f"CREATE TRIGGER assembly_frozen BEFORE UPDATE ON assembly WHEN {THAWS} AND NOT ({MAY_THAW}) "
            f"BEGIN SELECT RAISE(ABORT, '{ROLL}'); END",
            "DROP TRIGGER resolution_rules_frozen",
            "CREATE TRIGGER resolution_rules_frozen BEFORE UPDATE ON resolution "
            f"WHEN OLD.rules_hash IS NOT NULL AND {CONVENED} AND ({_changed('OLD.{0} IS NOT NEW.{0}')}) "
            f"BEGIN SELECT RAISE(ABORT, '{RULES}'); END",
        ],
        "postgresql": [
            _function("refuse_thawing", f"NOT ({MAY_THAW})", ROLL, "NEW", schema),
            f"CREATE TRIGGER assembly_frozen BEFORE UPDATE ON assembly FOR EACH ROW WHEN ({THAWS}) "
            "EXECUTE FUNCTION refuse_thawing()",
            _function("refuse_rule_change_while_convened", CONVENED, RULES, "NEW", schema),
            "DROP TRIGGER resolution_rules_frozen ON resolution",
            "CREATE TRIGGER resolution_rules_frozen BEFORE UPDATE ON resolution FOR EACH ROW "
            f"WHEN (OLD.rules_hash IS NOT NULL AND ({_changed(UNEQUAL)})) "
            "EXECUTE FUNCTION refuse_rule_change_while_convened()",
        ],
    }


def _frozen_for_good() -> dict[str, list[str]]:
    before = {
        dialect: [text for text in statements if "TRIGGER resolution_rules_frozen" in text]
        for dialect, statements in FROZEN_RULES.items()
    }
    return {
        "sqlite": [
            "DROP TRIGGER assembly_frozen",
            "DROP TRIGGER resolution_rules_frozen",
            *before["sqlite"],
        ],
        "postgresql": [
            "DROP TRIGGER assembly_frozen ON assembly",
            "DROP FUNCTION refuse_thawing()",
            "DROP TRIGGER resolution_rules_frozen ON resolution",
            "DROP FUNCTION refuse_rule_change_while_convened()",
            *before["postgresql"],
        ],
    }


def upgrade() -> None:
    """Add the steps; assemblies that are there have none. Letters that were set are invitations."""
    op.add_column("assembly", sa.Column("cancelled_at", Moment(), nullable=True))
    op.add_column(
        "letter_print", sa.Column("letter", sa.String(length=20), nullable=False, server_default="paper")
    )
    op.add_column("letter_print", sa.Column("wave", sa.Integer(), nullable=False, server_default="1"))
    op.create_table(
        "convening_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.JSON(), nullable=False),
        sa.Column("day_before", sa.Date(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_convening_step_account_id")),
        sa.ForeignKeyConstraint(["assembly_id"], ["assembly.id"], name=op.f("fk_convening_step_assembly_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_convening_step")),
    )
    op.create_index("ix_convening_step_assembly", "convening_step", ["assembly_id"])
    connection = op.get_bind()
    on_sqlite = connection.dialect.name == "sqlite"
    schema = "main" if on_sqlite else str(connection.scalar(sa.select(sa.func.current_schema())))
    run_for_dialect(connection, append_only("convening_step", "id"))
    run_for_dialect(connection, _thawing(schema))
    for table in KEYS:
        run_for_dialect(connection, _may_go(table, schema))


def downgrade() -> None:
    """Take them away again: what has been convened stays so."""
    connection = op.get_bind()
    for table in KEYS:
        run_for_dialect(connection, _kept_again(table))
    run_for_dialect(connection, _frozen_for_good())
    op.drop_table("convening_step")
    op.drop_column("letter_print", "wave")
    op.drop_column("letter_print", "letter")
    op.drop_column("assembly", "cancelled_at")
