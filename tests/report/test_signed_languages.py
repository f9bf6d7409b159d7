"""The languages in which the special report is signed: what one lacks is seen, and one can come later."""

import io
import json
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import insert, select

from tests.world import Clock, World, make_world
from voting.audit.models import AuditEntry
from voting.database import writing
from voting.extensions import db
from voting.register.models import Movement
from voting.rehearsal.browser import answer_of
from voting.report.models import SignedReport

APPROVAL = {"approved_on": "2026-01-20", "signatories": "Ann Claes, voorzitter", "in": "nl"}


@pytest.fixture
def written(app: Flask, clock: Clock) -> World:
    """A report whose introduction is written in Dutch and German, seen the year after."""
    world = make_world(app, clock, members=20)
    clock.moment = datetime(2026, 2, 1, 9, 0, tzinfo=UTC)
    for code, words in (("nl", "Welkom"), ("de", "Willkommen")):
        secretary = world.person("secretary")
        secretary.look(f"/office/report/2025/texts?in={code}")
        typed = {"language": code, "was": secretary.field("was", ""), "introduction": words}
        assert answer_of(secretary.send("/office/report/2025/texts", typed)) == "ok"
    return world


def sign(world: World, **fields: object) -> str:
    secretary = world.person("secretary")
    secretary.look("/office/report/2025")
    values = APPROVAL | {"hash": secretary.field("hash", "")} | fields
    return answer_of(secretary.send("/office/report/2025/sign", values))


def signed(world: World) -> list[SignedReport]:
    with world.app.app_context():
        found = list(db.session.scalars(select(SignedReport)))
        db.session.expunge_all()
    return found


def last_page(pdf: bytes) -> str:
    return " ".join(PdfReader(io.BytesIO(pdf)).pages[-1].extract_text().split())


def test_what_a_language_lacks_is_told_beside_its_files_and_before_it_is_signed(written: World) -> None:
    secretary = written.person("secretary")
    page = secretary.look("/office/report/2025?lang=nl").text
    lacks = "“Inleiding”: de tekst valt weg. Hij is er in: Nederlands, Deutsch."
    assert page.count(lacks) == 4, "in French and English, at the files and in the form"
    assert sign(written, **{"in": ["nl", "fr"]}) == "invalid_form"
    secretary.look("/office/report/2025?lang=nl")
    values = APPROVAL | {"hash": secretary.field("hash", ""), "in": ["nl", "fr", "de"], "despite": "en"}
    refused = secretary.send("/office/report/2025/sign", values).text
    assert refused.count("Bekijk wat in deze taal ontbreekt (Français)") == 1
    assert sign(written, **{"in": ["nl", "fr", "de"], "despite": ["fr", "de"]}) == "ok"


def test_a_language_is_added_to_what_was_signed(written: World, clock: Clock) -> None:
    assert sign(written) == "ok"
    auditor = written.person("auditor")
    first = auditor.look("/office/report/2025/file.pdf?in=nl&signed=1").data
    page = written.person("secretary").look("/office/report/2025?lang=nl").text
    assert "Het ook in een andere taal bewaren" in page
    assert 'name="in" value="nl"' not in page, "it is kept in Dutch already"
    clock.moment = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
    assert sign(written, **{"in": ["nl", "de"], "despite": "de"}) == "ok"
    assert [one.id for one in signed(written)] == [1], "the same report"
    assert auditor.look("/office/report/2025/file.pdf?in=nl&signed=1").data == first
    added = auditor.look("/office/report/2025/signed-1-de.pdf")
    assert answer_of(added) == "ok"
    told = last_page(added.data)
    assert "01.02.2026" in told, "as it was signed, not as the file was made"
    assert sign(written, **{"in": ["nl", "de"], "despite": "de"}) == "ok"
    with written.app.app_context():
        logged = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq))
        assert [one for one in logged if one.startswith("report.")][-2:] == [
            "report.signed",
            "report.language_added",
        ]
        db.session.rollback()


def test_what_replaces_another_and_what_has_changed_is_told_in_every_form(written: World) -> None:
    assert sign(written) == "ok"
    with written.app.app_context(), writing(db.session()) as session:
        session.execute(insert(Movement).values(member="1", kind="refused", on=date(2025, 3, 1)))
    auditor = written.person("auditor")
    note = "veranderd; ondertekend was 0"
    assert note in auditor.look("/office/report/2025?lang=nl").text
    assert note in auditor.look("/office/report/2025/file.html?in=nl").text
    made_now = PdfReader(io.BytesIO(auditor.look("/office/report/2025/file.pdf?in=nl").data))
    assert note in " ".join(" ".join(page.extract_text().split()) for page in made_now.pages)
    now = json.loads(auditor.look("/office/report/2025/file.json").data)
    assert now["changed"] == {"members/refused": 0}
    assert now["signed"] is None
    assert note not in auditor.look("/office/report/2025/file.html?in=nl&signed=1").text
    assert sign(written, approved_on="2026-01-25") == "ok"
    replaces = "Deze versie vervangt die van"
    assert replaces in last_page(auditor.look("/office/report/2025/file.pdf?in=nl&signed=1").data)
    assert replaces in auditor.look("/office/report/2025/file.html?in=nl&signed=1").text
    first, second = signed(written)
    then = json.loads(auditor.look("/office/report/2025/file.json?signed=1").data)
    assert then["signed"]["hash"] == second.content_hash
    assert then["signed"]["replaces"]["hash"] == first.content_hash
    assert then["changed"] == {}


def test_too_many_signatories_are_told_as_such(written: World) -> None:
    secretary = written.person("secretary")
    secretary.look("/office/report/2025?lang=nl")
    many = APPROVAL | {"hash": secretary.field("hash", ""), "signatories": "Ann, lid\n" * 31}
    refused = secretary.send("/office/report/2025/sign", many).text
    assert "Er passen er ten hoogste 30." in refused
    assert "De tekst is te lang" not in refused
