"""The parts of pages that many screens share, and what else pages that follow ask for.

Thousands of screens may ask for a shared part at once, so one that is at hand is answered before Flask is
asked: ``_answer_at_hand`` wraps the application.
"""

import hmac
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from hmac import compare_digest
from typing import TYPE_CHECKING, Any, NamedTuple

from flask import Blueprint, Flask, Response, current_app, render_template, request, url_for
from flask_babel import force_locale
from markupsafe import Markup
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from voting.assembly.models import AgendaPoint, Assembly
from voting.attendance.pages import page_opened
from voting.attendance.presence import online_stay
from voting.ballot.agenda import phase_of, resolutions_of
from voting.ballot.models import Resolution, State
from voting.ballot.turnout import turnout
from voting.clock import Clock
from voting.database import WrittenTables, committed, committing, writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.halls.message import message_on_screen
from voting.halls.screen import on_screen
from voting.installation import installation_key
from voting.installation import now as moment
from voting.languages import LANGUAGES
from voting.live import ticker
from voting.live.answering import Answering, DeviceSource
from voting.live.beats import Task
from voting.live.fragments import Fragment, Fragments, fragment
from voting.live.hub import Hub
from voting.live.kept import Kept
from voting.live.topics import Topic, topics_of
from voting.practice.practice import is_practice_on
from voting.report.minutes import announced_items
from voting.web.addresses import address
from voting.web.each_second import each_second, keep_pages, sign_log, stamp_log, watch_clock
from voting.web.kept import told_version
from voting.web.person import somebody
from voting.web.sealed_shown import sealed_now
from voting.web.security import HEADERS
from voting.web.upgrading import is_of_this_version

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

blueprint = Blueprint("live", __name__)

BY_US = "voting.by_us"
"""What marks a request that this process makes itself."""
NOW = (Topic.AGENDA, Topic.TURNOUT, Topic.BOX)
"""The topics of what is open to vote on, and of the box that is being opened."""


class Live(NamedTuple):
    """The hub of an application, and what it keeps."""

    hub: Hub
    fragments: Fragments
    kept: Kept

    @property
    def answering(self) -> Answering:
        """Which devices of the halls still answer."""
        return self.hub.answering


def live() -> Live:
    """The hub of this application, and what it keeps."""
    found: Live = current_app.extensions["live"]
    return found


@blueprint.get("/live/<int:assembly_id>/<key>/<language>/now")
def votes_now(assembly_id: int, key: str, language: str) -> Response:
    """The part of a page that says what is open to vote on now, and how many have voted: alike for all
    members who read a language.

    Raises Refused(not_found).
    """
    if not compare_digest(key, _key_of(assembly_id)) or language not in LANGUAGES:
        raise Refused(Code.NOT_FOUND)
    return shared(NOW, lambda: fragment(_now(assembly_id, language)))


def votes_now_without(assembly_id: int, language: str, done: Iterable[int]) -> Markup:
    """The same for a page that is being made; what its reader is done with, by id of the resolution, is
    hidden in it."""
    now = now_address(assembly_id, language)
    text = live().fragments.get(now, NOW, None, lambda: fragment(_now(assembly_id, language))).body.decode()
    for resolution_id in done:
        text = text.replace(f'id="now-{resolution_id}"', f'id="now-{resolution_id}" hidden')
    return Markup(text)  # noqa: S704 - a template of ours has made it


def now_address(assembly_id: int, language: str) -> str:
    """The address of ``votes_now``. The key in it replaces the check who is asking, at each question of each
    screen: the part contains only what every member may see."""
    return address("live.votes_now", assembly_id=assembly_id, key=_key_of(assembly_id), language=language)


@blueprint.get("/live/<int:assembly_id>/<key>/<language>/<int:resolution_id>/phase")
def phase(assembly_id: int, key: str, language: str, resolution_id: int) -> Response:
    """Whether a resolution can be voted on now, for a ballot page that is open. Raises Refused(not_found)."""
    if not compare_digest(key, _key_of(assembly_id)) or language not in LANGUAGES:
        raise Refused(Code.NOT_FOUND)
    return shared((Topic.AGENDA,), lambda: fragment(_phase(assembly_id, language, resolution_id)))


