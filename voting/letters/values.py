"""The values of the placeholders in an assembly's letters, in the language of the member."""

from datetime import datetime

from flask import current_app
from flask_babel import force_locale, gettext
from sqlalchemy.orm import Session

from voting.assembly.models import Assembly
from voting.assembly.venues import venues_of
from voting.register.models import Member
from voting.register.names import full_name, on_one_line
from voting.wording.languages import clock_time, day, in_language, local_day


def letter_values(
    session: Session, assembly: Assembly, member: Member, code: str, link: str
) -> dict[str, str]:
    """The value of each placeholder for one member; ``link`` is the address that signs in with their
    ``code``."""
    with current_app.test_request_context(), force_locale(member.language):
        return {
            "name": on_one_line(full_name(member.first_name, member.name)),
            "number": member.number,
            "assembly": in_language(assembly.title),
            "date": day(assembly.date),
            "record_date": day(assembly.record_date),
            "venues": venue_lines(session, assembly.id),
            "programme": programme_lines(assembly),
            "advance": advance_sentence(assembly),
            "link": link,
            "code": code,
            "address": current_app.config["ADDRESS"],
        }


def venue_lines(session: Session, assembly_id: int) -> str:
    """A line for each hall, with its address where there is one."""
    venues = venues_of(session, assembly_id)
    return "\n".join(
        "- " + ", ".join(filter(None, (in_language(venue.name), venue.address))) for venue in venues
    )


def programme_lines(assembly: Assembly) -> str:
    """A line for each entry of the programme, and an empty line; "" where there is no programme."""
    entries = [(datetime.fromisoformat(entry["at"]), entry["text"]) for entry in assembly.programme]
    return "".join(f"{clock_time(at, assembly.timezone)}  {in_language(text)}\n" for at, text in entries)


def advance_sentence(assembly: Assembly) -> str:
    """The sentence that says when one can vote in advance; "" where one cannot."""
    if assembly.advance_opens is None or assembly.advance_closes is None:
        return ""
    sentence = gettext(
        "You can vote in advance from %(opens_day)s at %(opens)s until %(closes_day)s at %(closes)s.",
        opens_day=local_day(assembly.advance_opens, assembly.timezone),
        opens=clock_time(assembly.advance_opens, assembly.timezone),
        closes_day=local_day(assembly.advance_closes, assembly.timezone),
        closes=clock_time(assembly.advance_closes, assembly.timezone),
    )
    return f"{sentence}\n"
