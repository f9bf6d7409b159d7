"""Files that the secretary sends."""

from flask import request

from voting.errors import Code, Refused


def uploaded() -> bytes:
    """The content of the one file of a form. Raises Refused(bad_request) where there is none."""
    file = request.files.get("file")
    content = file.read() if file else b""
    if not content:
        raise Refused(Code.BAD_REQUEST)
    return content
