"""The agenda as one member sees it: what can be voted on now, for oneself and for those represented."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from voting.assembly.models import AgendaPoint, Assembly
from voting.assembly.proxies import Represented
from voting.assembly.roll import why_not_entitled
from voting.ballot.agenda import phase_of
from voting.ballot.models import Resolution
from voting.ballot.participation import voted_on
from voting.ballot.reader import PageReader
from voting.discussion.models import Turn
from voting.discussion.speakers import listed
from voting.extensions import db
from voting.installation import now
from voting.web.live import alive_address_of, votes_now_without
from voting.web.member import blueprint
from voting.web.member.proxies import proxies_of_mine, represented_by_me
from voting.web.member.reader import reader_here
from voting.web.member.taking_part import presence_shown
from voting.web.own_words import page_for_many
from voting.web.shared import (
    announced,
    shown_assembly,
    shown_documents,
    shown_points,
    shown_resolutions,
    shown_venues,
)
from voting.wording.languages import language


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """A resolution on the agenda: its ``phase`` (the state, or "advance"), whether I may vote, whether I
    have, for whom I still may, for whom I have, who of them has voted themselves, and the result once it may
    be seen."""

    resolution: Resolution
    phase: str
    entitled: bool
    voted: bool
    voted_by_holder: bool
    waiting: tuple[Represented, ...]
    voted_for: tuple[Represented, ...]
    voted_themselves: tuple[Represented, ...]
    result: dict[str, Any] | None

    @property
    def votable(self) -> bool:
        """Whether the member's own vote can be cast now."""
        return self.entitled and self.phase in ("advance", "open") and not self.voted

    @property
    def open_to_me(self) -> bool:
        """Whether there is a vote that I can cast now, for myself or for somebody represented."""
        return self.votable or bool(self.waiting)


@blueprint.get("/assembly")
def agenda() -> str:
    """The page of my assembly: whether I am entitled, where I am present, what I can vote on, and proxies."""
    assembly, reader = shown_assembly(), reader_here()
    proxies = proxies_of_mine(assembly, reader)
    represented = [grantor for grantor in proxies.grantors if grantor.accepted]
    items = agenda_items_of(assembly, reader, represented, now())
    mine = mine_of(assembly, reader, items, follows=bool(proxies.grantors))
    presence = presence_shown(assembly, reader)
    since = presence.pop("since")
    done = [item.resolution.id for item in items if item.voted or not item.entitled]
    advance_lasts = bool(assembly.advance_closes and now() < assembly.advance_closes)
    own = {"votes_now": votes_now_without(assembly.id, language(), done), "since": since or ""}

    def page() -> dict[str, Any]:
        return {
            "assembly": assembly,
            "entitled": reader.entitled,
            "why_not": None if reader.entitled else why_not_entitled(db.session(), assembly, reader.number),
            "advance_lasts": advance_lasts,
            **_contents(assembly, items),
            **mine,
            **proxies._asdict(),
            **presence,
        }

    if not reader.entitled or reader.proxies or mine["called"]:
        return render_template("member/agenda.html", **own, **page())
    told = (mine["mine_follows"], advance_lasts, *presence.values())
    key = (*told, *((item.phase, item.voted, item.voted_by_holder) for item in items))
    alive = {"alive_address": alive_address_of(reader.stay_online)}
    return page_for_many("member/agenda.html", key, own | alive, page)


def _contents(assembly: Assembly, items: Sequence[AgendaItem]) -> dict[str, Any]:
    """What the page shows of the assembly: its agenda, venues, programme and documents, and the ``contents``
    that are written in some languages."""
    venues, documents, agenda = shown_venues(), shown_documents(), with_points(items)
    return {
        "venues": venues,
        "venue_names": {venue.code: venue.name for venue in venues},
        "agenda": agenda,
        "announced": any(item.result for item in items),
        "programme": [
            {"at": datetime.fromisoformat(entry["at"]), "text": entry["text"]} for entry in assembly.programme
        ],
        "documents": documents,
        "resolutions": [item.resolution for item in items],
        "contents": [
            *(item.title if isinstance(item, AgendaPoint) else item.resolution.title for item in agenda),
            *(entry["text"] for entry in assembly.programme),
            *(files[0].title for files in documents),
        ],
    }


