"""The texts of an assembly's letters: the office's own where it has written one, else the house's."""

from datetime import datetime
from functools import cache
from pathlib import Path

from sqlalchemy.orm import Session

from voting.audit.chain import digest, record
from voting.database import lock_table
from voting.errors import Code, InvalidFile, Refused
from voting.invitations.models import LetterText
from voting.invitations.texts import TextOf, Told, check_text
from voting.stamp import require_same

OWN_TEXTS = Path(__file__).parent / "texts"
"""The house's texts, a file for each letter and language: the subject, an empty line, the text."""


@cache
def own_text(letter: TextOf | Told, language: str) -> tuple[str, str]:
    """Subject and text of a letter as the house has it, with placeholders."""
    subject, _, body = (OWN_TEXTS / f"{letter.value}-{language}.txt").read_text().partition("\n\n")
    return subject.strip(), body.strip() + "\n"


def letter_text(session: Session, assembly_id: int, letter: TextOf, language: str) -> tuple[str, str]:
    """Subject and text of a letter of an assembly in a language, with placeholders."""
    stored = session.get(LetterText, (assembly_id, letter.value, language))
    return (stored.subject, stored.body) if stored else own_text(letter, language)


def is_changed(session: Session, assembly_id: int, letter: TextOf, language: str) -> bool:
    """Whether the office has written its own text for this letter."""
    return session.get(LetterText, (assembly_id, letter.value, language)) is not None


def require_sound_texts(session: Session, assembly_id: int, letter: TextOf) -> None:
    """Raise Refused(letter_unsound) where the office's own text of a letter, in one of the languages, cannot
    be sent: it may have been written for an earlier assembly."""
    own = session.query(LetterText).filter_by(assembly_id=assembly_id, letter=letter.value)
    unsound = [text.language for text in own if check_text(letter, text.subject, text.body)]
    if unsound:
        raise Refused(Code.LETTER_UNSOUND, letter=letter.value, languages=", ".join(sorted(unsound)))


def store_text(
    session: Session,
    assembly_id: int,
    letter: TextOf,
    language: str,
    subject: str,
    body: str,
    was: str,
    *,
    now: datetime,
    actor: str,
) -> None:
    """Store the office's own text of a letter in the place of the one of which ``was`` is the stamp.

    Raises InvalidFile with every fault; Refused(changed_meanwhile).
    """
    faults = check_text(letter, subject, body)
    if faults:
        raise InvalidFile(faults)
    _require_same(session, assembly_id, letter, language, was)
    session.merge(
        LetterText(
            assembly_id=assembly_id, letter=letter.value, language=language, subject=subject, body=body
        )
    )
    _log(session, assembly_id, letter, language, digest([subject, body]), now, actor)


def restore_text(
    session: Session, assembly_id: int, letter: TextOf, language: str, was: str, *, now: datetime, actor: str
) -> None:
    """Delete the office's own text of a letter, of which ``was`` is the stamp, so that the house's is used.

    Raises Refused(changed_meanwhile).
    """
    _require_same(session, assembly_id, letter, language, was)
    stored = session.get(LetterText, (assembly_id, letter.value, language))
    if stored is not None:
        session.delete(stored)
        _log(session, assembly_id, letter, language, None, now, actor)


def copy_texts(session: Session, source: int, target: int) -> None:
    """Copy the office's texts of the assembly ``source`` to ``target``."""
    for stored in session.query(LetterText).filter_by(assembly_id=source):
        values = {name: getattr(stored, name) for name in ("letter", "language", "subject", "body")}
        session.merge(LetterText(assembly_id=target, **values))


def _require_same(session: Session, assembly_id: int, letter: TextOf, language: str, was: str) -> None:
    lock_table(session, LetterText)
    require_same(letter_text(session, assembly_id, letter, language), was)


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