def phase_address(resolution: Resolution, language: str) -> str:
    """The address of ``phase``, with a key as in ``now_address``."""
    return url_for(
        "live.phase",
        assembly_id=resolution.assembly_id,
        key=_key_of(resolution.assembly_id),
        language=language,
        resolution_id=resolution.id,
    )


@blueprint.get("/live/<int:assembly_id>/<key>/<language>/results")
def results(assembly_id: int, key: str, language: str) -> Response:
    """All results that have been announced, for a page of them that is open. Raises Refused(not_found)."""
    if not compare_digest(key, _key_of(assembly_id)) or language not in LANGUAGES:
        raise Refused(Code.NOT_FOUND)
    return shared((Topic.AGENDA,), lambda: fragment(_results(assembly_id, language)))


def results_address(assembly_id: int, language: str) -> str:
    """The address of ``results``, with a key as in ``now_address``."""
    return url_for("live.results", assembly_id=assembly_id, key=_key_of(assembly_id), language=language)


def _results(assembly_id: int, language: str) -> str:
    assembly = db.session.get_one(Assembly, assembly_id)
    with force_locale(language):
        items = announced_items(db.session(), assembly_id)
        told = [(item.resolution, item.result) for item in items]
        return render_template("live/results.html", assembly=assembly, items=items, told=told)


def _phase(assembly_id: int, language: str, resolution_id: int) -> str:
    resolution = db.session.get(Resolution, resolution_id)
    if resolution is None or resolution.assembly_id != assembly_id:
        raise Refused(Code.NOT_FOUND)
    assembly = db.session.get_one(Assembly, assembly_id)
    with force_locale(language):
        phase_now = phase_of(assembly, resolution, moment())
        return render_template("live/phase.html", resolution=resolution, phase_now=phase_now)


@blueprint.get("/live/alive/<int:stay>/<key>")
def alive(stay: int, key: str) -> Response:
    """A page says that it is open, which keeps a stay at a distance: an empty answer. This process hears of
    the page for the first time; later it is answered at once. Raises Refused: not_found; not_taking_part
    where the stay has ended."""
    if not compare_digest(key, _key("alive", stay)):
        raise Refused(Code.NOT_FOUND)
    with writing(db.session()) as session:
        if not page_opened(session, stay, now=moment()):
            raise Refused(Code.NOT_TAKING_PART)
    live().hub.pages.expect(request.path, stay, moment())
    return Response(status=204)


def alive_address() -> str | None:
    """The address at which a page of whoever is signed in says that it is open; None where they do not take
    part at a distance. The key in it replaces the check who is asking."""
    who = somebody()
    if who is None or who.member is None:
        return None
    return alive_address_of(online_stay(db.session(), who.assembly_id, who.member)) or None


def alive_address_of(stay: int | None) -> str:
    """The same of a stay at a distance; "" where there is none."""
    return "" if stay is None else address("live.alive", stay=stay, key=_key("alive", stay))


def _key_of(assembly_id: int) -> str:
    return _key("now", assembly_id)


def _key(of: str, number: int) -> str:
    return hmac.digest(installation_key(), f"live {of} {number}".encode(), "sha256").hex()[:32]


def _now(assembly_id: int, language: str) -> str:
    with force_locale(language):
        resolutions = resolutions_of(db.session(), assembly_id)
        assembly = db.session.get_one(Assembly, assembly_id)
        shown, since = on_screen(db.session(), assembly_id, resolutions)
        return render_template(
            "live/now.html",
            assembly=assembly,
            message=None if assembly.cancelled_at else message_on_screen(db.session(), assembly_id, since),
            point=shown if isinstance(shown, AgendaPoint) else None,
            practice=is_practice_on(db.session(), assembly_id),
            open=[
                (item, turnout(db.session(), item.id).total)
                for item in resolutions
                if State(item.state) is State.OPEN
            ],
            boxes=[
                (item, standing)
                for item in resolutions
                if State(item.state) is State.CLOSED and (standing := sealed_now(item)) and standing.box
            ],
        )


