"""The words on the screen in the hall, which has one or two languages at once."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import force_locale, lazy_gettext
from markupsafe import Markup

from voting.wording.languages import day, in_language, number
from voting.wording.words import OUTCOMES, POSITIONS

_ = lazy_gettext

WORDS: dict[str, Any] = {
    "welcome": _("Welcome"),
    "cancelled": _("This assembly has been cancelled"),
    "postponed": _("This assembly has been postponed"),
    "taken_back": _("The notice of this assembly has been withdrawn"),
    "new_day": _("It is held on %(day)s"),
    "sign_in": _("Vote with your phone"),
    "sign_in_how": _("Scan, and sign in with the code of your invitation."),
    "wifi": _("Wi-Fi in this hall"),
    "wifi_network": _("Network: %(name)s"),
    "wifi_password": _("Password: %(password)s"),
    "programme": _("Programme"),
    "agenda": _("Agenda"),
    "online": _("online"),
    "in_advance": _("in advance"),
    "present": _("Taking part now"),
    "has_floor": _("Has the floor"),
    "next": _("Now being discussed"),
    "open": _("Vote now"),
    "closed": _("The vote is closed"),
    "counting": _("The result follows."),
    "announced": _("Result"),
    "annulled": _("This vote is void"),
    "raise_hands": _("Show of hands: raise your hand when the chair asks. Who is online votes on the phone."),
    "void_by": _("By decision %(number)s; the resolution is put to the vote again"),
    "of_entitled": _("of %(number)s entitled members"),
    "closes_in": _("Closes in"),
    "round": _("Round %(number)s"),
    "as_of": _("As at %(time)s"),
    "quorum_members": _("Counted towards the quorum: %(present)s of the %(needed)s members that are needed"),
    "quorum_shares": _("Counted towards the quorum: %(present)s of the %(needed)s shares that are needed"),
    "live": _("Choices so far, of %(number)s ballots"),
    "live_waits": _("Choices are shown once there are enough ballots."),
    **POSITIONS,
    **OUTCOMES,
    "elected_for_a_year": _("elected for one year"),
    "elected_for": _("elected for %(number)s years"),
    "base_for_against": _("Percentages and bars of the %(number)s votes for and against"),
    "base_cast": _("Percentages and bars of the %(number)s votes cast, abstentions included"),
    "base_present": _("Percentages and bars of the %(number)s members present or represented"),
    "base_entitled": _("Percentages and bars of the %(number)s entitled members"),
    "of_ballots": _("Percentages and bars of the %(number)s ballots, blank ones included"),
    "of_each": _("Percentages and bars of the votes for and against each candidate"),
    "vacant": _("Seats left vacant: %(number)s"),
    "to_decide": _("The votes are equal: a new round follows."),
}


def each(languages: Sequence[str], make: Callable[[], str]) -> dict[str, str]:
    """What ``make`` returns in each of the languages, by language."""
    said = {}
    for language in languages:
        with force_locale(language):
            said[language] = make()
    return said


def as_of(languages: Sequence[str]) -> list[str]:
    """In each of the languages the sentence that says of what time a state on the screen is; the page puts
    the time into it."""
    return list(each(languages, lambda: str(WORDS["as_of"]) % {"time": "{time}"}).values())


def both(languages: Sequence[str], words: Any, **values: Any) -> Markup:
    """A text in each of the languages, as HTML elements of one line; once, where the languages say the same.

    ``words`` is a key of ``WORDS``, or a text by language. ``values`` are filled in, whole numbers as each
    language writes them.
    """
    said: dict[str, str] = {}
    for language in languages:
        with force_locale(language):
            if isinstance(words, Mapping):
                text = in_language(words)
            else:
                text = str(WORDS[words]) % {name: _written(value) for name, value in values.items()}
        if text not in said.values():
            said[language] = text
    parts = (Markup('<span lang="{}">{}</span>').format(code, text) for code, text in said.items())
    return Markup('<span class="both">{}</span>').format(Markup(" ").join(parts))


def _written(value: Any) -> str:
    if isinstance(value, date):
        return day(value)
    return number(value) if isinstance(value, int) else str(value)
