"""What I have asked for: each with how far it is, and fetched when it is done."""

from typing import Any

from flask import Response, jsonify, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from voting.database import writing
from voting.errors import Code, Refused
from voting.extensions import db
from voting.installation import now
from voting.jobs.life import ask, jobs_of
from voting.jobs.models import Job, JobState
from voting.web.access import may_open
from voting.web.errors import wants_json
from voting.web.jobs import blueprint
from voting.web.jobs.asking import OVER, answer_of, my_job, state_of, who_asks
from voting.web.meeting import this_assembly
from voting.web.person import person
from voting.wording.jobs import WORKS, file_name, job_fault_in_words


@blueprint.get("/")
def mine() -> str:
    """Everything I have asked for that is still kept, the last first."""
    jobs = jobs_of(db.session(), person().account_id, now=now())
    return render_template("jobs/mine.html", jobs=[_shown(job) for job in jobs], timezone=_zone())


@blueprint.get("/<int:job_id>")
def job(job_id: int) -> ResponseReturnValue:
    """One of them; a browser that has waited here for a page is led on to it."""
    shown = _shown(my_job(job_id))
    if not wants_json():
        if shown["state"] is JobState.DONE and not shown["name"]:
            return redirect(url_for("jobs.file", job_id=job_id), 303)
        return render_template("jobs/job.html", job=shown, timezone=_zone())
    told = {name: shown[name] for name in ("state", "done", "total", "size", "name")}
    address = url_for("jobs.file", job_id=job_id) if shown["state"] in OVER else None
    return jsonify(**told, address=address)


@blueprint.get("/<int:job_id>/state")
def state(job_id: int) -> str:
    """The part of its page that changes."""
    return render_template("jobs/state.html", job=_shown(my_job(job_id)))


@blueprint.get("/<int:job_id>/file")
def file(job_id: int) -> Response:
    """What came of it, with the status and the headers of the answer: for who asked alone, while they may
    still ask for it. Raises what the work has raised, and Refused(not_found) while it is not over."""
    found = my_job(job_id)
    if not may_open(found.work, found.request["venue"]):
        raise Refused(Code.FORBIDDEN)
    if state_of(found) not in OVER:
        raise Refused(Code.NOT_FOUND)
    return answer_of(found)


@blueprint.post("/<int:job_id>/again")
def again(job_id: int) -> AnyResponse:
    """Ask for the same once more, where it failed."""
    found = my_job(job_id)
    if not may_open(found.work, found.request["venue"]):
        raise Refused(Code.FORBIDDEN)
    if state_of(found) is not JobState.FAILED:
        raise Refused(Code.WRONG_STATE)
    asked, same, sent, work = found.request | who_asks(), found.same, found.sent, found.work
    with writing(db.session()) as session:
        new = ask(session, person().account_id, work, asked, same, sent, now=now())
    return redirect(url_for("jobs.job", job_id=new), 303)


def _zone() -> str:
    return this_assembly().timezone


def _shown(found: Job) -> dict[str, Any]:
    """What the pages show of a job."""
    state = state_of(found)
    return {
        "id": found.id,
        "state": state,
        "what": WORKS[found.work],
        "asked_at": found.asked_at,
        "done": found.done,
        "total": found.total,
        "size": found.size,
        "name": file_name(found.answer),
        "fault": job_fault_in_words(found.fault) if state is JobState.FAILED else "",
    }
