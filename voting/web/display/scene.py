"""A scene of the screen in the hall: all that it shows at one moment, and from when on it does."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, partial
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from voting.assembly.models import AgendaPoint, Assembly, ConveningStep
from voting.assembly.steps import standing_step
from voting.assembly.today import today_at
from voting.assembly.venues import venues_of
from voting.ballot.agenda import agenda_of, resolutions_of
from voting.ballot.models import Resolution, State
from voting.cooperative.stored import the_cooperative
from voting.discussion.speakers import listed
from voting.halls.displays import wifi_text
from voting.halls.message import Message, message_on_screen
from voting.halls.models import Display
from voting.halls.pages import in_pages
from voting.halls.places import people_by_place
from voting.halls.screen import on_screen
from voting.installation import now
from voting.practice.practice import practice_of
from voting.qr import qr_address
from voting.web.display.blocks import Block, Section, pages_of, text_sections
from voting.web.display.item import Viewer, item_pages, shown_texts
from voting.web.display.practice import practice_scene
from voting.web.display.room import COLUMN, HEAD, LINE, SCREEN, below_title, is_long, lines_of
from voting.web.display.sealed import seal_badge
from voting.web.headcounts import headcounts
from voting.wording.display import both, each, in_each
from voting.wording.halls import halls_changed
from voting.wording.languages import clock_time

LEAD = timedelta(seconds=1)
"""How long after a step all displays show it, at the same instant: each has this time to fetch it."""
TURN = timedelta(seconds=10)
"""How long each of several pages is shown."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What a display shows: the name of the scene, the moment from which it is shown, and the values of its
    template."""

    name: str
    shown_from: datetime | None
    values: dict[str, Any]

    @property
    def headers(self) -> dict[str, str]:
        """The headers that tell the page which scene it is, and when to show it (milliseconds since 1970)."""
        return {"Scene": self.name, "Shown-From": str(milliseconds(self.shown_from) or 0)}


def milliseconds(moment: datetime | None) -> int | None:
    """A moment as clocks in pages take it: milliseconds since 1970."""
    return round(moment.timestamp() * 1000) if moment else None


def scene_of(session: Session, display: Display) -> Scene:
    """What a display shows now."""
    assembly = session.get_one(Assembly, display.assembly_id)
    resolutions = resolutions_of(session, assembly.id)
    shown, since = on_screen(session, assembly.id, resolutions)
    if assembly.cancelled_at is not None:
        shown = None
    message = message_on_screen(session, assembly.id, since) if assembly.cancelled_at is None else None
    speakers = listed(session, assembly.id)
    speaking = next((one for one in speakers if one.speaking), None)
    step = standing_step(session, assembly) if shown is None else None
    practice = practice_of(session, assembly.id)
    practises = practice is not None and (since is None or practice.changed_at > since)
    if practice is not None and practises:
        since = practice.changed_at
    moment = since + LEAD + timedelta(seconds=display.delay) if since else None
    values: dict[str, Any] = {
        "assembly": assembly,
        "cooperative": the_cooperative(session),
        "display": display,
        "both": partial(both, display.languages),
        "place_name": partial(_place_name, venues_of(session, assembly.id), display.languages),
        "speaker": speaking,
        "speaks_next": next((one for one in speakers if not one.speaking), None) if speaking else None,
        "begins": milliseconds(moment) or 0,
        "turn": TURN // timedelta(milliseconds=1),
    }
    if practice is not None and practises:
        name, own = f"practice-{practice.is_on}", practice_scene(practice, display.languages)
    elif isinstance(shown, Resolution):
        name, own = f"{shown.id}-{shown.state}", _item(session, shown, display, bool(speaking))
    elif shown is not None:
        name, own = f"point-{shown.position}", _point(shown, display, bool(speaking))
    elif message is not None:
        name, own = f"message-{milliseconds(since)}", _message(message, assembly, display)
    elif step is not None and not _is_over(step, assembly):
        name, own = f"step-{step.id}", _step(assembly, step, display)
    else:
        name, own = "welcome", _welcome(session, assembly, display)
    return Scene(name, moment, values | own)


def _is_over(step: ConveningStep, assembly: Assembly) -> bool:
    """Whether the day has come to which the assembly was postponed."""
    return step.kind == "postponed" and today_at(assembly.timezone, now()) >= assembly.date


def _place_name(venues: list[Any], languages: list[str], place: str) -> Any:
    """The name of a place, as ``voting.halls.places`` knows it, in the languages of the screen."""
    names = {venue.code: venue.name for venue in venues}
    return both(languages, names.get(place, place))


def _item(session: Session, current: Resolution, display: Display, somebody_speaks: bool) -> dict[str, Any]:
    room = below_title(current.title, display.languages, speakers=int(somebody_speaks))
    venues = [venue.code for venue in venues_of(session, current.assembly_id)]
    state = State(current.state)
    return {
        **_titled(current.title, display.languages),
        "kind": state.value,
        "current": current,
        "number": current.number,
        "state": "next" if state is State.DRAFT else state.value,
        "round": current.round,
        "seal": seal_badge(current, display.languages),
        "until": milliseconds(current.closes_at) if state is State.OPEN else None,
        "entitled": session.get_one(Assembly, current.assembly_id).entitled or 0,
        "pages": item_pages(session, current, Viewer(display.languages, room, venues)),
        **_address(),
    }


def _point(point: AgendaPoint, display: Display, somebody_speaks: bool) -> dict[str, Any]:
    room = below_title(point.title, display.languages, speakers=int(somebody_speaks))
    texts = shown_texts(point.text or {}, display.languages)
    return {
        **_titled(point.title, display.languages),
        "kind": "draft",
        "number": point.number,
        "state": "next",
        "pages": _pages(text_sections(texts, room), room),
    }


def _message(message: Message, assembly: Assembly, display: Display) -> dict[str, Any]:
    """A message of the chair's, or a break, and when the meeting goes on."""
    languages = display.languages
    sections: list[Section] = []
    if message.until is not None:
        until = both(languages, "goes_on_at", time=clock_time(message.until, assembly.timezone))
        sections.append((Block("until", until, 6 * LINE, str(milliseconds(message.until))),))
    title = both(languages, message.texts or "break")
    return {"kind": "message", "title": title, "pages": _pages(sections, SCREEN - HEAD)}


