"""Whether everything is well, in words for the chair and the office: by subject what is good, and for each
fault what it means and what to do."""

from collections.abc import Iterable
from typing import NamedTuple

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

_ = lazy_gettext


class Subject(NamedTuple):
    """What is looked at: its name, what is said where it is well, and by code what where it is not."""

    name: LazyString
    well: LazyString
    faults: dict[str, LazyString]


_UPGRADE = _(
    "The software and the database are of different versions, and nobody can vote. Call whoever looks after the server."
)
_SAVES_NOTHING = _(
    "The database saves nothing, so that nobody can vote. What was acknowledged is counted. Wait or extend the vote, and call whoever looks after the server at once."
)
SUBJECTS: dict[str, Subject] = {
    "voting": Subject(
        _("Voting"),
        _("Votes can be cast."),
        {
            "ballot_key_wrong": _(
                "On some resolutions no vote can be taken, because a key is missing on the server. Do not open a vote; call whoever looks after the server."
            ),
            "secret_key_changed": _(
                "The codes and passes that were given do not work, because a key on the server is another than before. Call whoever looks after the server before you give new ones."
            ),
            "migrations_pending": _UPGRADE,
            "schema_newer": _UPGRADE,
            "columns_missing": _UPGRADE,
            "closing_behind": _(
                "Votes do not close by themselves now. Close them by hand, and call whoever looks after the server."
            ),
        },
    ),
    "screens": Subject(
        _("Screens"),
        _("Screens and phones show what happens."),
        {
            "screens_behind": _(
                "Some screens and phones may stand still. Reload them; votes are counted all the same. Call whoever looks after the server."
            )
        },
    ),
    "letters": Subject(
        _("Letters"),
        _("Letters leave by e-mail."),
        {
            "letters_stopped": _(
                "No letters leave now. They are saved, and leave when it is mended. Give codes at the help desk meanwhile."
            ),
            "letters_late": _(
                "A letter has been waiting for more than ten minutes. Give codes at the help desk meanwhile, and tell whoever looks after the server."
            ),
        },
    ),
    "work": Subject(
        _("Long work"),
        _("Reports, lists and files are made."),
        {
            "jobs_stopped": _(
                "Reports, lists and files are not made now. What was asked for is saved, and is made when it is mended."
            )
        },
    ),
    "log": Subject(
        _("Audit log"),
        _("Every step is signed."),
        {
            "log_not_signed": _(
                "The log has not been signed since the last step. Votes are counted all the same: tell whoever looks after the server."
            ),
            "log_key_changed": _(
                "The log is signed with another key than before. Votes are counted all the same: tell whoever looks after the server."
            ),
            "log_not_stamped": _(
                "A signed step has no time stamp yet. Votes are counted all the same: tell whoever looks after the server."
            ),
        },
    ),
    "clock": Subject(
        _("Clock"),
        _("The clock runs evenly, and votes close at their time."),
        {
            "clock_jumped": _(
                "The clock of the server was set. No vote closes by itself until it is right again: close votes by hand."
            )
        },
    ),
    "disk": Subject(
        _("Disk"),
        _("There is room for all that is saved."),
        {
            "disk_low": _(
                "There is little room left on the server. Votes are counted; tell whoever looks after the server today."
            ),
            "disk_full": _(
                "There is no room left on the server, so that nothing can be saved. What was acknowledged is counted. Wait or extend the vote, and call whoever looks after the server at once."
            ),
        },
    ),
    "database": Subject(
        _("Database"),
        _("What is done is saved."),
        {
            "database_unusable": _(
                "The database does not answer, so that nobody can vote. What was acknowledged is counted. Wait or extend the vote, and call whoever looks after the server at once."
            ),
            "database_read_only": _SAVES_NOTHING,
            "database_locked": _SAVES_NOTHING,
        },
    ),
}
"""By subject, in the order in which they are told."""


class Stands(NamedTuple):
    """How a subject stands: its name, whether it is well, and what is said of it."""

    subject: str
    name: LazyString
    is_well: bool
    sentences: list[LazyString]


def how_all_stands(codes: Iterable[str]) -> list[Stands]:
    """How each subject stands where these faults are found."""
    found = set(codes)
    return [
        Stands(key, subject.name, not wrong, wrong or [subject.well])
        for key, subject in SUBJECTS.items()
        for wrong in [_without_twins(text for code, text in subject.faults.items() if code in found)]
    ]


def fault_told(code: str) -> LazyString:
    """What a fault means and what to do."""
    return next(subject.faults[code] for subject in SUBJECTS.values() if code in subject.faults)


def _without_twins(texts: Iterable[LazyString]) -> list[LazyString]:
    return list({id(text): text for text in texts}.values())
