"""What a member is told of a thing that was given to somebody in their name."""

from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_babel.speaklater import LazyString

from voting.assembly.models import Assembly
from voting.mail.models import Letter, Mail
from voting.wording.languages import in_language, labelled, local_moment

_ = lazy_gettext

SENTENCES: dict[Letter, LazyString] = {
    Letter.CODE_REISSUED: _(
        "Member number %(number)s has been given a new code for the general assembly. "
        "The code that you had no longer works."
    ),
    Letter.PASS_REISSUED: _(
        "Member number %(number)s has been given a new admission pass. The old one no longer works."
    ),
    Letter.SIGNED_IN: _("Somebody, probably you, has signed in as member number %(number)s."),
    Letter.PAPER_GIVEN: _("A paper ballot has been handed out for member number %(number)s."),
    Letter.TABLET_GIVEN: _("A voting tablet has been handed out for member number %(number)s."),
    Letter.PROXY_ENTERED: _("A proxy on paper has been recorded in the name of member number %(number)s."),
    Letter.STAND_IN_ENTERED: _("A proxy on paper has been recorded in the name of member number %(number)s."),
}


def done_in_your_name(mail: Mail, assembly: Assembly, venues: dict[str, dict[str, str]]) -> list[str]:
    """The lines that say what was done, when, and where it was done, in the language of the moment; of the
    assembly's venues the names are given."""
    letter, about = Letter(mail.letter), mail.details
    said: list[tuple[Any, str]] = [(gettext("When"), local_moment(mail.queued_at, assembly.timezone))]
    if about.get("venue") in venues:
        said.append((gettext("Where"), in_language(venues[about["venue"]])))
    if about.get("device"):
        said.append((gettext("Device"), about["device"]))
    first = str(SENTENCES[letter]) % {"number": mail.member}
    if letter is Letter.CODE_REISSUED:
        first += " " + gettext(
            "Your password, your old admission pass and the devices on which you were signed in "
            "no longer work either."
        )
    return [first, *(labelled(label, text) for label, text in said)]
