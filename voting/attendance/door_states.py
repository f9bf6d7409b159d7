"""What changes during the day, for the phones at the doors: who is where, and whom to mind.

A phone that says up to where it knows is told what has changed since (``voting.attendance.changes``). To any
other the places of everybody are given, as they were when this process last read them all, and what has
changed since then: so that forty phones that are opened in the rush do not have them read forty times.
"""

import json
import threading
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from voting.attendance.changes import Changes, changes_after
from voting.attendance.door_roll import everybodys_places, whom_to_mind
from voting.attendance.presence import places_of


@dataclass(frozen=True, slots=True)
class _Read:
    """The places of everybody as JSON, as they were after the entry ``seq`` of the log."""

    seq: int
    places: str


class DoorStates:
    """What one process gives the phones of each assembly."""

    def __init__(self) -> None:
        self._read: dict[int, _Read] = {}
        self._reading = threading.Lock()

    def since(self, session: Session, key: bytes, assembly_id: int, seq: int | None) -> str:
        """What a phone is told that knows everything up to the entry ``seq`` of the log (None: nothing), as
        JSON.

        ``seq``: up to where it knows now; ``moved``: by number where those are now who may have gone
        elsewhere (null: nowhere); what ``whom_to_mind`` gives, where anything of that may be another. To
        whoever knows too little: ``places`` as ``everybodys_places``, from which those have ``moved``.
        """
        changes, read = changes_after(session, assembly_id, seq), None
        if changes.members is None:
            read, changes = self._everybody(session, assembly_id)
        members = changes.members or frozenset()
        found = places_of(session, assembly_id, sorted(members)) if members else {}
        told: dict[str, Any] = {
            "seq": changes.seq,
            "moved": {member: found.get(member) for member in sorted(members)},
        }
        if changes.mind or read:
            told |= whom_to_mind(session, key, assembly_id)
        text = json.dumps(told, separators=(",", ":"))
        return f'{text[:-1]},"places":{read.places}}}' if read else text

    def _everybody(self, session: Session, assembly_id: int) -> tuple[_Read, Changes]:
        """The places of everybody, with what has changed since they were read; read anew where that cannot be
        told."""
        with self._reading:
            read = self._read.get(assembly_id)
            changes = changes_after(session, assembly_id, read.seq if read else None)
            if read is None or changes.members is None:
                places = json.dumps(everybodys_places(session, assembly_id), separators=(",", ":"))
                read = self._read[assembly_id] = _Read(changes.seq, places)
                changes = Changes(changes.seq, frozenset(), mind=True)
            return read, changes
