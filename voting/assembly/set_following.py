"""Saying how an assembly is followed from a distance: until it ends, since addresses are known late."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.assembly.following import Following, read_following
from voting.assembly.models import Assembly
from voting.audit.chain import record
from voting.definition import DefinitionTable
from voting.errors import Fault, InvalidFile
from voting.stamp import require_same


def following_of(assembly: Assembly) -> Following:
    """How an assembly is followed."""
    return Following(dict(assembly.stream), dict(assembly.help))


def set_following(
    session: Session, assembly_id: int, values: Mapping[str, Any], was: str, *, now: datetime, actor: str
) -> None:
    """Set what is said of it, from a table such as that of a file. ``was`` is the stamp of what it said.

    Raises InvalidFile with every fault; Refused(changed_meanwhile).
    """
    faults: list[Fault] = []
    found = read_following(DefinitionTable(dict(values), "", faults))
    if faults:
        raise InvalidFile(faults)
    assembly = session.scalars(select(Assembly).where(Assembly.id == assembly_id).with_for_update()).one()
    require_same([assembly.stream, assembly.help], was)
    assembly.stream, assembly.help = found.stream, found.help
    record(
        session, now=now, actor=actor, action="assembly.following", assembly=assembly_id, stream=found.stream
    )