def _step(assembly: Assembly, step: ConveningStep, display: Display) -> dict[str, Any]:
    """What changed of the notice: that the assembly is postponed or cancelled, and why."""
    languages = display.languages
    sections: list[Section] = []
    if step.kind == "postponed":
        sections.append((Block("outcome", both(languages, "new_day", day=assembly.date), 3 * LINE),))
    halls = each(languages, lambda: halls_changed(step))
    room = SCREEN - HEAD - 5 * LINE
    for texts in (shown_texts(step.reason, languages), {code: text for code, text in halls.items() if text}):
        sections += text_sections(texts, room)
    title = both(languages, step.kind)
    return {"kind": "step", "title": title, "pages": _pages(sections, room)}


def _titled(title: dict[str, str], languages: list[str]) -> dict[str, Any]:
    return {"title": both(languages, title), "long": is_long(title, languages)}


def _pages(sections: list[Section], room: int) -> list[list[Block]]:
    return [[block for section in page for block in section] for page in pages_of(sections, room)]


def _address() -> dict[str, str]:
    address = current_app.config["ADDRESS"]
    return {
        "address": address.removeprefix("https://").removeprefix("http://"),
        "address_qr": _drawn(address),
    }


@cache
def _drawn(address: str) -> str:
    """The QR code of the installation's address: drawn once."""
    return qr_address(address)


def _welcome(session: Session, assembly: Assembly, display: Display) -> dict[str, Any]:
    """How to sign in and who takes part; then what comes, on pages of its own."""
    languages = display.languages
    present = headcounts().present(session, assembly.id)
    represented = headcounts().count(session, assembly.id).here - sum(present.values())
    venues = [venue.code for venue in venues_of(session, assembly.id)]
    entries = [(datetime.fromisoformat(one["at"]), one["text"]) for one in assembly.programme]
    agenda = [
        (item.number, item.title)
        for item in agenda_of(session, assembly.id)
        if isinstance(item, AgendaPoint) or item.as_convened
    ]
    room = SCREEN - HEAD - 3 * LINE

    def size(entry: tuple[Any, dict[str, str]]) -> int:
        return 2 + LINE * sum(lines_of(text, 2 * COLUMN - 8) for text in in_each(languages, entry[1]))

    welcome = Block("welcome", people_by_place(present, max(0, represented), venues), room)
    words = "programme" if entries else "agenda"
    return {
        "kind": "welcome",
        "title": both(languages, "welcome"),
        "pages": [
            [welcome],
            *([Block(words, page, room)] for page in in_pages(entries or agenda, room - 2 * LINE, size)),
        ],
        "wifi_qr": qr_address(wifi_text(display)) if display.wifi_name else None,
        **_address(),
    }
