"""Plan B on paper: what a chair needs where the network is gone, by one press."""

from flask import Response

from voting.aside import aside
from voting.extensions import db
from voting.installation import now
from voting.report.pdf import document_pdf
from voting.report.plan_b import plan_b
from voting.web.chair import blueprint
from voting.web.meeting import this_assembly
from voting.wording.plan_b import plan_b_document


@blueprint.get("/plan-b.pdf", endpoint="plan_b")
def plan_b_pdf() -> Response:
    """The paper as it stands now, in the reader's language."""
    document = plan_b_document(plan_b(db.session(), this_assembly()), now())
    return Response(
        aside(document_pdf, document),
        mimetype="application/pdf",
        headers={"Content-Disposition": 'inline; filename="plan-b.pdf"'},
    )
