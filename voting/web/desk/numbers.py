"""The numbers at the top of a door's page: how many are present, here and in all, and the quorums.

They are alike for all phones of a venue that read one language, and so are made once for each version,
however many phones look on (``voting.live.fragments``).
"""

from hmac import compare_digest

from flask import Response, render_template, url_for
from flask_babel import force_locale

from voting.accounts.codes import keyed_hash
from voting.assembly.venues import venues_of
from voting.attendance.conflicts import open_conflicts
from voting.ballot.quorum import quorums_now
from voting.errors import Code, Refused
from voting.extensions import db
from voting.installation import installation_key
from voting.languages import LANGUAGES
from voting.live.answering import DeviceKind, DeviceSource
from voting.live.fragments import fragment
from voting.live.topics import Topic
from voting.web.access import may_open
from voting.web.desk import blueprint
from voting.web.headcounts import headcounts
from voting.web.live import expect_questions, shared
from voting.web.meeting import this_assembly, venue_here
from voting.web.person import person
from voting.wording.languages import language as language_of_reader

TOPICS = (Topic.PRESENCE, Topic.CONFLICTS, Topic.AGENDA)


@blueprint.get("/numbers/<language>/<key>")
def numbers(venue: str, language: str, key: str) -> Response:
    """The part of the page that changes. Raises Refused(not_found)."""
    if language not in LANGUAGES or not compare_digest(key, _key(venue, language)):
        raise Refused(Code.NOT_FOUND)
    expect_questions(DeviceSource(person().assembly_id, venue, DeviceKind.DESK))

    def made() -> str:
        with force_locale(language):
            return render_template("desk/numbers.html", **numbers_values(venue))

    return shared(TOPICS, lambda: fragment(made()))


def numbers_address(venue: str) -> str:
    """The address of that part, in the reader's language. The key in it replaces the check who is asking, at
    each question of each phone: it is another for whoever may settle conflicts, who is shown a link."""
    language = language_of_reader()
    return url_for("desk.numbers", venue=venue, language=language, key=_key(venue, language))


def numbers_values(venue: str) -> dict[str, object]:
    """The values of the template of that part."""
    assembly, session = this_assembly(), db.session()
    present = headcounts().present(session, assembly.id)
    return {
        "venue": venue_here(venue),
        "venues": venues_of(session, assembly.id),
        "present": present,
        "total": sum(present.values()),
        "quorums": quorums_now(session, assembly, headcounts()),
        "conflicts": open_conflicts(session, assembly.id),
        "may_settle": _may_settle(venue),
    }


def _may_settle(venue: str) -> bool:
    return may_open("desk.conflicts", venue)


def _key(venue: str, language: str) -> str:
    of = f"{person().assembly_id}:{venue}:{language}:{_may_settle(venue)}"
    return keyed_hash(installation_key(), "door-numbers", of)[:32]
