"""The office at a glance."""

from flask import render_template
from sqlalchemy import func, select

from voting.assembly.venues import venues_of
from voting.extensions import db
from voting.register.models import Member
from voting.web.meeting import this_assembly
from voting.web.office import blueprint


@blueprint.get("/")
def overview() -> str:
    """The register, the assembly and the reports at a glance."""
    assembly = this_assembly()
    return render_template(
        "office/overview.html",
        assembly=assembly,
        venues=venues_of(db.session(), assembly.id),
        members=db.session.scalar(select(func.count()).select_from(Member)),
        years=range(assembly.date.year, assembly.date.year - 3, -1),
    )
