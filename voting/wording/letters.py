"""What became of a letter, in words."""

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from voting.invitations.invitees import Capacity

_ = lazy_gettext

LETTER_FAULTS: dict[str, LazyString] = {
    "no_address": _("The member has no e-mail address any more."),
    "odd_address": _(
        "No letter can be sent to this e-mail address. "
        "Correct it in the register; whoever is convened without a vote is removed and entered again."
    ),
    "no_code": _("The member has no code. Give a new one at the help desk."),
    "not_written": _(
        "This letter could not be made: something in it is unusual. Check the name and the address in the "
        "register; it is tried again automatically."
    ),
    "no_international": _(
        "Before the @ of this address are letters that our mail server cannot send to. "
        "Ask the member for another address, or write to them on paper."
    ),
    "complained": _(
        "The provider of this mailbox reports that the member marked this letter as unwanted. Ask the member "
        "whether they want to be written to on paper."
    ),
    "too_large": _("Our mail server takes no letter of this size. Shorten its text, then send it again."),
}
"""By the code that the outbox keeps; whatever else it keeps are the words of the mail server."""

CAPACITIES: dict[Capacity, LazyString] = {
    Capacity.DIRECTOR: _("director"),
    Capacity.AUDITOR: _("auditor of the accounts"),
    Capacity.GUEST: _("guest"),
}


def letter_fault(fault: str) -> str:
    """Why a letter has not left, for the office."""
    return str(LETTER_FAULTS.get(fault, fault))
