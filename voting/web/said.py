"""What is said aloud of the votes of an assembly: hidden sentences of a page, each of which
``static/announce.js`` says once."""

from collections.abc import Sequence

from flask_babel import force_locale
from markupsafe import Markup

from voting.assembly.models import Assembly
from voting.ballot.agenda import resolutions_of
from voting.ballot.models import Resolution, State
from voting.ballot.results import shown_result
from voting.extensions import db
from voting.halls.message import message_on_screen
from voting.halls.screen import changed_at, on_screen
from voting.live.fragments import fragment
from voting.web.live import live
from voting.web.sealed_shown import OF_BOXES, sealed_now
from voting.wording.display import both
from voting.wording.languages import language
from voting.wording.said import Said, said_of, said_of_message

LATEST = 3
"""Of how many resolutions the latest step is said: of those of which something was done last. A page that was
away for a while hears what it missed."""


def said_aloud(assembly_id: int, languages: Sequence[str] = ()) -> Markup:
    """The sentences as HTML, in the language of the page, or each of them in all of ``languages``. They are
    made once after each change, for all pages."""
    codes = tuple(languages) or (language(),)
    name = f"said {assembly_id} {' '.join(codes)}"  # no address: only pages have it
    made = live().fragments.get(name, OF_BOXES, None, lambda: fragment(_said(assembly_id, codes)))
    return Markup(made.body.decode())  # noqa: S704 - made below


def _said(assembly_id: int, languages: Sequence[str]) -> Markup:
    resolutions = resolutions_of(db.session(), assembly_id)
    told = [
        (resolution, shown_result(db.session(), resolution, counts_votes=False))
        for resolution in _latest(resolutions)
    ]
    assembly = db.session.get_one(Assembly, assembly_id)
    _shown, since = on_screen(db.session(), assembly_id, resolutions)
    message = None if assembly.cancelled_at else message_on_screen(db.session(), assembly_id, since)
    by_language: dict[str, list[Said]] = {}
    for code in languages:
        with force_locale(code):
            by_language[code] = [
                said
                for resolution, result in told
                for said in said_of(resolution, result, is_opened=_is_opened(resolution))
            ]
            if message and since:
                by_language[code].append(said_of_message(message, since, assembly.timezone))
    lines = []
    for each in zip(*by_language.values(), strict=True):
        texts = dict(zip(by_language, (said.sentence for said in each), strict=True))
        sentence = both(languages, texts)
        line = Markup('<p hidden data-say="{}" data-from="{}">{}</p>')
        lines.append(line.format(each[0].name, each[0].since, sentence))
    return Markup("").join(lines)


def _is_opened(resolution: Resolution) -> bool:
    """Whether keyholders have opened a box with ballots in it."""
    standing = sealed_now(resolution)
    return standing is not None and standing.is_opened and bool(standing.shared)


def _latest(resolutions: Sequence[Resolution]) -> list[Resolution]:
    """Those of which something was done last, in that order, and all that are open."""
    done = [(moment, resolution) for resolution in resolutions if (moment := changed_at(resolution))]
    in_order = [resolution for _moment, resolution in sorted(done, key=lambda step: step[0])]
    return [item for item in in_order if item in in_order[-LATEST:] or State(item.state) is State.OPEN]
