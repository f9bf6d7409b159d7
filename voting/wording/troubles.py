"""What members report of the connection, in words for the chair, the member and the minutes."""

from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString

from voting.discussion.models import Trouble
from voting.discussion.troubles import TroubleRound
from voting.wording.attendance import Venues, place_name
from voting.wording.filling import ngettext
from voting.wording.languages import clock_time

_ = lazy_gettext

KINDS: dict[Trouble, LazyString] = {
    Trouble.HEAR: _("I cannot hear"),
    Trouble.SEE: _("I cannot see"),
    Trouble.VOTE: _("I cannot vote"),
}


def trouble_told(one: TroubleRound, venues: Venues, timezone: str) -> str:
    """How many members reported what, from where and from when to when: one line."""
    members = ngettext("%(num)s member", "%(num)s members", one.members)
    first, last = clock_time(one.first, timezone), clock_time(one.last, timezone)
    times = first if first == last else f"{first} – {last}"
    return f"“{KINDS[one.kind]}”: {members}, {place_name(one.place, venues)}, {times}"


def told_with_end(one: TroubleRound, venues: Venues, timezone: str) -> str:
    """The same, and since when it is solved."""
    if one.solved_at is None:
        end = gettext("no end noted")
    else:
        end = gettext("solved at %(time)s", time=clock_time(one.solved_at, timezone))
    return f"{trouble_told(one, venues, timezone)}; {end}"
