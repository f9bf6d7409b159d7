"""Bringing a register file into the database: all of it or nothing, and saying what changed."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime

from sqlalchemy import String, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from voting.audit.chain import digest, record
from voting.database import in_chunks
from voting.register.csv_file import Row
from voting.register.models import Member, Movement, MovementKind

MEMBER_FIELDS = (
    *("category", "kind", "name", "first_name", "representative"),
    *("email", "language", "postcode", "municipality"),
)
Movements = frozenset[tuple[str, date]]
Progress = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one member that the file changes. Movements are given as text."""

    number: str
    field: str
    before: str
    after: str


@dataclass(slots=True)
class ImportSummary:
    """What an import did (or would do): numbers of members, and each change of a known member."""

    rows: int
    added: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    unchanged: int = 0
    absent: int = 0

    @property
    def changed(self) -> list[str]:
        """The numbers of the members of whom something changed."""
        return sorted({change.number for change in self.changes})


def movements_of(row: Row) -> Movements:
    """The movements that a row of the file tells of: joined, and perhaps left."""
    movements = {(MovementKind.JOINED.value, row.joined_on)}
    if row.left_on is not None and row.left_as is not None:
        movements.add((row.left_as.value, row.left_on))
    return frozenset(movements)


def import_register(
    session: Session, rows: list[Row], *, now: datetime, actor: str, progress: Progress = lambda count: None
) -> ImportSummary:
    """Make the register say what the rows say, within the caller's transaction.

    A member who is in the register and not in the file stays as they are (``absent`` counts them):
    leaving is a dated movement with a reason, never a missing line. ``progress`` is told how many
    rows have been dealt with since it was last told.
    """
    summary = compare(session, rows)
    by_number = {row.number: row for row in rows}
    changed = set(summary.changed)

    new_rows = [by_number[number] for number in summary.added]
    for chunk in in_chunks([_member_values(row) for row in new_rows]):
        session.execute(insert(Member), chunk)
        progress(len(chunk))
    changed_rows = [by_number[number] for number in sorted(changed)]
    if changed_rows:
        columns = {name: bindparam(f"new_{name}", type_=String) for name in MEMBER_FIELDS}
        statement = update(Member.__table__).where(Member.__table__.c.number == bindparam("key"))  # type: ignore[arg-type]  # a declarative class's __table__ is a Table
        session.connection().execute(
            statement.values(columns),
            [
                {"key": row.number} | {f"new_{name}": getattr(row, name) for name in MEMBER_FIELDS}
                for row in changed_rows
            ],
        )
        for chunk in in_chunks([{"number": row.number} for row in changed_rows]):
            numbers = [key["number"] for key in chunk]
            session.execute(delete(Movement).where(Movement.member.in_(numbers)))
    movements = [
        {"member": row.number, "kind": kind, "on": on}
        for row in (*new_rows, *changed_rows)
        for kind, on in sorted(movements_of(row))
    ]
    for chunk in in_chunks(movements):
        session.execute(insert(Movement), chunk)
    progress(len(rows) - len(new_rows))

    if summary.added or summary.changes:
        record(
            session,
            now=now,
            actor=actor,
            action="register.imported",
            rows=len(rows),
            added=len(summary.added),
            changed=len(changed),
            changes_hash=digest([asdict(change) for change in summary.changes]),
        )
    return summary


def compare(session: Session, rows: list[Row]) -> ImportSummary:
    """What importing the rows would change, without changing it."""
    summary = ImportSummary(rows=len(rows))
    columns = [getattr(Member, name) for name in MEMBER_FIELDS]
    known = {number: tuple(values) for number, *values in session.execute(select(Member.number, *columns))}
    known_movements: dict[str, set[tuple[str, date]]] = {}
    for number, kind, on in session.execute(select(Movement.member, Movement.kind, Movement.on)):
        known_movements.setdefault(number, set()).add((kind, on))

    for row in rows:
        if row.number not in known:
            summary.added.append(row.number)
            continue
        changes = [
            Change(row.number, name, before, getattr(row, name))
            for name, before in zip(MEMBER_FIELDS, known[row.number], strict=True)
            if before != getattr(row, name)
        ]
        before, after = frozenset(known_movements.get(row.number, ())), movements_of(row)
        if before != after:
            changes.append(Change(row.number, "movements", _describe(before), _describe(after)))
        summary.changes.extend(changes)
        summary.unchanged += not changes
    summary.absent = len(known.keys() - {row.number for row in rows})
    return summary


def _member_values(row: Row) -> dict[str, str]:
    return {"number": row.number} | {name: getattr(row, name) for name in MEMBER_FIELDS}


def _describe(movements: Movements) -> str:
    return ", ".join(
        f"{kind} {on:%d/%m/%Y}" for kind, on in sorted(movements, key=lambda movement: movement[1])
    )
