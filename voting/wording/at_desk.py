"""What a steward reads at a desk: why nothing was done for a member, and how namesakes differ."""

from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString

from voting.assembly.search import Apart
from voting.errors import Code, Refused
from voting.wording.refusals import refusal_sentence

_ = lazy_gettext

AT_DESK: dict[Code, LazyString] = {
    Code.ALREADY_VOTED: _("This member has already voted on this resolution. Give them no ballot for it."),
    Code.NOT_OPEN: _(
        "The vote on this resolution is not open now. Choose one that is, or wait for the chair."
    ),
    Code.NOT_PRESENT: _("This member is not checked in here. Check them in first, then come back."),
    Code.UNKNOWN_PASS: _("Nobody has this pass or number. Check it, digit by digit, or type the name."),
    Code.BAD_REQUEST: _("Something is not filled in. Nothing was done: look at each field."),
}
"""What is said otherwise to the one behind the desk than to the member before it."""


def at_desk(refused: Refused) -> str:
    """The sentence about a refusal, for the steward who helps a member."""
    sentence = AT_DESK.get(refused.code)
    return str(sentence) if sentence is not None else refusal_sentence(refused)


def apart_words(apart: Apart | None) -> str:
    """How a member differs from their namesakes: ``4000 · born in 1956``; "" where they have none."""
    if apart is None:
        return ""
    born = gettext("born in %(year)s", year=str(apart.born)) if apart.born else ""
    return " · ".join(filter(None, (apart.postcode, born)))
