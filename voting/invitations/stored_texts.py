"""The texts of an assembly's letters as they are stored; the house's own where the office has none."""

from datetime import datetime
from functools import cache
from pathlib import Path

from sqlalchemy.orm import Session

from voting.audit.chain import digest, record
from voting.errors import InvalidFile
from voting.invitations.models import LetterText
from voting.invitations.texts import TextOf, check_text

OWN_TEXTS = Path(__file__).parent / "texts"
"""A file for each letter and language: the subject, an empty line, the text."""


@cache
def own_text(letter: TextOf, language: str) -> tuple[str, str]:
    """Subject and text of a letter as the house has it."""
    subject, _, body = (OWN_TEXTS / f"{letter.value}-{language}.txt").read_text().partition("\n\n")
    return subject.strip(), body.strip() + "\n"


def letter_text(session: Session, assembly_id: int, letter: TextOf, language: str) -> tuple[str, str]:
    """Subject and text of a letter in a language, for an assembly."""
    stored = session.get(LetterText, (assembly_id, letter.value, language))
    return (stored.subject, stored.body) if stored else own_text(letter, language)


def is_changed(session: Session, assembly_id: int, letter: TextOf, language: str) -> bool:
    """Whether the office has written its own text."""
    return session.get(LetterText, (assembly_id, letter.value, language)) is not None


def store_text(
    session: Session,
    assembly_id: int,
    letter: TextOf,
    language: str,
    subject: str,
    body: str,
    *,
    now: datetime,
    actor: str,
) -> None:
    """Keep a text for an assembly. Raises InvalidFile with every fault of it."""
    faults = check_text(letter, subject, body)
    if faults:
        raise InvalidFile(faults)
    session.merge(
        LetterText(
            assembly_id=assembly_id, letter=letter.value, language=language, subject=subject, body=body
        )
    )
    _log(session, assembly_id, letter, language, digest([subject, body]), now, actor)


def restore_text(
    session: Session, assembly_id: int, letter: TextOf, language: str, *, now: datetime, actor: str
) -> None:
    """Go back to the house's own text."""
    stored = session.get(LetterText, (assembly_id, letter.value, language))
    if stored is not None:
        session.delete(stored)
        _log(session, assembly_id, letter, language, None, now, actor)


def copy_texts(session: Session, source: int, target: int) -> None:
    """Take an earlier assembly's texts over for a new one."""
    for stored in session.query(LetterText).filter_by(assembly_id=source):
        values = {name: getattr(stored, name) for name in ("letter", "language", "subject", "body")}
        session.merge(LetterText(assembly_id=target, **values))


def _log(
    session: Session,
    assembly_id: int,
    letter: TextOf,
    language: str,
    text_hash: str | None,
    now: datetime,
    actor: str,
) -> None:
    record(
        session,
        now=now,
        actor=actor,
        action="letter.text_changed",
        assembly=assembly_id,
        letter=letter.value,
        language=language,
        text=text_hash,
    )
