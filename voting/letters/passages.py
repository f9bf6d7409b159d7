"""The passages that fill the placeholders of an assembly's letters, in the language of the moment."""

from collections.abc import Callable, Iterable
from datetime import datetime

from flask import current_app
from flask_babel import gettext
from sqlalchemy.orm import Session

from voting.assembly.documents import documents_of
from voting.assembly.models import AgendaPoint, Assembly, Document
from voting.assembly.venues import venues_of
from voting.ballot.agenda import agenda_of
from voting.ballot.models import Resolution
from voting.ballot.sealed_keys import told_keys
from voting.box.sealed_page import PAGE_SHA256
from voting.discussion.asking import asking_until
from voting.wording.filling import ngettext
from voting.wording.languages import clock_time, in_language, local_day
from voting.wording.sealed import keys_sentences

AddressOf = Callable[[Document], str]
"""The whole address of a document."""


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


def agenda_lines(session: Session, assembly_id: int) -> str:
    """A line for each point of the agenda, with a vote or without, an election with its candidates; each
    once, however many rounds of voting it has; below them what members are told of sealed votes."""
    points = {point.number: point for point in agenda_of(session, assembly_id)}
    return "\n\n".join(filter(None, (point_lines(points.values()), _seal_lines(session, assembly_id))))


def _seal_lines(session: Session, assembly_id: int) -> str:
    """What is told of the keys where votes are sealed, also to whoever writes the letter anew: it belongs to
    the agenda, without which no convening letter can be."""
    keys = told_keys(session, assembly_id)
    if keys is None:
        return ""
    lines = keys_sentences(keys, PAGE_SHA256)
    published = current_app.config["SEALED_PAGE"]
    return "\n".join([*lines, published] if published else lines)


def point_lines(points: Iterable[AgendaPoint | Resolution]) -> str:
    """A line for each of these points of the agenda."""
    return "\n".join(_point(point) for point in points)


def _point(point: AgendaPoint | Resolution) -> str:
    line = f"{point.number}. {in_language(point.title)}"
    names = ", ".join(option["name"] for option in point.options) if isinstance(point, Resolution) else ""
    return line + " – " + gettext("candidates: %(names)s", names=names) if names else line


def document_lines(
    session: Session,
    assembly: Assembly,
    language: str,
    address_of: AddressOf | None,
    *,
    signs_in: bool = True,
) -> str:
    """A heading, and a line for each document with its address; where there is no ``address_of``, as on
    paper, by name, and how to get them, which depends on whether the reader ``signs_in``. "" where there are
    no documents."""
    documents = documents_of(session, assembly.id)
    if not documents:
        return ""
    lines = []
    for files in documents:
        file = next((file for file in files if file.language == language), files[0])
        lines.append(f"- {in_language(file.title)}" + (f": {address_of(file)}" if address_of else ""))
    if address_of:
        heading = gettext("The documents, which open once you have signed in with your link:")
        return "\n".join([heading, *lines])
    if signs_in:
        ask = gettext("You find them where you sign in. You can also ask us for them on paper.")
    else:
        ask = gettext("Ask us for them, and we send them to you.")
    return "\n".join([gettext("The documents:"), *lines, ask])


def how_online(assembly: Assembly) -> str:
    """How to take part at a distance, step by step."""
    sentences = [
        gettext(
            "You can also take part at a distance, with a phone, tablet or computer that is on the internet."
        ),
        gettext(
            "On the day of the assembly, sign in with your link or your code, and choose “Take part online”. "
            "You then see each vote as soon as it is open, and vote on your screen."
        ),
        gettext("There you can also ask questions, and ask to speak."),
    ]
    if assembly.opens_at:
        opens = clock_time(assembly.opens_at, assembly.timezone)
        sentences.append(gettext("This is possible from %(time)s on that day.", time=opens))
    until = asking_until(assembly.questions_close, assembly.date, assembly.timezone)
    sentences.append(
        gettext(
            "Until %(day)s at %(time)s you can ask questions in writing on the page of your assembly.",
            day=local_day(until, assembly.timezone),
            time=clock_time(until, assembly.timezone),
        )
    )
    if assembly.help:
        sentences.append(in_language(assembly.help))
    if assembly.stream:
        address = in_language(assembly.stream)
        sentences.append(
            gettext(
                "You follow the meeting in the live stream on that page, or at %(address)s", address=address
            )
        )
    return " ".join(sentences)


def proxies(assembly: Assembly) -> str:
    """How to let another member vote, until when, and for how many one member may; "" where nobody can."""
    if not assembly.proxies_per_holder:
        return ""
    if assembly.proxies_close:
        first = gettext(
            "Can you not be there? Until %(day)s at %(time)s you can give another member a proxy, on the "
            "page of your assembly or on paper: that member then votes in your place.",
            day=local_day(assembly.proxies_close, assembly.timezone),
            time=clock_time(assembly.proxies_close, assembly.timezone),
        )
    else:
        first = gettext(
            "Can you not be there? You can give another member a proxy, on the page of your assembly or "
            "on paper: that member then votes in your place."
        )
    most = ngettext(
        "A member can hold %(num)s proxy.",
        "A member can hold at most %(num)s proxies.",
        assembly.proxies_per_holder,
    )
    return f"{first} {most}"


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
