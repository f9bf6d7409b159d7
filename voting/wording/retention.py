"""Words for the kinds of data that are kept for a time: what each is, and what stays of it."""

from flask_babel import lazy_gettext as _

from voting.retention.rules import DataKind

KINDS = {
    DataKind.CREDENTIALS: (
        _("Codes and passes"),
        _("Members’ codes to sign in with, their links, and their admission passes."),
    ),
    DataKind.SIGN_INS: (
        _("Sign-ins"),
        _("When members signed in, and staff whose access has ended. How many members did is kept."),
    ),
    DataKind.PRESENCE: (
        _("Presence"),
        _(
            "Who was where from when to when: scans at the doors, conflicts, help asked for, tablets handed "
            "over. All counts are kept. Have the attendance list signed and filed with the minutes first."
        ),
    ),
    DataKind.PARTICIPATIONS: (
        _("How members voted, not what"),
        _(
            "Through which channel, in which hall and when each member voted. That they voted, who cast the "
            "vote of another, and all counts are kept. The default is the time in which decisions can be "
            "contested (WVV/CSA, art. 2:42 and following): check it."
        ),
    ),
    DataKind.PROXIES: (
        _("Proxies"),
        _("Who gave whom a proxy, and the scans of those on paper. The counts are kept."),
    ),
    DataKind.LETTERS: (
        _("Letters"),
        _("The letters of the outbox, and their files on the server. How many there were is kept."),
    ),
    DataKind.LOOKS: (_("Consultations of the register"), _("Who on the staff consulted whose data.")),
    DataKind.EVENTS: (
        _("Who came to events"),
        _("Who came to a meeting, workshop, training or other event. How many did is kept."),
    ),
    DataKind.UPLOADS: (
        _("Register files"),
        _("Files that were brought in and neither applied nor put aside."),
    ),
}
"""The name of each kind of data, and a sentence that explains it."""
