"""Files that the office offers for download: their language and their name."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Response
from flask_babel import force_locale

from voting.aside import aside
from voting.languages import LANGUAGES
from voting.report.document import TextDocument
from voting.report.files import DOCUMENTS
from voting.web.form import in_address
from voting.wording.languages import language

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def asked_language() -> str:
    """The language that a file is asked for in (``?in=fr``); else that of the page."""
    asked = in_address("in")
    return asked if asked in LANGUAGES else language()


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """A context in which sentences are in the language with this code."""
    with force_locale(code):
        yield


def document_file(document: TextDocument, name: str, form: str) -> Response:
    """A document as a file, ``form`` being ``pdf`` or ``docx``."""
    return file(aside(DOCUMENTS[form], document), f"{name}-{document.language}", form)


def file(content: bytes, name: str, form: str) -> Response:
    """The answer with which a browser saves content as a file of this name; ``form`` is its ending."""
    response = Response(content, content_type=MEDIA_TYPES[form])
    response.headers["Content-Disposition"] = f"attachment; filename={name}.{form}"
    return response
