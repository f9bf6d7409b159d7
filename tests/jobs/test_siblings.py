"""What the office asks for, answered by the process beside the server as the server itself would."""

import re
from collections.abc import Callable

import pytest

from tests.gate.served import Answer, Served, Visitor
from tests.jobs.beside import Beside, state
from tests.register.files import file, line
from tests.waiting import until
from tests.world import World

IMPORTS = "/office/register/imports"
FILES = {
    "/office/after/minutes.pdf": b"%PDF-",
    "/office/after/minutes.docx": b"PK",
    "/office/after/results.csv": b"\xef\xbb\xbf",
    "/office/after/results.xlsx": b"PK",
    "/office/after/results.json": b"{",
    "/office/report/2025/file.json": b"{",
    "/office/report/2025/file.pdf": b"%PDF-",
    "/office/report/2025/figure.csv?of=members/joined": b"\xef\xbb\xbf",
}
PAGES = ("/office/report/2025", "/office/register/figures", "/office/audit")


@pytest.fixture
def database_url(make_database: Callable[[str], str]) -> str:
    """Which database it is makes no difference here: SQLite alone."""
    return make_database("sqlite")


def finished(
    visitor: Visitor, path: str, content: bytes | None = None, kind: str = ""
) -> tuple[int, str, bytes]:
    """What is answered in the end, at once or from the page of the job: status, address that it leads to, and
    content."""
    method = "GET" if content is None else "POST"
    response, answered = visitor.exchange(method, path, content, *([kind] if kind else []))
    leads_to = response.getheader("Location") or ""
    if re.fullmatch(r"/jobs/\d+", leads_to):
        until(lambda: f"{leads_to}/file" in state(visitor, leads_to))
        response, answered = visitor.exchange("GET", f"{leads_to}/file")
        leads_to = response.getheader("Location") or ""
    return response.status, leads_to, answered


def test_every_file_and_page_comes_as_before(secretary: Visitor) -> None:
    for path, begins in FILES.items():
        status, _, content = finished(secretary, path)
        assert (status, content[: len(begins)]) == (200, begins), path
    for path in PAGES:
        status, _, content = finished(secretary, path)
        assert status == 200, path
        assert b"<h1>" in content, path
    assert secretary.look("/office/after/extract-0.pdf").code == "not_found"


def test_a_register_is_brought_in_applied_and_taken_out(
    world: World, served: Served, secretary: Visitor, beside: Beside
) -> None:
    faulty, sound = file(line(100001, Taal="xx")), file(line(100001), line(100002, Naam="Claes"))
    secretary.look(IMPORTS)

    def refused_at_once() -> Answer | None:  # under load a first answer is the page of a job
        reply = secretary.bring(IMPORTS, "register.csv", faulty, invented="yes")
        return None if reply.status == 303 else reply

    refused = until(refused_at_once)
    assert (refused.status, refused.code) == (422, "invalid_file")
    assert "Upload" not in refused.text

    beside.hold()
    answer = secretary.bring(IMPORTS, "register.csv", sound, invented="yes")
    assert answer.status == 303
    page = secretary.look("/jobs/").text
    [job, *_] = re.findall(r'href="(/jobs/\d+)"', page)
    beside.let_go()
    until(lambda: f"{job}/file" in state(secretary, job))
    response, _ = secretary.exchange("GET", job)
    assert response.getheader("Location") == f"{job}/file"  # a page is gone on to, without a script too
    response, _ = secretary.exchange("GET", f"{job}/file")
    preview = response.headers["Location"]
    assert re.fullmatch(IMPORTS + r"/\d+", preview)
    shown = secretary.look(preview)
    assert "Claes" in shown.text

    applied = secretary.send(f"{preview}/apply", {})
    assert (applied.code, applied.status) == ("ok", 303)
    assert "2" in secretary.look(f"{preview}?once=yes").text
    secretary.look("/office/register")
    taken_out = secretary.send("/office/register/export/csv", {"words": "Claes"})
    assert "Claes" in taken_out.text
    assert "100001" not in taken_out.text
