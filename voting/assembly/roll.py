"""Freezing the roll: who is entitled, fixed at the record date, counted and hashed."""

from sqlalchemy import Select, exists, func, insert, select
from sqlalchemy.orm import Session

from voting.assembly.models import Assembly, RollEntry
from voting.audit.chain import digest
from voting.database import in_chunks
from voting.register.membership import members_on
from voting.register.models import Category, Member


def freeze_roll(session: Session, assembly: Assembly) -> None:
    """Write the assembly's roll from the register, with its size and hash."""
    entitled = sorted(tuple(row) for row in session.execute(members_on(assembly.record_date)))
    rows = [
        {"assembly_id": assembly.id, "member": number, "category": category} for number, category in entitled
    ]
    for chunk in in_chunks(rows):
        session.execute(insert(RollEntry), chunk)
    assembly.entitled = len(entitled)
    assembly.roll_hash = roll_hash(entitled)


def roll_hash(entries: list[tuple[str, ...]]) -> str:
    """The hash of a roll: SHA-256 of the canonical JSON of its sorted [number, category] pairs."""
    return digest([list(entry) for entry in sorted(entries)])


def is_entitled(session: Session, assembly_id: int, member: str) -> bool:
    """Whether the member is on the assembly's roll."""
    query = exists().where(RollEntry.assembly_id == assembly_id, RollEntry.member == member).select()
    return bool(session.scalar(query))


def names_on_roll(assembly_id: int) -> Select[str, str, str, str]:
    """A query for (number, name, first name, language) of everyone on the roll."""
    return (
        select(Member.number, Member.name, Member.first_name, Member.language)
        .join(RollEntry, RollEntry.member == Member.number)
        .where(RollEntry.assembly_id == assembly_id)
    )


def entitled_by_class(session: Session, assembly_id: int) -> dict[str, int]:
    """How many members of each category are on the roll."""
    rows = session.execute(
        select(RollEntry.category, func.count().label("members"))
        .where(RollEntry.assembly_id == assembly_id)
        .group_by(RollEntry.category)
    )
    counted = {row.category: row.members for row in rows}
    return {category.value: counted.get(category.value, 0) for category in Category}
