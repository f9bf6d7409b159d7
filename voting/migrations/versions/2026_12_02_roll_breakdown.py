"""The roll keeps what divides it into groups: municipality, language and years of membership.

A roll that is there already is filled once, from the register as it stands at the migration: what it was when
the roll was frozen is not known any more. From then on it never changes.
"""

from datetime import date

import sqlalchemy as sa
from alembic import op
from sqlalchemy.engine import Connection

from voting.database import run_for_dialect

revision = "2026_12_02_roll_breakdown"
down_revision = "2026_12_01_report_picture"
branch_labels = None
depends_on = None

COLUMNS = (("municipality", sa.String()), ("language", sa.String(2)), ("age", sa.String(2)))
AGES = (("0", 1), ("1", 3), ("3", 6), ("6", 11))
OLDEST = "11"

ROLL = sa.table("roll_entry", *(sa.column(name) for name in ("assembly_id", "member", "language", "age")))
ROLL.append_column(sa.column("municipality"))
ASSEMBLY = sa.table("assembly", sa.column("id"), sa.column("frozen_at"), sa.column("record_date", sa.Date()))
MEMBER = sa.table("member", sa.column("number"), sa.column("municipality"), sa.column("language"))
MOVEMENT = sa.table(
    "movement", sa.column("id"), sa.column("member"), sa.column("kind"), sa.column("on", sa.Date())
)
WITHDRAWAL = sa.table("movement_withdrawal", sa.column("movement"))

REFUSED = "BEGIN SELECT RAISE(ABORT, 'roll_entry is append-only'); END"
OPENED = {
    "sqlite": ["DROP TRIGGER roll_entry_no_update"],
    "postgresql": ["ALTER TABLE roll_entry DISABLE TRIGGER roll_entry_append_only"],
}
CLOSED = {
    "sqlite": [f"CREATE TRIGGER roll_entry_no_update BEFORE UPDATE ON roll_entry {REFUSED}"],
    "postgresql": ["ALTER TABLE roll_entry ENABLE TRIGGER roll_entry_append_only"],
}
"""That the rows of the roll are not changed is lifted for the time of this migration alone."""


def upgrade() -> None:
    """Add the columns, and fill those of the rolls that are there."""
    for name, kind in COLUMNS:
        op.add_column("roll_entry", sa.Column(name, kind, nullable=False, server_default=""))
    connection = op.get_bind()
    run_for_dialect(connection, OPENED)
    rolls = sa.select(ASSEMBLY.c.id, ASSEMBLY.c.record_date).where(ASSEMBLY.c.frozen_at.is_not(None))
    for assembly_id, record_date in connection.execute(rolls).all():
        _fill(connection, assembly_id, record_date)
    run_for_dialect(connection, CLOSED)


def downgrade() -> None:
    """Take them away again."""
    for name, _kind in reversed(COLUMNS):
        op.drop_column("roll_entry", name)


def _fill(connection: Connection, assembly_id: int, record_date: date) -> None:
    of_the_member = MEMBER.c.number == ROLL.c.member
    withdrawn = sa.exists().where(WITHDRAWAL.c.movement == MOVEMENT.c.id)
    joined = sa.func.max(MOVEMENT.c.on)
    is_new = sa.or_(joined.is_(None), joined > _years_before(record_date, AGES[0][1]))
    steps = [(joined > _years_before(record_date, end), sa.literal(name)) for name, end in AGES[1:]]
    age = sa.select(sa.case((is_new, sa.literal(AGES[0][0])), *steps, else_=sa.literal(OLDEST))).where(
        MOVEMENT.c.member == ROLL.c.member,
        MOVEMENT.c.kind == "joined",
        MOVEMENT.c.on <= record_date,
        ~withdrawn,
    )
    connection.execute(
        sa.update(ROLL)
        .where(ROLL.c.assembly_id == assembly_id)
        .values(
            municipality=sa.select(MEMBER.c.municipality).where(of_the_member).scalar_subquery(),
            language=sa.select(MEMBER.c.language).where(of_the_member).scalar_subquery(),
            age=age.scalar_subquery(),
        )
    )


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year - years, day=28)
