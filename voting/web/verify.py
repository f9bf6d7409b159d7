"""How anybody checks the result of a sealed vote on a computer of their own; open to everybody."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, render_template

import voting.verify_sealed

blueprint = Blueprint("verify", __name__)
PROGRAM = Path(voting.verify_sealed.__file__)
RUN = "python3 verify_sealed.py sealed-1.zip"
COMMANDS = {
    "check": f'{RUN} --keys-digits "1234 …" --digits "1234 …"',
    "find": f'{RUN} --leaf "7Q2M …"\n{RUN} --receipt receipt.txt --member 1234',
    "installed": "voting verify-sealed sealed-1.zip",
}
"""What is typed: to check a bundle, to find a ballot in it, and to check it with the product itself."""
ANSWERS = {"sound": "sound", "fault": "FAULT …", "note": "NOTE …"}


@blueprint.get("/verify")
def page() -> str:
    """What is needed, the command, and what its answer means."""
    sha256 = hashlib.sha256(_program()).hexdigest()
    return render_template("verify.html", sha256=sha256, commands=COMMANDS, answers=ANSWERS)


@blueprint.get("/verify/verify_sealed.py")
def program() -> Response:
    """The program, as it is in this installation."""
    response = Response(_program(), content_type="text/x-python; charset=utf-8")
    response.headers["Content-Disposition"] = "attachment; filename=verify_sealed.py"
    return response


@cache
def _program() -> bytes:
    return PROGRAM.read_bytes()
