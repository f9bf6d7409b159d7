"""Points of the agenda without a vote, which stand once the assembly is convened."""

import sqlalchemy as sa
from alembic import op

from voting.database import run_for_dialect

revision = "2026_11_27_agenda_points"
down_revision = "2026_11_27_addresses"
branch_labels = None
depends_on = None

FROZEN = "SELECT 1 FROM assembly WHERE frozen_at IS NOT NULL AND id ="
REFUSE = "BEGIN SELECT RAISE(ABORT, 'the agenda of this assembly is frozen'); END"
STAND = {
    "sqlite": [
        f"CREATE TRIGGER agenda_point_frozen_{act.lower()} BEFORE {act} ON agenda_point "
        f"WHEN EXISTS ({FROZEN} {row}.assembly_id) {REFUSE}"
        for act, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD"))
    ],
    "postgresql": [
        f"""CREATE FUNCTION refuse_point_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF EXISTS ({FROZEN} COALESCE(OLD.assembly_id, NEW.assembly_id)) THEN
            RAISE EXCEPTION 'the agenda of this assembly is frozen' USING ERRCODE = 'restrict_violation';
          END IF;
          RETURN COALESCE(NEW, OLD);
        END $$""",
        "CREATE TRIGGER agenda_point_frozen BEFORE INSERT OR UPDATE OR DELETE ON agenda_point "
        "FOR EACH ROW EXECUTE FUNCTION refuse_point_change()",
    ],
}


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "agenda_point",
        sa.Column("assembly_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("text", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["assembly_id"], ["assembly.id"], name=op.f("fk_agenda_point_assembly_id_assembly")
        ),
        sa.PrimaryKeyConstraint("assembly_id", "position", name=op.f("pk_agenda_point")),
        sa.UniqueConstraint("assembly_id", "number", name=op.f("uq_agenda_point_assembly_id_number")),
    )
    run_for_dialect(op.get_bind(), STAND)


def downgrade() -> None:
    """Take it away again."""
    op.drop_table("agenda_point")
    run_for_dialect(op.get_bind(), {"postgresql": ["DROP FUNCTION refuse_point_change()"]})
