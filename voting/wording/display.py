"""The words on the screen in the hall, which has one or two languages at once."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import force_locale, gettext, lazy_gettext
from markupsafe import Markup

from voting.wording.filling import ngettext
from voting.wording.languages import day, decimal, in_language, number
from voting.wording.words import CHANNELS, OUTCOMES, POSITIONS

_ = lazy_gettext

WORDS: dict[str, Any] = {
    **CHANNELS,
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
    "by_proxy": _("by proxy"),
    "forgotten": _("in another way"),
    "present": _("Taking part now"),
    "break": _("Break"),
    "goes_on_at": _("We go on at %(time)s"),
    "has_floor": _("Has the floor"),
    "speaks_next": _("Next: %(name)s"),
    "next": _("Now being discussed"),
    "open": _("Vote now"),
    "closed": _("The vote is closed"),
    "counting": _("The result follows."),
    "announced": _("Result"),
    "annulled": _("This vote is void"),
    "sealed_vote": _("Sealed vote"),
    "unsealed_vote": _("No longer sealed"),
    "votes_sealed": _(
        "Votes are sealed: nobody opens a single one. Keyholders open the sum of all, after the vote."
    ),
    "votes_unsealed": _(
        "Votes on this point are no longer sealed: the server keeps them locked, and counts."
    ),
    "box_checked": _("Keyholders who have checked the box"),
    "box_signed": _("Keyholders who have signed it"),
    "box_shared": _("Keyholders who have sent their share"),
    "box_waits": _("The keyholders compare these digits with their own, and open the box together."),
    "box_empty": _("There is nothing to open. The result follows."),
    "box_opened": _("The keyholders have opened the box. The result follows."),
    "raise_hands": _("Show of hands: raise your hand when the chair asks. Who is online votes on the phone."),
    "log": _("Audit log"),
    "void_by": _("By decision %(number)s; the resolution is put to the vote again"),
    "closes_in": _("Closes in"),
    "round": _("Round %(number)s"),
    "as_of": _("As at %(time)s"),
    "quorum_members": _("Counted towards the quorum: %(present)s of the %(needed)s members that are needed"),
    "quorum_shares": _("Counted towards the quorum: %(present)s of the %(needed)s shares that are needed"),
    "practice": _("Practice: does not count"),
    "practice_title": _("Practice vote: fruit on the table in the break"),
    "practice_how": _("Vote on your phone, or on a tablet in the hall."),
    "practice_over": _("The practice vote is over. It decides nothing."),
    "live_waits": _("Choices are shown once there are enough ballots."),
    **POSITIONS,
    **OUTCOMES,
    "several_elected": _("Elected candidates"),
    "tied_for_seats": _("Equal votes for the last seats"),
    "eliminated": _("Eliminated"),
    "not_elected": _("Not elected"),
    "of_each": _("Bars: votes for. Percentages: of the votes for and against each candidate."),
    "narrowest": _("The narrowest comparisons"),
    "to_decide": _("The votes are equal: a new round follows."),
    "equals_rejected": _("With equal votes nobody is elected to these seats."),
    "how_irv_at_once": _("More than half of the ballots have this first choice."),
    "how_irv": _(
        "The last round: whoever had fewest was eliminated, and those ballots passed to their next choice, "
        "until somebody had more than half."
    ),
    "how_stv": _(
        "Whoever reaches the quota is elected; the votes above it, and those of whoever is eliminated, pass "
        "to the next choices."
    ),
    "of_quota": _("Votes at the end of the count. The line is the quota: %(quota)s."),
    "how_schulze": _("The candidates were compared two by two: %(name)s is preferred to each of the others."),
    "how_schulze_circle": _(
        "The candidates were compared two by two. Nobody is preferred to each of the others, so the "
        "narrowest wins were set aside: %(name)s is ahead."
    ),
    "how_schulze_tied": _("The candidates were compared two by two, and nobody is ahead."),
    "no_ranking": _("No ballot ranks any candidate, so nobody is elected."),
}
NUMBERED: dict[str, Callable[[int], str]] = {
    "of_entitled": lambda number: ngettext(
        "of %(num)s entitled member", "of %(num)s entitled members", number
    ),
    "box_closed": lambda number: ngettext(
        "The box is closed: %(num)s sealed ballot", "The box is closed: %(num)s sealed ballots", number
    ),
    "box_paper": lambda number: ngettext("%(num)s vote on paper", "%(num)s votes on paper", number),
    "practised": lambda number: ngettext(
        "Practised so far: %(num)s time", "Practised so far: %(num)s times", number
    ),
    "live": lambda number: ngettext(
        "Choices so far, of %(num)s ballot", "Choices so far, of %(num)s ballots", number
    ),
    "elected_for": lambda number: ngettext("Elected for %(num)s year", "Elected for %(num)s years", number),
    "base_for_against": lambda number: ngettext(
        "Percentages and bars of the %(num)s vote for or against",
        "Percentages and bars of the %(num)s votes for and against",
        number,
    ),
    "base_cast": lambda number: ngettext(
        "Percentages and bars of the %(num)s vote cast, abstentions included",
        "Percentages and bars of the %(num)s votes cast, abstentions included",
        number,
    ),
    "base_present": lambda number: ngettext(
        "Percentages and bars of the %(num)s member present or represented",
        "Percentages and bars of the %(num)s members present or represented",
        number,
    ),
    "base_entitled": lambda number: ngettext(
        "Percentages and bars of the %(num)s entitled member",
        "Percentages and bars of the %(num)s entitled members",
        number,
    ),
    "of_ballots": lambda number: ngettext(
        "Percentages and bars of the %(num)s ballot, blank ones included",
        "Percentages and bars of the %(num)s ballots, blank ones included",
        number,
    ),
    "of_continuing": lambda number: ngettext(
        "Percentages and bars of the %(num)s ballot that counts in the last round; the line is half of them",
        "Percentages and bars of the %(num)s ballots that count in the last round; the line is half of them",
        number,
    ),
    "vacant": lambda number: ngettext("%(num)s seat stays vacant", "%(num)s seats stay vacant", number),
}
"""The sentences about a number of things, by that number."""


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


def back(languages: Sequence[str]) -> list[str]:
    """In each of the languages the sentence that says aloud that the connection is back."""
    return list(each(languages, lambda: gettext("The connection is back.")).values())


def both(languages: Sequence[str], words: Any, **values: Any) -> Markup:
    """A text in each of the languages, as HTML elements of one line; once, where the languages say the same.

    ``words`` is a key of ``WORDS`` or, with its ``number``, of ``NUMBERED``, or a text by language.
    ``values`` are filled in, whole numbers as each language writes them.
    """
    said: dict[str, str] = {}
    for language in languages:
        text = in_each([language], words, **values)[0]
        if text not in said.values():
            said[language] = text
    parts = (Markup('<span lang="{}">{}</span>').format(code, text) for code, text in said.items())
    return Markup('<span class="both">{}</span>').format(Markup(" ").join(parts))


def in_each(languages: Sequence[str], words: Any, **values: Any) -> list[str]:
    """The same as plain texts, one for each language."""
    return list(each(languages, lambda: _said(words, values)).values())


def _said(words: Any, values: Mapping[str, Any]) -> str:
    if isinstance(words, Mapping):
        return in_language(words)
    if words in NUMBERED:
        return NUMBERED[words](values["number"])
    return str(WORDS[words]) % {name: _written(value) for name, value in values.items()}


def _written(value: Any) -> str:
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Decimal):
        return decimal(str(value))
    return number(value) if isinstance(value, int) else str(value)
