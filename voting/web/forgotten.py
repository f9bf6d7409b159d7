"""What a page says about details that have been removed because their period was over."""

from datetime import datetime

from flask import Flask
from flask_babel import lazy_gettext as _

from voting.assembly.models import Assembly
from voting.extensions import db
from voting.retention.forgotten import forgotten_at
from voting.retention.rules import Kind
from voting.web.languages import local_day

SENTENCES = {
    Kind.CREDENTIALS: _(
        "The codes and admission passes of this assembly were removed on %(day)s, when their period was over."
    ),
    Kind.SIGN_INS: _(
        "Who had signed in was removed on %(day)s, when its period was over. The number was kept."
    ),
    Kind.PRESENCE: _(
        "Who was present where was removed on %(day)s, when its period was over. The counts were kept: "
        "they are in the minutes."
    ),
    Kind.PROXIES: _(
        "Who gave whom a proxy was removed on %(day)s, when its period was over. The counts were kept: "
        "they are in the minutes."
    ),
    Kind.LETTERS: _(
        "The letters of this assembly were removed on %(day)s, when their period was over. Their numbers "
        "were kept."
    ),
    Kind.LOOKS: _("Older looks were removed on %(day)s, when their period was over."),
    Kind.EVENTS: _(
        "Who came to older events was removed on %(day)s, when its period was over. The numbers were kept."
    ),
    Kind.UPLOADS: _("Files that were never applied were removed on %(day)s, when their period was over."),
}
OF_NO_ASSEMBLY = (Kind.LOOKS, Kind.EVENTS, Kind.UPLOADS)


def forgotten_sentence(kind: Kind, at: datetime, timezone: str) -> str:
    """That a kind of data was removed, and on which day."""
    return str(SENTENCES[kind]) % {"day": local_day(at, timezone)}


def forgotten_note(name: str, assembly: Assembly) -> str | None:
    """The same about an assembly, or about what belongs to none; None where nothing was removed."""
    kind = Kind(name)
    at = forgotten_at(db.session(), kind, None if kind in OF_NO_ASSEMBLY else assembly.id)
    return forgotten_sentence(kind, at, assembly.timezone) if at else None


def init_app(app: Flask) -> None:
    """Let the pages of an application say it."""
    app.jinja_env.globals["forgotten_note"] = forgotten_note
