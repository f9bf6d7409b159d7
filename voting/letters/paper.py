"""Preparing letters on paper: one PDF for each language, in the order of the post, each letter
with its code."""

import os
from collections.abc import Callable, Iterator
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import force_locale, gettext
from sqlalchemy.orm import Session

from voting.accounts.credentials import code_of
from voting.assembly.models import Assembly, ConveningStep
from voting.cooperative.models import Cooperative
from voting.cooperative.stored import the_cooperative
from voting.database import writing
from voting.installation import installation_key, now
from voting.invitations.models import LetterPrint
from voting.invitations.paper import paper_recipients, told_recipients
from voting.invitations.queue import ensure_codes
from voting.invitations.texts import TextOf, Told
from voting.letters.addresses import address_of
from voting.letters.compose import told, written
from voting.letters.sample import SAMPLE_CODE, sample_letter, sample_member
from voting.qr import qr_path
from voting.register.address import address_lines
from voting.register.models import Member
from voting.register.names import full_name, on_one_line
from voting.report.typeset import pages_of, typeset
from voting.wording.cooperative import letterhead
from voting.wording.languages import day

CHUNK = 50
"""After so many letters the number done is stored."""


def directory_of(letter_print: LetterPrint) -> Path:
    """The directory of a preparation's files, in that of the installation, readable by its owner alone."""
    return Path(current_app.instance_path) / "letters" / f"{letter_print.assembly_id}-{letter_print.id}"


def set_letters(
    session: Session,
    print_id: int,
    directory: Path,
    *,
    actor: str,
    progress: Callable[[int], object] = lambda done: None,
) -> list[Path]:
    """Write all letters of a preparation, storing how far it is; returns the files
    ``letters-LANGUAGE.pdf``."""
    with writing(session):
        begun = session.get_one(LetterPrint, print_id)
        assembly_id, letter, wave = begun.assembly_id, begun.letter, begun.wave
        if letter == TextOf.PAPER:
            ensure_codes(session, installation_key(), assembly_id, now=now(), actor=actor)
    assembly = session.get_one(Assembly, assembly_id)
    if letter == TextOf.PAPER:
        recipients = paper_recipients(session, assembly_id)
        letters_to = partial(_letters, session, assembly)
    else:
        recipients = told_recipients(session, assembly_id, letter, wave)
        step = session.get_one(ConveningStep, wave)
        letters_to = partial(_letters_about, session, assembly, Told(letter), step)
    cooperative = the_cooperative(session)
    by_language = sorted(recipients, key=lambda member: member.language)  # keeps the order of the post
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    files: list[Path] = []
    done = 0
    for language, members in groupby(by_language, key=lambda member: member.language):
        letters: list[dict[str, Any]] = []
        for made in letters_to(members):
            letters.append(made)
            done += 1
            if done % CHUNK == 0:
                progress(CHUNK)
                _note(session, print_id, done)
        files.append(_write(directory / f"letters-{language}.pdf", _pdf(language, letters, cooperative)))
    progress(done % CHUNK)
    with writing(session):
        finished = session.get_one(LetterPrint, print_id)
        finished.done, finished.total, finished.moved_at, finished.finished_at = done, done, now(), now()
    return files


def sample_sheet(
    session: Session, assembly: Assembly, language: str, kind: TextOf = TextOf.PAPER
) -> dict[str, Any]:
    """The values of a PDF with the one letter that an invented member would get, or (``kind``) somebody
    convened without a vote."""
    text = sample_letter(session, assembly, kind, language)
    member = sample_member(language)
    guest = kind is TextOf.GUEST
    letter = _without_code(member, *text) if guest else _letter(member, *text, SAMPLE_CODE)
    return _sheet(language, [letter], the_cooperative(session))


def _pdf(language: str, letters: list[dict[str, Any]], cooperative: Cooperative | None) -> bytes:
    """The PDF of letters in one language; ``pages``, of the longest, are those of one of each kind."""
    sheet = _sheet(language, letters, cooperative)
    one_of_each = {bool(letter["code"]): letter for letter in letters}.values()
    pages = max((pages_of("letters", sheet | {"letters": [letter]}) for letter in one_of_each), default=1)
    return typeset("letters", sheet | {"pages": pages})


def _letters(session: Session, assembly: Assembly, members: Iterator[Member]) -> Iterator[dict[str, Any]]:
    for member in list(members):
        if not member.number:
            yield _without_code(member, *written(session, assembly, TextOf.GUEST, member, ""))
            continue
        code = code_of(session, installation_key(), assembly.id, member.number)
        if code is not None:
            yield _letter(member, *written(session, assembly, TextOf.PAPER, member, code), code)


def _letter(member: Member, subject: str, text: str, code: str) -> dict[str, Any]:
    size, path = qr_path(address_of("entrance.invitation", code=code))
    return _without_code(member, subject, text) | {"code": code, "qr": {"size": size, "path": path}}


def _without_code(member: Member, subject: str, text: str) -> dict[str, Any]:
    return {
        "to": _addressed(member),
        "subject": subject,
        "paragraphs": [paragraph.split("\n") for paragraph in text.strip().split("\n\n")],
        "code": "",
        "number": member.number,
    }


def _letters_about(
    session: Session, assembly: Assembly, letter: Told, step: ConveningStep, members: Iterator[Member]
) -> Iterator[dict[str, Any]]:
    """Letters about a step; they have no code, which stands in the invitation."""
    for member in list(members):
        yield _without_code(member, *told(session, assembly, letter, step, member))


def _addressed(member: Member) -> list[str]:
    """The lines of a member's address, as they stand in the window of an envelope."""
    lines = (
        full_name(member.first_name, member.name),
        member.representative,
        *address_lines(
            *(member.street, member.box, member.postcode, member.municipality),
            *(member.country, member.language),
        ),
    )
    return [line for line in map(on_one_line, lines) if line]


def _sheet(language: str, letters: list[dict[str, Any]], cooperative: Cooperative | None) -> dict[str, Any]:
    with current_app.test_request_context(), force_locale(language):
        return {
            "language": language,
            "title": gettext("Invitations"),
            "alt": gettext("QR code with my personal link"),
            "code_label": gettext("Your code"),
            "number_label": gettext("Member number"),
            "date": day(now().date()),
            "address": current_app.config["ADDRESS"],
            "letterhead": letterhead(cooperative),
            "logo": list(cooperative.logo) if cooperative and cooperative.logo else [],
            "pages": 1,
            "letters": letters,
        }


def _write(path: Path, pdf: bytes) -> Path:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pdf)
    return path


def _note(session: Session, print_id: int, done: int) -> None:
    with writing(session):
        moved = session.get_one(LetterPrint, print_id)
        moved.done, moved.moved_at = done, now()
