"""The audit log, for those who may read it."""

from flask import render_template
from sqlalchemy import select

from voting.audit.chain import verify
from voting.audit.models import AuditEntry
from voting.extensions import db
from voting.web.meeting import this_assembly
from voting.web.office import blueprint

PAGE = 100
"""How many entries are shown, the last ones."""


@blueprint.get("/audit")
def audit() -> str:
    """The last entries of the log, and whether the chain is sound from the first to the last."""
    count, faults = verify(db.session())
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(PAGE)).all()
    return render_template(
        "office/audit.html",
        count=count,
        faults=faults,
        entries=entries,
        timezone=this_assembly().timezone,
    )
