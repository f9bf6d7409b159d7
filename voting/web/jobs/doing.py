"""What the process that does long work does for one job: the view's answer, made and stored."""

from dataclasses import asdict
from inspect import unwrap
from io import BytesIO
from typing import Any

import structlog
from flask import current_app, g, request, session
from werkzeug.wrappers import Response

from voting.database import writing
from voting.errors import Code, InvalidFile, InvalidForm, Refused
from voting.extensions import db
from voting.installation import now
from voting.jobs.content import write_content
from voting.jobs.life import fail, finish
from voting.jobs.models import Job
from voting.web.access import require_open
from voting.web.jobs.asking import TOKEN
from voting.web.person import admit, sign_in_here

log = structlog.get_logger(__name__)


def do_job(job_id: int) -> None:
    """Make the answer to what was asked for, as whoever asked, and store it; or note why there is none."""
    job = db.session.get_one(Job, job_id)
    asked, sent = job.request, job.sent
    db.session.rollback()
    form: dict[str, Any] = dict(asked["form"])
    if sent is not None:
        form["file"] = (BytesIO(sent), asked["file_name"])
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    with app.test_request_context(
        asked["address"],
        base_url=asked["root"],
        method=asked["method"],
        headers={"Accept": asked["accept"]},
        data=form if asked["method"] == "POST" else None,
    ):
        try:
            answer = _answer(asked)
            size = write_content(db.session(), job_id, answer.iter_encoded())
            made = {"status": answer.status_code, "headers": list(answer.headers.items())}
            with writing(db.session()) as writable:
                finish(writable, job_id, made, size, now=now())
        except Exception as error:
            with writing(db.session()) as writable:
                fail(writable, job_id, _fault(error), now=now())


def _answer(asked: dict[str, Any]) -> Response:
    """The answer to whoever asked, if their role still opens it. That they were not idle, and had just shown
    a second factor where it matters, was looked at when they asked."""
    g.asked_before = True
    session.update({"language": asked["language"]})
    sign_in_here(admit(asked["sign_in"]))
    session[TOKEN] = asked[TOKEN]
    require_open(request.endpoint or "")
    view = current_app.view_functions[str(request.endpoint)]
    return current_app.make_response(unwrap(view)(**(request.view_args or {})))


def _fault(error: Exception) -> dict[str, Any]:
    """Why there is no answer: what the view has refused, or that something is wrong, which the log has."""
    if isinstance(error, Refused):
        return {"code": error.code.value, "values": error.values}
    if isinstance(error, InvalidFile):
        faults = [asdict(fault) | {"values": dict(fault.values)} for fault in error.faults]
        return {"faults": faults, "form": isinstance(error, InvalidForm)}
    log.error("a job failed", endpoint=request.endpoint, exc_info=error)
    return {"code": Code.INTERNAL.value, "values": {}}
