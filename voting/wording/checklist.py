"""What an assembly still needs, as sentences."""

from dataclasses import dataclass

from flask_babel import LazyString, lazy_gettext

from voting.ballot.checklist import MUST, Missing, Prepared, missing
from voting.wording.languages import number

_ = lazy_gettext

SENTENCES: dict[Missing, LazyString] = {
    Missing.RESOLUTIONS: _("There is no resolution yet."),
    Missing.PLACEHOLDER_CANDIDATE: _("Name the candidates of resolution %(about)s."),
    Missing.CANDIDATES_FEW: _("Resolution %(about)s has fewer candidates than seats."),
    Missing.GROUP_EMPTY: _(
        "Seats of resolution %(about)s are reserved for a group to which no candidate belongs."
    ),
    Missing.RESERVED_CONTRADICT: _(
        "The rules on reserved seats of resolution %(about)s cannot all be met by people of the groups that "
        "stand."
    ),
    Missing.RESERVED_VACANT: _(
        "The candidates of resolution %(about)s cannot fill all its seats within the rules on reserved "
        "seats: some stay vacant."
    ),
    Missing.RECORD_DATE_AHEAD: _(
        "The record date is still to come: wait until it is there, so that the roll is the one of that day."
    ),
    Missing.RECORD_DATE_LATE: _(
        "The record date is later than the last day on which invitations leave in time, "
        "and the assembly cannot be convened before it."
    ),
    Missing.CLASS_EMPTY: _(
        "Resolution %(about)s demands a quorum in each category, and one category has no members: it can "
        "never be met."
    ),
    Missing.QUORUM_UNREACHABLE: _(
        "Resolution %(about)s demands a quorum of more members than are entitled: it can never be met."
    ),
    Missing.KEYS: _("Keyholders must make the keys before sealed votes are convened: %(about)s"),
    Missing.SHARES_UNKNOWN: _(
        "Resolution %(about)s demands a quorum of shares, and the register does not say how many shares each "
        "member has."
    ),
    Missing.CLASS_SMALL: _(
        "Resolution %(about)s needs the majority in each category, and a category has so few members that "
        "the result can show how they voted. The ballot page says so before anybody votes."
    ),
    Missing.NOBODY_ENTITLED: _("Nobody is entitled: bring in the register of members."),
    Missing.DAY_PAST: _("The day of the assembly has passed."),
    Missing.MANY_PROXIES: _(
        "With so many proxies for one holder, a member can cast more than a tenth of the votes as soon as "
        "fewer than %(about)s members are present or represented: the law does not allow that in a "
        "recognised cooperative (WVV/CSA, art. 8:5)."
    ),
    Missing.NOTICE_LATE: _(
        "The last day on which invitations leave in time has passed: "
        "whoever is invited too late may contest what the assembly decides."
    ),
    Missing.STREAM: _(
        "There is no live stream in every language of the members: who takes part online must be able to "
        "follow the meeting directly and without interruption (WVV/CSA, art. 6:75)."
    ),
    Missing.VENUES: _("There is no venue."),
    Missing.PROGRAMME: _("There is no programme: members do not know when it begins."),
    Missing.DOCUMENTS: _("There are no documents."),
    Missing.DOCUMENT_LANGUAGES: _("Not every document is there in every language of the members."),
    Missing.TITLE_LANGUAGES: _("The title is not there in every language of the members."),
    Missing.RESOLUTION_LANGUAGES: _(
        "Not in every language of the members: the title of resolution %(about)s."
    ),
    Missing.RESOLUTION_TEXTS: _("Not in full in every language of the members: resolution %(about)s."),
    Missing.STATUTES_TEXT: _(
        "Resolution %(about)s needs three quarters or more, as a change of the articles of association does: "
        "members must have its exact text, in each of their languages."
    ),
    Missing.OBJECT_REPORT: _(
        "Resolution %(about)s needs four fifths. If it changes the object, the purposes, the finality or the "
        "values, the board’s detailed report must be in the convocation, else the decision is void: add it "
        "to the documents."
    ),
    Missing.NOTARY: _(
        "Resolution %(about)s needs three quarters or more: a notary must be there if it changes the "
        "articles of association."
    ),
    Missing.STATEMENTS: _("Not every candidate of resolution %(about)s has a statement in every language."),
    Missing.MANDATE_RUNS: _(
        "A candidate of resolution %(about)s has been elected already: "
        "that mandate runs beyond this assembly."
    ),
    Missing.TERMS_SERVED: _(
        "As far as is known here, a candidate of resolution %(about)s has served as many successive terms as "
        "the articles of association allow. Check it, also for terms that are not in the register of "
        "mandates."
    ),
    Missing.ADVANCE: _("There is no voting in advance."),
    Missing.CHAIR: _("No chair has been named yet."),
    Missing.TELLERS: _("There are not two tellers yet: paper ballots are counted twice."),
    Missing.STEWARDS: _("Nobody is at the door of %(about)s."),
    Missing.CONVENED: _("The assembly has not been convened yet."),
    Missing.CONTEXTS: _(
        "Four keyholders must sign before sealed votes can be opened, and before anybody votes on them in "
        "advance: %(about)s"
    ),
    Missing.INVITED: _("The invitations have not been sent yet."),
}


@dataclass(frozen=True, slots=True)
class MissingItem:
    """A sentence about one thing that is missing, which the thing named ``about`` lacks; ``must``: without it
    the assembly cannot be convened."""

    what: Missing
    about: str
    sentence: str
    must: bool


def what_is_missing(prepared: Prepared) -> list[MissingItem]:
    """What the assembly still needs, in the reader's language."""
    return [
        MissingItem(what, about, str(SENTENCES[what]) % {"about": _written(what, about)}, what in MUST)
        for what, about in missing(prepared)
    ]


def _written(what: Missing, about: str) -> str:
    """A number of members as it is written; numbers of resolutions as they are."""
    return number(int(about)) if what is Missing.MANY_PROXIES else about
