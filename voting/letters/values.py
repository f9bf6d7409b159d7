"""The values of the placeholders in an assembly's letters, in the language of the member."""

from collections.abc import Iterable

from flask import current_app
from flask_babel import force_locale
from sqlalchemy.orm import Session

from voting.assembly.models import Assembly, Document
from voting.ballot.models import Resolution
from voting.invitations.texts import TextOf
from voting.letters.addresses import address_of
from voting.letters.kept import kept
from voting.letters.passages import (
    advance_sentence,
    agenda_lines,
    document_lines,
    how_online,
    point_lines,
    programme_lines,
    proxies,
    venue_lines,
)
from voting.register.models import Member
from voting.register.names import full_name, on_one_line
from voting.wording.languages import day, in_language


def letter_values(
    session: Session,
    assembly: Assembly,
    letter: TextOf,
    member: Member,
    code: str,
    to_vote: Iterable[Resolution] = (),
) -> dict[str, str]:
    """The value of each placeholder for one member, who signs in with a ``code``; ``to_vote`` are the points
    on which a reminder asks them to vote."""
    signs_in = letter is not TextOf.GUEST
    leads_to = {"to": "vote"} if letter is TextOf.REMINDER else {}
    language = member.language
    shared = kept(
        session,
        lambda: _shared_values(session, assembly, letter, language),
        *("values", assembly.id, letter, language),
    )
    with current_app.test_request_context(), force_locale(language):
        points = point_lines(to_vote)
    return shared | {
        "name": on_one_line(full_name(member.first_name, member.name)),
        "number": member.number,
        "to_vote": points,
        "link": address_of("entrance.invitation", code=code, **leads_to) if signs_in else "",
        "code": code,
    }


def _shared_values(session: Session, assembly: Assembly, letter: TextOf, language: str) -> dict[str, str]:
    """The values that are the same for every member who reads a language."""
    with current_app.test_request_context(), force_locale(language):
        linked = None if letter in (TextOf.PAPER, TextOf.GUEST) else _document_address
        signs_in = letter is not TextOf.GUEST
        return {
            "assembly": in_language(assembly.title),
            "date": day(assembly.date),
            "record_date": day(assembly.record_date),
            "agenda": agenda_lines(session, assembly.id),
            "how_online": how_online(assembly),
            "documents": document_lines(session, assembly, language, linked, signs_in=signs_in),
            "proxies": proxies(assembly),
            "venues": venue_lines(session, assembly.id),
            "programme": programme_lines(assembly),
            "advance": advance_sentence(assembly),
            "address": current_app.config["ADDRESS"],
        }


def _document_address(document: Document) -> str:
    return address_of("member.document", document_id=document.id)
