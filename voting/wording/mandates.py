"""Words for mandates."""

from flask_babel import lazy_gettext as _

ORIGINS = {"elected": _("elected"), "earlier": _("entered"), "coopted": _("co-opted")}
STANDINGS = {
    "coming": _("yet to begin"),
    "running": _("running"),
    "to_confirm": _("to be confirmed by the next assembly"),
    "ended": _("ended"),
}
ENDED_BY = {
    "resigned": _("resigned as director"),
    "died": _("died"),
    "dismissed": _("dismissed by the assembly"),
    "not_confirmed": _("not confirmed by the assembly"),
}
CHANGES = {**ENDED_BY, "confirmed": _("confirmed by the assembly")}
FORM_FIELDS = {
    "name": _("Name"),
    "mandate": _("Director"),
    "on": _("Day"),
    "ends": _("End of the term"),
    "reason": _("Reason"),
}
"""By name of a field, what it is called beside a fault in it."""
COLUMNS = (
    *(_("Name"), _("Origin"), _("Start of the term"), _("End of the term"), _("Ended on")),
    *(_("Ended by"), _("Reason"), _("Confirmed on"), _("State")),
)
