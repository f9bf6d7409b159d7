"""What somebody at a console has done with a resolution, in a sentence for whoever did the same at once."""

from flask_babel import gettext, lazy_gettext

from voting.ballot.closing_time import ACTOR
from voting.ballot.log import LoggedStep
from voting.ballot.models import Resolution
from voting.wording.languages import clock_time

_ = lazy_gettext

ACTS = {
    "resolution.opened": _("%(name)s opened the vote on resolution %(number)s at %(time)s."),
    "resolution.closed": _("%(name)s closed the vote on resolution %(number)s at %(time)s."),
    "resolution.announced": _("%(name)s announced the result of resolution %(number)s at %(time)s."),
    "resolution.annulled": _("%(name)s annulled the vote on resolution %(number)s at %(time)s."),
    "resolution.put_again": _("%(name)s put resolution %(number)s to the vote again at %(time)s."),
    "resolution.tie_decided": _("%(name)s recorded the casting vote on resolution %(number)s at %(time)s."),
    "resolution.closing_time_set": _(
        "%(name)s changed at %(time)s when the vote on resolution %(number)s closes."
    ),
}


def act_sentence(step: LoggedStep, resolution: Resolution, name: str | None, timezone: str) -> str:
    """Who did what with a resolution, and when; ``name`` is that of the account, None where the log names no
    account. Empty for what no console does."""
    time, number = clock_time(step.at, timezone), resolution.number
    if step.actor == ACTOR:
        return str(
            gettext(
                "The vote on resolution %(number)s closed at its time, %(time)s.", number=number, time=time
            )
        )
    if step.action not in ACTS:
        return ""
    return str(ACTS[step.action]) % {"name": name or step.actor, "number": number, "time": time}
