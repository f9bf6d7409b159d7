"""What a view asks for that takes long: done elsewhere, so that nobody else waits for it.

Whoever asks has the answer at the address that they asked for, if it is there within a moment. Else a browser
is led to the page of the job, and a machine is told its address (202).
"""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any, ParamSpec

import gevent
from flask import Response, jsonify, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from voting.audit.chain import digest
from voting.database import writing
from voting.errors import Code, Fault, InvalidFile, InvalidForm, Refused
from voting.extensions import db
from voting.installation import now
from voting.jobs.content import read_content
from voting.jobs.life import ask, job_of
from voting.jobs.models import Job, JobState
from voting.jobs.rules import state_now
from voting.web.form import as_typed
from voting.web.health import has_companions
from voting.web.person import person
from voting.wording.languages import language

LOOKS = 30
LOOKS_EVERY = 0.05
"""How often, and after how many seconds each time, it is looked whether a job is done, before whoever asked
is led to its page."""
TOKEN = "csrf_token"  # noqa: S105 - the name of a field
OVER = (JobState.DONE, JobState.FAILED)

Arguments = ParamSpec("Arguments")


def long_work(view: Callable[Arguments, ResponseReturnValue]) -> Callable[Arguments, ResponseReturnValue]:
    """A view, or what it calls as soon as it sees that it takes long: the request is answered by the process
    that does long work; by this one where nothing is served (tests, commands).

    That process begins the view anew, as whoever asked, in their language, with the same address and form.
    """

    @wraps(view)
    def asked(*arguments: Arguments.args, **named: Arguments.kwargs) -> ResponseReturnValue:
        if not has_companions():
            return view(*arguments, **named)
        job = _waited_for(_ask())
        if state_of(job) in OVER:
            return answer_of(job)
        return _told_later(job)

    return asked


def state_of(job: Job) -> JobState:
    """How far a job is, as far as is known now."""
    return state_now(job.state, job.moved_at, now())


def answer_of(job: Job) -> Response:
    """The answer that a job has made. Raises what it has raised, and Refused(job_stopped) where it has
    died."""
    if job.answer is None:
        raise _raised(job.fault)
    response = Response(
        read_content(db.engine, job.id), job.answer["status"], [tuple(pair) for pair in job.answer["headers"]]
    )
    response.content_length = job.size
    return response


def as_asked() -> dict[str, Any]:
    """All of this request that the view reads, and who sends it."""
    return {
        "method": request.method,
        "address": request.full_path,
        "root": request.root_url,
        "accept": request.headers.get("Accept", ""),
        "form": {name: values for name, values in as_typed().to_dict(flat=False).items() if name != TOKEN},
        "language": language(),
        "venue": (request.view_args or {}).get("venue"),
        **who_asks(),
    }


def who_asks() -> dict[str, Any]:
    """The sign-in that asks, and what the forms of its pages are signed with."""
    return {"sign_in": person().get_id(), TOKEN: session.get(TOKEN)}


def is_browser() -> bool:
    """Whether pages are asked for by name; a program takes what comes."""
    return any(kind == "text/html" for kind, _quality in request.accept_mimetypes)


def _ask() -> int:
    asked, sent = as_asked(), request.files.get("file")
    content = sent.read() if sent else None
    if sent:
        asked["file_name"] = sent.filename or ""
    unlike = {name: value for name, value in asked.items() if name not in ("sign_in", TOKEN)}
    same = digest([person().account_id, request.endpoint, unlike, sha256(content or b"").hexdigest()])
    with writing(db.session()) as writable:
        return ask(writable, person().account_id, str(request.endpoint), asked, same, content, now=now())


def _waited_for(job_id: int) -> Job:
    """A job once it is over, or after a moment. Others are served meanwhile."""
    for _look in range(LOOKS):
        job = my_job(job_id)
        if state_of(job) in OVER:
            break
        db.session.rollback()
        gevent.sleep(LOOKS_EVERY)
    return my_job(job_id)


def my_job(job_id: int) -> Job:
    """What I have asked for, as it stands now. Raises Refused(not_found)."""
    job = job_of(db.session(), person().account_id, job_id, now=now())
    if job is None:
        raise Refused(Code.NOT_FOUND)
    return job


def _told_later(job: Job) -> AnyResponse:
    page = url_for("jobs.job", job_id=job.id)
    if is_browser():
        return redirect(page, 303)
    response = jsonify(state=state_of(job).value, address=page)
    response.status_code = 202
    response.headers |= {"Location": page, "Retry-After": "1"}
    return response


def _raised(fault: dict[str, Any] | None) -> Exception:
    if fault is None:
        return Refused(Code.JOB_STOPPED)
    if "faults" in fault:
        faults = [Fault(**one) for one in fault["faults"]]
        return InvalidForm(faults) if fault["form"] else InvalidFile(faults)
    return Refused(Code(fault["code"]), **fault["values"])
