"""Who arrives at the doors of a process at the same time is let in together: what their passes say, who they
are and what becomes of each is read and written for all in one transaction, with one durable commit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from voting.attendance.attention import Met, met_at_doors
from voting.attendance.door_acts import Arrival, AtDoor, do_at_doors
from voting.attendance.passes import PassRead, read_passes
from voting.attendance.rules import DoorAct
from voting.attendance.scan_log import Scan
from voting.database import writing
from voting.database_errors import is_duplicate
from voting.errors import Refused
from voting.together import Together


@dataclass(frozen=True, slots=True)
class Comer:
    """Somebody who arrives: the ``scan``, of the number that was typed or, with the text of a pass, of
    whoever that ``token`` belongs to."""

    scan: Scan
    token: str | None = None


@dataclass(frozen=True, slots=True)
class LetIn:
    """What a door is answered about somebody who has come: the ``member`` by number, and who they are; None
    where that has not been read, or nobody has the number."""

    arrival: Arrival
    member: str
    met: Met | None = None


class Doors:
    """Lets in those who arrive at the doors of one process; those of each assembly wait by themselves."""

    def __init__(self, engine: Engine, key: bytes) -> None:
        self._engine, self._key = engine, key
        self._together = Together(self._let_in)

    @property
    def waiting(self) -> int:
        """How many scans wait."""
        return self._together.waiting

    def let_in(self, comer: Comer) -> LetIn:
        """Hand somebody over, and wait until their arrival is durably noted. Raises Refused as
        :func:`let_in_together`, and busy as :meth:`voting.together.Together.ask`."""
        return self._together.ask(comer, comer.scan.assembly_id)

    def _let_in(self, comers: Sequence[Comer]) -> list[LetIn | Refused]:
        try:
            return self._try(comers)
        except IntegrityError as error:
            if len(comers) > 1 or not is_duplicate(error):
                raise
        return self._try(comers)  # another process was faster with this very scan, and has answered it

    def _try(self, comers: Sequence[Comer]) -> list[LetIn | Refused]:
        with Session(self._engine) as session, writing(session):
            return let_in_together(session, self._key, comers)


def let_in_together(session: Session, key: bytes, comers: Sequence[Comer]) -> list[LetIn | Refused]:
    """Note arrivals at one assembly within the writing transaction that the caller commits: as if each were
    noted by itself, in their order. Returns what each door is answered, or why it is refused: unknown_pass,
    other_assembly, and as :func:`voting.attendance.door_acts.do_at_doors`. Raises Refused as that."""
    assembly_id = comers[0].scan.assembly_id
    passes = read_passes(session, key, assembly_id, {comer.token for comer in comers if comer.token})
    read = [passes[comer.token] if comer.token else PassRead(comer.scan.member, False) for comer in comers]
    acts = [
        AtDoor(_scan_of(comer, whose), DoorAct.IN, whose.revoked)
        for comer, whose in zip(comers, read, strict=True)
        if isinstance(whose, PassRead)
    ]
    met = met_at_doors(session, assembly_id, {act.scan.member for act in acts})
    arrivals = iter(do_at_doors(session, acts)) if acts else iter(())
    answers = list[LetIn | Refused]()
    for whose in read:
        arrival = whose if isinstance(whose, Refused) else next(arrivals)
        if isinstance(arrival, Refused):
            answers.append(arrival)
        elif isinstance(whose, PassRead):
            answers.append(LetIn(arrival, whose.member, met.get(whose.member)))
    return answers


def _scan_of(comer: Comer, whose: PassRead) -> Scan:
    return replace(comer.scan, member=whose.member, by_pass=comer.token is not None)
