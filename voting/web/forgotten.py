"""Notes on a page that data have been removed because their period was over."""

from flask import Flask

from voting.assembly.models import Assembly
from voting.extensions import db
from voting.retention.forgotten import forgotten_at
from voting.retention.rules import DataKind
from voting.wording.forgotten import forgotten_sentence

OF_NO_ASSEMBLY = (DataKind.LOOKS, DataKind.EVENTS, DataKind.UPLOADS)


def forgotten_note(name: str, assembly: Assembly) -> str | None:
    """The same about an assembly, or about what belongs to none; None where nothing was removed."""
    kind = DataKind(name)
    at = forgotten_at(db.session(), kind, None if kind in OF_NO_ASSEMBLY else assembly.id)
    return forgotten_sentence(kind, at, assembly.timezone) if at else None


def init_app(app: Flask) -> None:
    """Let templates ask for these notes."""
    app.jinja_env.globals["forgotten_note"] = forgotten_note
