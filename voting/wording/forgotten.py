"""Sentences that say that data have been removed because their period was over."""

from datetime import datetime

from flask_babel import lazy_gettext as _

from voting.retention.rules import DataKind
from voting.wording.languages import local_day

SENTENCES = {
    DataKind.CREDENTIALS: _(
        "The codes and admission passes of this assembly were removed on %(day)s, when their period was over."
    ),
    DataKind.SIGN_INS: _(
        "The names of those who had signed in were removed on %(day)s, when their period was over. The "
        "number was kept."
    ),
    DataKind.PRESENCE: _(
        "The names of those who were present, and where, were removed on %(day)s, when their period was "
        "over. The counts were kept: they are in the minutes."
    ),
    DataKind.PARTICIPATIONS: _(
        "Through which channel and when each member voted was removed on %(day)s, when the period was over. "
        "The counts were kept. Who has voted and is on no other list is shown as having voted in advance."
    ),
    DataKind.PROXIES: _(
        "The names of those who gave or held a proxy were removed on %(day)s, when their period was over. "
        "The counts were kept: they are in the minutes."
    ),
    DataKind.LETTERS: _(
        "The letters of this assembly were removed on %(day)s, when their period was over. Their numbers "
        "were kept."
    ),
    DataKind.LOOKS: _("Older entries were removed on %(day)s, when their period was over."),
    DataKind.EVENTS: _(
        "The names of those who came to older events were removed on %(day)s, when their period was over. "
        "The numbers were kept."
    ),
    DataKind.UPLOADS: _("Files that were never applied were removed on %(day)s, when their period was over."),
}


def forgotten_sentence(kind: DataKind, at: datetime, timezone: str) -> str:
    """The sentence that data of a kind have been removed, with the day, in the given time zone."""
    return str(SENTENCES[kind]) % {"day": local_day(at, timezone)}
