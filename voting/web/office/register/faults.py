"""The faults of a register file: one sentence for each cause, all of them as a file, and the next try."""

from collections.abc import Sequence

from flask import render_template
from werkzeug.wrappers import Response

from voting.errors import Code, Fault, Refused
from voting.extensions import db
from voting.register.findings import read_findings
from voting.register.models import Upload
from voting.web.looking import keep_look
from voting.web.office import blueprint
from voting.wording.fault_groups import faults_csv, grouped


def faults_page(upload_id: int | None, name: str, faults: Sequence[Fault]) -> str:
    """The page of all causes. ``upload_id`` is None for a file of which nothing was kept."""
    return render_template(
        "office/register/faults.html",
        upload_id=upload_id,
        name=name,
        groups=grouped(faults),
        count=len(faults),
    )


@blueprint.get("/register/imports/<int:upload_id>/faults.csv")
def import_faults(upload_id: int) -> Response:
    """Every fault of a file, as a file."""
    upload = db.session.get(Upload, upload_id)
    if upload is None or upload.findings is None:
        raise Refused(Code.NOT_FOUND)
    faults = read_findings(upload.findings).faults
    keep_look("preview", f"{upload_id} faults", len(faults))
    headers = {"Content-Disposition": f'attachment; filename="faults-{upload_id}.csv"'}
    return Response(faults_csv(faults), content_type="text/csv; charset=utf-8", headers=headers)
