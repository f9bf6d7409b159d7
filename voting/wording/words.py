"""Words for the codes of a vote, where a document or a table is made of them rather than a page."""

from flask_babel import lazy_gettext as _

OUTCOMES = {
    "adopted": _("Adopted"),
    "rejected": _("Rejected"),
    "elected": _("Elected"),
    "none_elected": _("Nobody elected"),
    "tied": _("Tied"),
    "quorum_not_met": _("Quorum not met"),
}
POSITIONS = {"for": _("For"), "against": _("Against"), "abstain": _("Abstain"), "blank": _("Blank")}
STATES = {
    "draft": _("Not put to the vote"),
    "open": _("The vote is still open"),
    "closed": _("Closed; the result has not been announced"),
    "announced": _("Result announced"),
    "annulled": _("Annulled"),
}
CHANNELS = {
    "advance": _("in advance"),
    "online": _("online"),
    "venue": _("in the hall"),
    "paper": _("on paper"),
    "proxy": _("by proxy"),
    "hands": _("by show of hands"),
}
