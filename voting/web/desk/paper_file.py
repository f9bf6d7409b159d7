"""The photo or scan of a proxy on paper: as a form sends it, and as a file to keep."""

from flask import Response, request

from voting.assembly.paper_proxies import LARGEST


def paper_sent() -> bytes:
    """What the form sends as ``document``, cut off just beyond what is kept; empty where there is none."""
    file = request.files.get("document")
    return file.read(LARGEST + 1) if file else b""


def paper_file(content: bytes, media_type: str, name: str) -> Response:
    """The answer with which a browser saves the paper under this name, with the ending of its kind."""
    response = Response(content, mimetype=media_type)
    ending = media_type.partition("/")[2]
    response.headers["Content-Disposition"] = f"attachment; filename={name}.{ending}"
    return response
