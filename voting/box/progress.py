"""How far the ceremony of an assembly is: who has said what in the attempt that counts, and what it has
made."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.box.keysets import latest_keyset
from voting.box.models import CeremonyWord, KeyholderWord, MadeKeys
from voting.sealed.documents import KEYHOLDERS, read_session
from voting.sealed.keys import checked_keys


@dataclass(frozen=True, slots=True)
class CeremonyProgress:
    """An attempt: the names of the five; by their numbers, 1 to 5, who is there (has committed), has shown
    their part, has handed on shares to all others, and is ready. ``digits`` are those of the keys, "" until
    they are made."""

    keyset_id: int
    names: tuple[str, ...]
    there: frozenset[int]
    shown: frozenset[int]
    handed_on: frozenset[int]
    ready: frozenset[int]
    digits: str


def ceremony_progress(session: Session, assembly_id: int) -> CeremonyProgress | None:
    """The attempt that counts; None where there was none."""
    keyset = latest_keyset(session, assembly_id)
    if keyset is None:
        return None
    rows = session.execute(
        select(KeyholderWord.kind, KeyholderWord.keyholder).where(KeyholderWord.keyset_id == keyset.id)
    ).all()
    said = {kind: [number for of, number in rows if of == kind.value] for kind in CeremonyWord}
    shares = said[CeremonyWord.CHANNEL]
    made = session.get(MadeKeys, keyset.id)
    return CeremonyProgress(
        keyset_id=keyset.id,
        names=read_session(bytes(keyset.session)).keyholders,
        there=frozenset(said[CeremonyWord.COMMITMENT]),
        shown=frozenset(said[CeremonyWord.HELLO]),
        handed_on=frozenset(number for number in shares if shares.count(number) == KEYHOLDERS - 1),
        ready=frozenset(said[CeremonyWord.READY]),
        digits=checked_keys(bytes(made.content)).digits if made else "",
    )
