"""Following from a distance: the live stream, and beside it agenda and ballot in a frame of their own.

The member moves from agenda to ballot within that frame, so that nothing they do interrupts the stream, with
script or without.
"""

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from voting.assembly.following import site_of
from voting.web.meeting import this_assembly
from voting.web.member import blueprint
from voting.web.security import policy_with_frames
from voting.wording.languages import in_language


@blueprint.app_template_global()
def framed() -> bool:
    """Whether the browser asks for a page to show it in a frame, which then has no header of its own."""
    return request.headers.get("Sec-Fetch-Dest") == "iframe"


@blueprint.get("/assembly/follow")
def follow() -> Response:
    """The page with the stream in the reader's language, whose site alone may be shown in it."""
    assembly = this_assembly()
    address = in_language(assembly.stream)
    response = make_response(render_template("member/follow.html", assembly=assembly, address=address))
    response.headers["Content-Security-Policy"] = policy_with_frames(site_of(address))
    return response
