"""What the secretary does: bring in the register and the assembly, convene it, read the figures."""

from datetime import date

from flask import Blueprint, render_template, request, url_for
from sqlalchemy import func, select
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as Redirect

from voting.accounts.credentials import issue_to_staff
from voting.accounts.models import Role
from voting.assembly.documents import read_documents, store_documents
from voting.audit.chain import verify
from voting.audit.models import AuditEntry
from voting.ballot.convene import convene as convene_assembly
from voting.ballot.definition import read_definition
from voting.ballot.import_assembly import import_assembly
from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.register.csv_file import read_register
from voting.register.import_register import import_register
from voting.register.models import Member
from voting.report.figures import year_figures
from voting.web.keys import installation_key
from voting.web.meeting import resolutions_of, this_assembly
from voting.web.moment import now
from voting.web.office.report_page import report_values
from voting.web.person import person

blueprint = Blueprint("office", __name__, url_prefix="/office")
AUDIT_PAGE = 100


@blueprint.get("/")
def overview() -> str:
    """The register, the assembly and the reports at a glance."""
    assembly = this_assembly()
    return render_template(
        "office/overview.html",
        assembly=assembly,
        resolutions=resolutions_of(db.session(), assembly.id),
        members=db.session.scalar(select(func.count()).select_from(Member)),
        years=range(assembly.date.year, assembly.date.year - 3, -1),
    )


@blueprint.post("/register")
def register() -> str:
    """Bring in a register file: all of it, or the list of its faults."""
    rows = read_register(_uploaded())
    with writing(db.session()) as session:
        summary = import_register(session, rows, now=now(), actor=person().actor)
    return render_template("office/imported.html", summary=summary)


@blueprint.post("/assembly")
def assembly() -> str:
    """Bring in an assembly's definition, and show the secretary the code for it."""
    definition, resolutions = read_definition(_uploaded())
    sent = {file.filename: file for file in request.files.getlist("documents") if file.filename}
    documents = read_documents(definition.documents, lambda name: sent[name].read() if name in sent else None)
    with writing(db.session()) as session:
        imported = import_assembly(session, definition, resolutions, now=now(), actor=person().actor)
        store_documents(session, imported.id, documents)
        code = issue_to_staff(
            session,
            installation_key(),
            imported.id,
            person().name,
            person().language,
            [(Role.SECRETARY, None)],
            now=now(),
            actor=person().actor,
        )
    return render_template("office/assembly_imported.html", assembly=imported, code=code)


@blueprint.post("/convene")
def convene() -> Redirect:
    """Freeze the roll and the rules."""
    with writing(db.session()) as session:
        convene_assembly(session, installation_key(), person().assembly_id, now=now(), actor=person().actor)
    return redirect(url_for("office.overview"), 303)


@blueprint.get("/report/<int:year>")
def report(year: int) -> str:
    """The figures of a year for the special report."""
    if not date.min.year < year <= date.max.year:
        raise Refused(Code.NOT_FOUND)
    return render_template("office/report.html", **report_values(year_figures(db.session(), year)))


@blueprint.get("/audit")
def audit() -> str:
    """The last entries of the log, and whether the chain is sound from the first to the last."""
    count, faults = verify(db.session())
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(AUDIT_PAGE)).all()
    return render_template("office/audit.html", count=count, faults=faults, entries=entries)


def _uploaded() -> bytes:
    file = request.files.get("file")
    content = file.read() if file else b""
    if not content:
        raise Refused(Code.BAD_REQUEST)
    return content
