"""The audit log, for those who may read it."""

from flask import render_template
from sqlalchemy import select

from voting.assembly.venues import venues_of
from voting.audit.chain import verify
from voting.audit.heads import unsigned_step
from voting.audit.models import AuditEntry
from voting.auditing.heads_of_assembly import heads_of_assembly
from voting.extensions import db
from voting.installation import now
from voting.web.jobs.asking import long_work
from voting.web.meeting import this_assembly
from voting.web.office import blueprint
from voting.web.office.actors import actor_names
from voting.web.office.paging import asked_page, pages_of
from voting.wording.log import action_words, actor_words
from voting.wording.minutes.heads import heads_explained, step_words

PAGE = 100
"""How many entries one page has, the latest first."""


@blueprint.get("/audit")
@long_work
def audit() -> str:
    """A page of the log, and whether the chain is sound from the first entry to the last."""
    count, faults = verify(db.session())
    page, assembly = asked_page(), this_assembly()
    newest_first = select(AuditEntry).order_by(AuditEntry.seq.desc())
    entries = db.session.scalars(newest_first.offset((page - 1) * PAGE).limit(PAGE)).all()
    return render_template(
        "office/audit.html",
        count=count,
        faults=faults,
        entries=entries,
        action_words=action_words,
        actor_words=actor_words,
        names=actor_names({entry.actor for entry in entries}),
        page=page,
        pages=pages_of(count, PAGE),
        timezone=assembly.timezone,
        heads=heads_of_assembly(db.session(), assembly.id),
        heads_explained=heads_explained(),
        step_words=step_words,
        is_unsigned=unsigned_step(db.session(), now=now()) is not None,
        halls=venues_of(db.session(), assembly.id),
    )