@blueprint.get("/assembly/items")
def agenda_items() -> Response:
    """The agenda alone, for a page that is open; an empty answer (304) where it has not changed."""
    assembly, reader = shown_assembly(), reader_here()
    items = agenda_items_of(assembly, reader, represented_by_me(assembly, reader), now())
    response = make_response(
        render_template("member/items.html", assembly=assembly, agenda=with_points(items))
    )
    response.add_etag()
    return response.make_conditional(request)


@blueprint.get("/assembly/mine")
def mine() -> Response:
    """What waits for me alone, for a page that is open; an empty answer (304) where that has not changed."""
    assembly, reader = shown_assembly(), reader_here()
    items = agenda_items_of(assembly, reader, represented_by_me(assembly, reader), now())
    shown = mine_of(assembly, reader, items, follows=True)
    response = make_response(render_template("member/mine.html", assembly=assembly, **shown))
    response.add_etag()
    return response.make_conditional(request)


def mine_of(
    assembly: Assembly, reader: PageReader, items: Sequence[AgendaItem], *, follows: bool
) -> dict[str, Any]:
    """What waits for a member alone: to speak (``called``), to vote in the place of others (``waiting``), to
    vote ``in_advance``; and the topics that this part of the page follows, none where nothing can come.

    ``follows`` says whether there are proxies. Thousands of pages are open at once: the votes that are open
    to everybody come to all of them in another part, which is made once.
    """
    turn = reader.turn if reader.place else None
    speakers = listed(db.session(), assembly.id) if turn is Turn.SPEAKING else []
    in_advance = [item for item in items if item.phase == "advance" and item.votable]
    topics = ["agenda", "discussion"] if turn else ["agenda"] if follows or in_advance else []
    return {
        "called": next((one for one in speakers if one.member == reader.number and one.speaking), None),
        "waiting": [item for item in items if item.waiting],
        "in_advance": [] if assembly.cancelled_at else in_advance,
        "mine_follows": " ".join(topics),
    }


def with_points(items: Sequence[AgendaItem]) -> list[AgendaItem | AgendaPoint]:
    """The agenda with the points without a vote in their places."""
    return sorted(
        [*shown_points(), *items],
        key=lambda item: item.position if isinstance(item, AgendaPoint) else item.resolution.position,
    )


def agenda_items_of(
    assembly: Assembly, reader: PageReader, grantors: Sequence[Represented], now: datetime
) -> list[AgendaItem]:
    """The agenda as a member sees it at this moment, who may vote for the ``grantors``."""
    voted = _voted_by(assembly, grantors)
    return [_item(assembly, resolution, reader, grantors, voted, now) for resolution in shown_resolutions()]


def item_of(assembly: Assembly, resolution: Resolution, reader: PageReader, now: datetime) -> AgendaItem:
    """The same of one resolution."""
    grantors = represented_by_me(assembly, reader)
    return _item(assembly, resolution, reader, grantors, _voted_by(assembly, grantors), now)


Voted = Mapping[str, Mapping[int, str | None]]
"""On what members have voted, as ``voted_on`` says it."""


def _voted_by(assembly: Assembly, grantors: Sequence[Represented]) -> Voted:
    return voted_on(db.session(), assembly.id, (one.number for one in grantors)) if grantors else {}


def _item(
    assembly: Assembly,
    resolution: Resolution,
    reader: PageReader,
    grantors: Sequence[Represented],
    voted: Voted,
    now: datetime,
) -> AgendaItem:
    phase = phase_of(assembly, resolution, now)
    mine = [grantor for grantor in grantors if grantor.is_for(resolution.number)]
    waiting = [grantor for grantor in mine if resolution.id not in voted[grantor.number]]
    done = [grantor for grantor in mine if resolution.id in voted[grantor.number]]
    own = reader.votes.get(resolution.id)
    return AgendaItem(
        resolution=resolution,
        phase=phase,
        entitled=reader.entitled,
        voted=own is not None,
        voted_by_holder=own is not None and own.holder is not None,
        waiting=tuple(waiting) if phase == "open" else (),
        voted_for=tuple(one for one in done if voted[one.number][resolution.id] == reader.number),
        voted_themselves=tuple(one for one in done if voted[one.number][resolution.id] is None),
        result=announced(resolution),
    )
