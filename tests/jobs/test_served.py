"""Long work beside the real server: asked for, waited for, fetched, killed; on both databases."""

import json
import re
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from tests.gate.served import Served, Visitor, serve
from tests.jobs.beside import LIST, Beside, again, asked, state
from tests.waiting import until
from tests.world import World
from voting.clock import system_clock
from voting.database import writing
from voting.extensions import db
from voting.jobs.models import Job, JobPart
from voting.jobs.rules import KEPT
from voting.register.models import Look

WAITS = {
    "nl": "Het wacht op zijn beurt.",
    "fr": "En attente de son tour.",
    "de": "Es wartet, bis es an der Reihe ist.",
    "en": "It waits for its turn.",
}


def test_what_is_quick_is_answered_where_it_was_asked_for(app: Flask, secretary: Visitor) -> None:
    response, content = secretary.exchange("GET", f"{LIST}.pdf?in=fr")
    assert (response.status, content[:5]) == (200, b"%PDF-")
    assert response.getheader("Content-Type") == "application/pdf"
    assert re.search("filename=attendance-.*-fr.pdf", response.headers["Content-Disposition"])
    assert response.getheader("Cache-Control") == "no-store"
    assert int(response.headers["Content-Length"]) == len(content)
    assert secretary.fetch(f"{LIST}.csv?in=nl").decode("utf-8-sig").startswith("Nummer;Naam;")
    assert secretary.look(f"{LIST}.docx").code == "not_found"
    with app.app_context():
        looks = db.session.scalars(select(Look.terms).where(Look.what == "attendance").order_by(Look.id))
        assert looks.all() == ["pdf", "csv"]


def test_what_takes_longer_is_fetched_from_its_page_while_others_go_on(
    world: World, secretary: Visitor, served: Served, beside: Beside
) -> None:
    machine = Visitor(served.port, world.staff["administrator"], accept="application/json")
    auditor = Visitor(served.port, world.staff["auditor"])
    beside.hold()
    page = asked(secretary, f"{LIST}.pdf")
    assert asked(secretary, f"{LIST}.pdf") == page  # the same, while it is going
    response, content = machine.exchange("GET", f"{LIST}.csv")
    told = json.loads(content)
    assert (response.status, told["state"], response.getheader("Location")) == (202, "asked", told["address"])
    assert json.loads(machine.fetch(told["address"]))["state"] == "asked"
    member = Visitor(served.port, world.codes["1"])
    assert member.look("/assembly").status == 200  # nobody waits for it
    for code, waits in WAITS.items():
        shown = secretary.look(f"{page}?lang={code}").text
        assert waits in shown
        assert "<progress" in shown
        assert '<noscript><meta http-equiv="refresh"' in shown
    assert secretary.look(f"{page}/file").code == "not_found"

    beside.let_go()
    until(lambda: f"{page}/file" in state(secretary, page))
    assert f"{page}/file" in secretary.look("/jobs/").text
    response, content = secretary.exchange("GET", f"{page}/file")
    assert (response.status, content[:5]) == (200, b"%PDF-")
    assert again(secretary, page) == "wrong_state"
    until(lambda: json.loads(machine.fetch(told["address"]))["state"] == "done")
    done = json.loads(machine.fetch(told["address"]))
    assert re.fullmatch(r"attendance-.*\.csv", done["name"])
    assert len(machine.fetch(done["address"])) == done["size"]

    for path in (page, f"{page}/state", f"{page}/file"):
        assert auditor.look(path).code == "not_found"  # it is of whoever asked alone
    assert page not in auditor.look("/jobs/").text
    assert again(auditor, page) == "not_found"
    assert member.look(f"{page}/file").code == "forbidden"


def test_what_is_older_than_a_day_is_removed_when_the_server_comes_again(
    app: Flask, world: World, database_url: str, instance: Path
) -> None:
    with app.app_context(), writing(db.session()) as session:
        job = Job(
            account_id=1,
            work="office.attendance_file",
            same="0",
            request={},
            state="done",
            asked_at=system_clock() - KEPT,
            moved_at=system_clock(),
            answer={"status": 200, "headers": []},
        )
        session.add(job)
        session.flush()
        session.add_all(JobPart(job_id=job.id, number=number, content=b"names") for number in range(20))
    with serve(database_url, instance, workers=1), app.app_context():
        until(lambda: not rows())


def rows() -> int:
    """How many rows there are of jobs."""
    db.session.rollback()
    return sum(db.session.scalar(select(func.count()).select_from(table)) or 0 for table in (Job, JobPart))
