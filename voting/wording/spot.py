"""What is put to the vote during the meeting, in words and in every language."""

from flask_babel import force_locale, gettext, lazy_gettext

from voting.ballot.models import Resolution
from voting.ballot.spot import IfAmended, Spot, if_amended
from voting.languages import LANGUAGES
from voting.wording.languages import in_language

_ = lazy_gettext

NAMES = {
    Spot.CLOSE_DEBATE: _("Close the debate"),
    Spot.SECRET_BALLOT: _("Vote in secret"),
    Spot.CHANGE_ORDER: _("Change the order of the agenda"),
    Spot.SUSPEND: _("Suspend the meeting"),
    Spot.OWN: _("In words of your own"),
    Spot.AMENDMENT: _("Amendment"),
}
ADVANCE = {
    IfAmended.COUNTS: _("If the meeting amends this text, a vote in advance counts for the text as amended."),
    IfAmended.LAPSES: _(
        "If the meeting amends this text, votes in advance lapse: the text as amended is put to the vote "
        "again, and everybody can vote on it."
    ),
}


def spot_titles(spot: Spot, about: Resolution | None) -> dict[str, str]:
    """The title of what is put to the vote, in each language."""
    titles = {}
    for language in LANGUAGES:
        with force_locale(language):
            titles[language] = _title(spot, about)
    return titles


def _title(spot: Spot, about: Resolution | None) -> str:
    if about is None:
        return str(NAMES[spot])
    values = {"number": about.number, "title": in_language(about.title)}
    if spot is Spot.AMENDMENT:
        return str(gettext("Amendment to resolution %(number)s: %(title)s", **values))
    what = str(NAMES[spot])
    return str(gettext("%(what)s – resolution %(number)s: %(title)s", what=what, **values))


def if_amended_sentence(resolution: Resolution) -> str:
    """What becomes of a vote in advance on a motion whose text is amended at the meeting."""
    return str(ADVANCE[if_amended(resolution.if_amended)])


def annulment(resolution: Resolution) -> str:
    """Why a vote is void."""
    if resolution.annulled_by is None:
        return resolution.annulment_reason or ""
    return str(
        gettext(
            "Void by the decision on %(number)s: the resolution was put to the vote again.",
            number=resolution.annulled_by,
        )
    )
