"""Letters on paper to those without e-mail: prepared in a process of their own, then fetched as PDF."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

import structlog
from flask import Response, current_app, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as Redirect

from voting.audit.chain import record
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.installation import now
from voting.invitations.models import LetterPrint
from voting.invitations.paper import begin_print, count_paper, is_running, latest_print_of
from voting.languages import LANGUAGES
from voting.letters.paper import directory_of
from voting.stamp import require_same
from voting.web.form import flag, was
from voting.web.office import blueprint
from voting.web.person import person

log = structlog.get_logger(__name__)

PIECE = 256 * 1024
"""Bytes of the letters that are read at once."""


@dataclass(frozen=True, slots=True)
class Printed:
    """How many letters there would be now, and the last preparation of them with its state and files."""

    recipients: int
    last: LetterPrint | None
    running: bool
    files: list[str]


def latest_print(assembly_id: int) -> Printed:
    """What the office is shown about the letters on paper."""
    last = latest_print_of(db.session(), assembly_id)
    files = []
    if last is not None and last.finished_at:
        files = [code for code in LANGUAGES if (directory_of(last) / f"letters-{code}.pdf").exists()]
    running = last is not None and is_running(last, now())
    return Printed(count_paper(db.session(), assembly_id), last, running, files)


@blueprint.post("/invitations/paper")
def print_letters() -> Redirect:
    """Start to prepare the letters; the page of the invitations shows how far that is."""
    with writing(db.session()) as session:
        begun = begin_print(
            session, person().assembly_id, accept_late=flag("late"), now=now(), actor=person().actor
        )
        print_id = begun.id
    start_print(print_id)
    return redirect(url_for("office.invitations", _anchor="paper"), 303)


@blueprint.get("/invitations/paper/<language>.pdf")
def letters_file(language: str) -> Response:
    """The letters in one language, sorted by postcode."""
    last = latest_print_of(db.session(), person().assembly_id)
    if last is None or last.finished_at is None or language not in LANGUAGES:
        raise Refused(Code.NOT_FOUND)
    path = directory_of(last) / f"letters-{language}.pdf"
    if not path.exists():
        raise Refused(Code.NOT_FOUND)
    with writing(db.session()) as session:
        record(
            session,
            now=now(),
            actor=person().actor,
            action="letters.fetched",
            assembly=person().assembly_id,
            language=language,
        )
    response = Response(_content(path), mimetype="application/pdf")
    response.content_length = path.stat().st_size
    response.headers["Content-Disposition"] = f"attachment; filename=letters-{language}.pdf"
    return response


@blueprint.post("/invitations/paper/remove")
def remove_letters() -> Redirect:
    """Delete the files once they are printed, since they contain everybody's code."""
    with writing(db.session()) as session:
        last = latest_print_of(session, person().assembly_id)
        if last is None or last.finished_at is None:
            raise Refused(Code.NOT_FOUND)
        require_same(last.id, was())
        directory = directory_of(last)
        record(
            session, now=now(), actor=person().actor, action="letters.removed", assembly=person().assembly_id
        )
    rmtree(directory, ignore_errors=True)
    return redirect(url_for("office.invitations", _anchor="paper"), 303)


def start_print(print_id: int) -> None:
    """Prepare the letters in a process of its own, so that no vote waits for it."""
    environment = os.environ | {
        "DATABASE_URL": current_app.config["SQLALCHEMY_DATABASE_URI"],
        "SECRET_KEY": current_app.config["SECRET_KEY"],
        "ADDRESS": current_app.config["ADDRESS"],
        "INSTANCE": current_app.instance_path,
    }
    command = [sys.executable, "-m", "voting.cli", "print-letters", "--print", str(print_id)]
    process = subprocess.Popen(command, env=environment, start_new_session=True)  # noqa: S603 - our own command
    threading.Thread(target=_tell_failure, args=(process,), daemon=True).start()


def _content(path: Path) -> Iterator[bytes]:
    """What is in a file, piece by piece: all letters are too much for the memory of the server."""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _tell_failure(process: subprocess.Popen[bytes]) -> None:
    if ended := process.wait():
        log.error("the letters on paper were not set", ended=ended)
