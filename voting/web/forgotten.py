"""What a page says about details that have been removed because their period was over."""

from datetime import datetime

from flask import Flask
from flask_babel import lazy_gettext as _

from voting.assembly.models import Assembly
from voting.extensions import db
from voting.retention.forgotten import forgotten_at
from voting.retention.rules import DataKind
from voting.web.languages import local_day

SENTENCES = {
    DataKind.CREDENTIALS: _(
        "The codes and admission passes of this assembly were removed on %(day)s, when their period was over."
    ),
    DataKind.SIGN_INS: _(
        "Who had signed in was removed on %(day)s, when its period was over. The number was kept."
    ),
    DataKind.PRESENCE: _(
        "Who was present where was removed on %(day)s, when its period was over. The counts were kept: "
        "they are in the minutes."
    ),
    DataKind.PROXIES: _(
        "Who gave whom a proxy was removed on %(day)s, when its period was over. The counts were kept: "
        "they are in the minutes."
    ),
    DataKind.LETTERS: _(
        "The letters of this assembly were removed on %(day)s, when their period was over. Their numbers "
        "were kept."
    ),
    DataKind.LOOKS: _("Older looks were removed on %(day)s, when their period was over."),
    DataKind.EVENTS: _(
        "Who came to older events was removed on %(day)s, when its period was over. The numbers were kept."
    ),
    DataKind.UPLOADS: _("Files that were never applied were removed on %(day)s, when their period was over."),
}
OF_NO_ASSEMBLY = (DataKind.LOOKS, DataKind.EVENTS, DataKind.UPLOADS)


def forgotten_sentence(kind: DataKind, at: datetime, timezone: str) -> str:
    """That a kind of data was removed, and on which day."""
    return str(SENTENCES[kind]) % {"day": local_day(at, timezone)}


def forgotten_note(name: str, assembly: Assembly) -> str | None:
    """The same about an assembly, or about what belongs to none; None where nothing was removed."""
    kind = DataKind(name)
    at = forgotten_at(db.session(), kind, None if kind in OF_NO_ASSEMBLY else assembly.id)
    return forgotten_sentence(kind, at, assembly.timezone) if at else None


def init_app(app: Flask) -> None:
    """Let the pages of an application say it."""
    app.jinja_env.globals["forgotten_note"] = forgotten_note
