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
    Code.SECOND_PERSON: _(
        "Only you have checked this member in, by number. Scan their pass, or let another member of staff compare the identity card and check them in too, on a device on which they are signed in; then come back."
    ),
    Code.UNKNOWN_PASS: _("Nobody has this pass or number. Check it, digit by digit, or type the name."),
    Code.BAD_REQUEST: _("Something is not filled in. Nothing was done: look at each field."),
    Code.INVALID_PROXY: _(
        "This proxy cannot be entered. The holder must be another member who is entitled to vote, and no other proxy of this member may stand."
    ),
    Code.PROXY_LIMIT: _(
        "This person already holds as many proxies as one may hold (%(limit)s). The member must choose somebody else."
    ),
    Code.PROXIES_CLOSED: _(
        "Proxies could be given until %(moment)s. The member can still vote, online or in a hall."
    ),
    Code.PROXY_USED: _(
        "This proxy has been voted with, so it can no longer be taken back. On what is still to come, whoever votes first counts: the member or the holder."
    ),
    Code.NO_PROXY: _("No proxy of this member stands now. Nothing was changed."),
    Code.CHANGED_MEANWHILE: _(
        "Somebody has changed this meanwhile. Nothing was saved: compare what stands now, then decide again."
    ),
}
"""What is said otherwise to the one behind the desk than to the member before it."""

IN_FORM: dict[str, dict[Code, LazyString]] = {
    "enrol": {
        Code.LINK_EXPIRED: _(
            "This code does not work: it is wrong, has been used, or is older than half an hour. Check it, or ask for a new one at the desk."
        )
    },
    "event": {Code.UNKNOWN_PASS: _("Nobody has this pass or number. Check it, digit by digit.")},
    "stand-in": {
        Code.INVALID_PROXY: _(
            "Write the name as it stands on the identity card. No other proxy of this member may stand."
        )
    },
}
"""By the name of a form at a desk, what is said otherwise of that one."""


def at_desk(refused: Refused, form: str = "") -> str:
    """The sentence about a refusal of a form, for the steward who helps a member."""
    return refusal_sentence(refused, AT_DESK | IN_FORM.get(form, {}))


def apart_words(apart: Apart | None) -> str:
    """How a member differs from their namesakes: ``4000 · born in 1956``; "" where they have none."""
    if apart is None:
        return ""
    born = gettext("born in %(year)s", year=str(apart.born)) if apart.born else ""
    return " · ".join(filter(None, (apart.postcode, born)))
