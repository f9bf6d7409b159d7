"""Files that the secretary sends."""

from flask import request

from voting.assembly.documents import Beside
from voting.errors import Code, Refused


def uploaded() -> bytes:
    """The content of the one file of a form. Raises Refused(bad_request) where there is none."""
    file = request.files.get("file")
    content = file.read() if file else b""
    if not content:
        raise Refused(Code.BAD_REQUEST)
    return content


def uploaded_beside(field: str) -> Beside:
    """What gives the content of a file by its name, however often, of those that a field has; or None."""
    sent = {file.filename: file for file in request.files.getlist(field) if file.filename}

    def content(name: str) -> bytes | None:
        if name not in sent:
            return None
        sent[name].seek(0)
        read: bytes = sent[name].read()
        return read

    return content
