"""My admission pass."""

import io

import qrcode
import qrcode.image.svg
from werkzeug.wrappers import Response

from voting.assembly.roll import is_entitled
from voting.attendance.passes import pass_token
from voting.errors import Code, Refused
from voting.extensions import db
from voting.web.keys import installation_key
from voting.web.member import blueprint
from voting.web.person import member_number, person


@blueprint.get("/assembly/pass.svg")
def admission_pass() -> Response:
    """My admission pass as a QR code."""
    number = member_number()
    if not is_entitled(db.session(), person().assembly_id, number):
        raise Refused(Code.NOT_ENTITLED)
    token = pass_token(installation_key(), person().assembly_id, number)
    picture = io.BytesIO()
    qrcode.make(token, image_factory=qrcode.image.svg.SvgPathFillImage, border=4).save(picture)
    return Response(picture.getvalue(), mimetype="image/svg+xml")