def expect_questions(source: DeviceSource) -> None:
    """From now on, take a request for the path of this one as a question of a device; it has asked now."""
    if BY_US not in request.environ:
        live().answering.expect(request.path, source)


def shared(topics: Sequence[Topic], make: Callable[[], Fragment]) -> Response:
    """The fragment for this address, which is alike for everybody who may open it; kept until a topic
    changes."""
    told = told_version(request.environ)
    return _answer(live().fragments.get(request.path, topics, told, make))


def _answer(fragment: Fragment) -> Response:
    response = Response(fragment.body, mimetype="text/html")
    response.headers.update(_headers(fragment))
    response.make_conditional(request)
    return response


def _headers(fragment: Fragment) -> dict[str, str]:
    now = current_app.extensions["clock"]()
    return {"ETag": fragment.etag, "Server-Time": str(round(now.timestamp() * 1000)), **fragment.headers}


def _answer_at_hand(application: "WSGIApplication", known: Live, clock: Clock) -> "WSGIApplication":
    """Wrap an application so that fragments that are kept are answered at once."""

    def answer(asked: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if asked["REQUEST_METHOD"] != "GET":
            return application(asked, start_response)
        if known.hub.pages.hear(asked["PATH_INFO"], clock()) and not known.hub.cut_off:
            start_response("204 No Content", list({**HEADERS, "Cache-Control": "no-store"}.items()))
            return []
        fragment = known.fragments.find(asked["PATH_INFO"], told_version(asked))
        if fragment is None:
            return application(asked, start_response)
        known.answering.hear_path(asked["PATH_INFO"])
        headers = {
            **HEADERS,
            **fragment.headers,
            "ETag": fragment.etag,
            "Cache-Control": "no-store",
            "Server-Time": str(round(clock().timestamp() * 1000)),
        }
        if asked.get("HTTP_IF_NONE_MATCH") == fragment.etag:
            start_response("304 Not Modified", list(headers.items()))
            return []
        headers |= {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(fragment.body))}
        start_response("200 OK", list(headers.items()))
        return [fragment.body]

    return answer


def start_live(app: Flask, alive: Callable[[], bool]) -> None:
    """Start to tell the open screens of this process what changes, and to do what is due each second, for as
    long as ``alive()``."""

    found: Live = app.extensions["live"]

    def do_what_is_due() -> None:
        with app.app_context():
            if is_of_this_version():
                each_second()
                keep_pages(found.hub.pages)
        found.hub.beats.beat(Task.VOTES)

    def sign() -> None:
        with app.app_context():
            sign_log()
        found.hub.beats.beat(Task.SIGNING)

    def stamp() -> None:
        with app.app_context():
            stamp_log()
        found.hub.beats.beat(Task.STAMPING)

    with app.app_context():
        with suppress(SQLAlchemyError):  # it is told when it is tried again
            watch_clock()
        url = db.engine.url
    for task in Task:
        found.hub.beats.beat(task)
    postgresql = url.get_backend_name() == "postgresql"
    direct = app.config["DIRECT_DATABASE_URL"] or url.render_as_string(hide_password=False)
    address = direct if postgresql else url.database or ""
    ticker.start_ticking(found.hub, address, postgresql, alive, do_what_is_due, sign, stamp)


def init_app(app: Flask) -> None:
    """Give an application its hub, which is told of each commit."""
    hub = Hub(clock=app.extensions["clock"])
    with app.app_context():
        engine = db.engine
    known = Live(hub, Fragments(hub, app.extensions["clock"]), Kept(hub, engine))
    app.extensions["live"] = known

    def tell_others(_engine: Any, session: Session, written: WrittenTables) -> None:
        topics = topics_of(written)
        if topics and not hub.ticking:
            ticker.tell_with_commit(session, hub.next_versions(topics))

    def tell(_engine: Any, written: WrittenTables) -> None:
        hub.commits += 1
        hub.touch(topics_of(written))

    committing.connect(tell_others, sender=engine)
    committed.connect(tell, sender=engine)
    app.extensions["live_tell"] = (tell_others, tell)  # the signals alone would forget them
    app.wsgi_app = _answer_at_hand(app.wsgi_app, known, app.extensions["clock"])  # type: ignore[assignment, method-assign]
