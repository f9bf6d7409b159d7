"""The keys of an assembly as members are told of them: who holds them, and their twenty digits."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from voting.ballot.agenda import resolutions_of
from voting.ballot.sealed_rounds import keys_from
from voting.box.keysets import keys_made
from voting.box.models import Keyset
from voting.sealed.documents import read_session


@dataclass(frozen=True, slots=True)
class ToldKeys:
    """For which points of the agenda keys were made (``numbers``), who the ``keyholders`` are, and the digits
    that they have read to each other."""

    numbers: tuple[str, ...]
    keyholders: tuple[str, ...]
    digits: str


def told_keys(session: Session, assembly_id: int) -> ToldKeys | None:
    """What is told of the keys of an assembly; None where nothing of it is sealed, or no keys are made."""
    sealed = [resolution.number for resolution in resolutions_of(session, assembly_id) if resolution.sealed]
    made = keys_made(session, assembly_id) if sealed else None
    if made is None:
        return None
    keyset = session.get_one(Keyset, made.keyset_id)
    keyholders = read_session(bytes(keyset.session)).keyholders
    return ToldKeys(tuple(dict.fromkeys(sealed)), keyholders, keys_from(bytes(made.content)).digits)
