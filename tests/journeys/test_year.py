"""From an empty database to the signed special report of 2025: the secretary in a browser, the recorded day.

What people do on the day is played through the application's own pages, since it was in 2025: that needs a
clock of its own, as in a rehearsal. Everything before and after it is done in the browser.
"""

import gzip
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader
from sqlalchemy import select

from tests.command_line import Terminal
from tests.conftest import new_app
from tests.gate.served import serve
from tests.journeys.conftest import Hall, look_closely, only_in_full
from tests.rehearsal.day_files import FILES
from tests.report.accessible import pdf_ua_faults
from tests.report.published import lost_from, published, sections_of
from tests.waiting import until
from tests.world import KEY, SignedIn
from voting.accounts.models import Role, RoleGrant
from voting.assembly.models import Assembly
from voting.clock import system_clock
from voting.cooperative.stored import change_cooperative, cooperative_stamp, the_cooperative
from voting.database import writing
from voting.demo.content import COOPERATIVE
from voting.demo.report_year import load_report_year
from voting.extensions import db
from voting.files import read_file
from voting.rehearsal.events import OK, RecordedEvent, read_recorded_events
from voting.rehearsal.play import Hands, play
from voting.rehearsal.stage import take_places

pytestmark = pytest.mark.journey
REGISTER = ("4.104", "213", "6", "3", "45.598", "45.473", "101", "24")
"""Joined, left by law or resigned, refused or excluded; members at the end of 2025, and their categories."""


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def some_of(day: list[RecordedEvent], share: int) -> list[RecordedEvent]:
    """Everything that the chair does, and what one member in ``share`` and their proxy holders do rightly."""
    chosen = {event.member for event in day if event.member and int(event.member) % share == 0}
    chosen |= {event.holder for event in day if event.member in chosen and event.holder}
    if share == 1:
        return day
    return [event for event in day if event.expect == OK and (not event.member or event.member in chosen)]


def play_the_day(url: str, instance: Path, assembly_id: int, share: int) -> int:
    """Play the recorded day in an assembly that has been convened; returns how many members voted."""
    with gzip.open(FILES["events"]) as file:
        content = file.read()
    numbers = [str(number) for number in range(1, 9)]
    day = some_of(read_recorded_events(content, "Europe/Brussels", ["BRU", "GNT", "LIE"], numbers), share)
    hands = Hands(day[0].at)
    app = new_app(url, instance, hands)
    with app.app_context(), writing(db.session()) as session:
        stage = take_places(session, app, hands, session.get_one(Assembly, assembly_id), day)
    played = play(stage, day, lambda count: None, SignedIn)
    with app.app_context():
        db.engine.dispose()
    assert played.differences == []
    return len({event.member for event in day if event.event == "vote" and event.expect == OK})


def enter_the_year(url: str, instance: Path) -> None:
    """Enter what the demonstration's secretary has for the report of 2025, and whose it is."""
    app = new_app(url, instance)
    with app.app_context():
        with writing(db.session()) as session:
            secretary = session.scalars(
                select(RoleGrant.account_id).where(RoleGrant.role == Role.SECRETARY.value)
            ).first()
            assert secretary
            now, seen = system_clock(), cooperative_stamp(the_cooperative(session))
            change_cooperative(session, COOPERATIVE, None, seen, now=now, actor="test")
            load_report_year(session, 2025, held_here=True, now=now, account_id=secretary)
        db.engine.dispose()


def text_of(pdf: bytes) -> str:
    """The text of all pages, in words."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def fetched(page: Page, address: str, path: str) -> bytes:
    """A file, at once or when it has been made."""
    answer = page.request.get(address + path)
    if answer.status == 202:
        job = address + answer.json()["address"]
        done = until(lambda: page.request.get(job, headers={"Accept": "application/json"}).json()["address"])
        answer = page.request.get(address + done)
    assert answer.ok
    return answer.body()


@pytest.mark.parametrize("share", [66, *only_in_full(1)])  # one in 66 elects the same directors as all do
def test_from_an_empty_database_to_a_signed_report(browser: Browser, tmp_path: Path, share: int) -> None:
    url, instance = f"sqlite:///{tmp_path / 'year.sqlite3'}", tmp_path / "served"
    instance.mkdir()
    begun = Terminal(url, instance).run(
        "new-assembly", "2027-06-15", "--secretary", "Mia Maes", SECRET_KEY=KEY
    )
    assert begun.returncode == 0, begun.stderr
    with serve(url, instance, workers=1) as served:
        hall = Hall(None, served, browser, instance / "mail", None)  # type: ignore[arg-type]  # no small world here
        address = hall.address
        page = hall.page(begun.stdout.strip(), width=1440, height=900)
        page.goto(f"{address}/office/register/imports")
        page.get_by_label("Registerbestand").set_input_files(FILES["register"])
        press(page, "Bekijken wat het zou veranderen")
        expect(page.get_by_role("link", name="45.820 Toegevoegd")).to_be_visible()
        press(page, "Dit bestand toepassen")
        expect(page.get_by_role("heading", name="Vennotenregister ingelezen")).to_be_visible()

        page.goto(f"{address}/office/")
        definition = read_file(FILES["assembly"])
        page.get_by_label("Omschrijving van de vergadering").set_input_files(
            {"name": "assembly.toml", "mimeType": "application/toml", "buffer": definition}
        )
        press(page, "De vergadering inlezen")
        expect(page.get_by_role("status")).to_contain_text("Ingelezen")
        page.get_by_role("button", name=re.compile("^Erheen gaan")).click()
        page.goto(f"{address}/office/convening")
        page.get_by_label("Typ ter bevestiging").fill("43.332")
        page.keyboard.press("Enter")
        expect(page.get_by_text("is bijeengeroepen.")).to_be_visible()
        page.goto(f"{address}/office/")
        expect(page.get_by_text("43.332 vennoten")).to_be_visible()

        voters = play_the_day(url, instance, 2, share)
        assert share > 1 or voters == 1611
        counted = f"{voters:,}".replace(",", ".")

        page.goto(f"{address}/office/after")
        expect(page.get_by_role("row", name="Quorum niet bereikt")).to_have_count(1)
        minutes = fetched(page, address, "/office/after/minutes.pdf?in=nl")
        assert "43.332" in text_of(minutes)

        enter_the_year(url, instance)
        page.goto(f"{address}/office/report/2025")
        page.get_by_role("link", name="De teksten schrijven").click()
        page.get_by_role("textbox", name="Principe 1").fill("Een jaar met 4.104 nieuwe vennoten.")
        press(page, "Deze teksten opslaan")
        page.goto(f"{address}/office/report/2025")
        report = page.get_by_role("main")
        expect(report.get_by_role("heading", name="Inleiding", exact=True).first).to_be_visible()
        lost = lost_from(sections_of(report.inner_html(), "nl"), published(voters)[1:])
        assert not lost, "\n".join(lost)
        for figure in (*REGISTER, counted, "Een jaar met 4.104 nieuwe vennoten."):
            expect(report.get_by_text(figure, exact=True).first, figure).to_be_visible()
        page.get_by_label("Dag waarop het bestuursorgaan").fill(system_clock().date().isoformat())
        page.get_by_label("Wie het ondertekent").fill("Mia Maes, secretaris")
        press(page, "Het verslag ondertekenen")
        expect(page.get_by_text("Ondertekend door Mia Maes op")).to_be_visible()
        expect(page.get_by_text("Dit is wat ondertekend is.")).to_be_visible()
        pdf = fetched(page, address, "/office/report/2025/file.pdf?in=nl&signed=1")
        assert pdf_ua_faults(pdf, "nl", "Bijzonder verslag 2025") == []
        words = set(text_of(pdf).split())
        assert words >= {*REGISTER, counted, "17/06/2025"}

        page.goto(f"{address}/office/register/member/100001")
        page.get_by_role("radio", name="uitgetreden", exact=True).check()
        page.get_by_label("Vanaf welke dag").fill("2025-12-30")
        page.get_by_label("Reden").last.fill("Brief van december, laat gevonden")
        press(page, "Deze mutatie invoeren")
        page.goto(f"{address}/office/report/2025")
        expect(report.get_by_text("veranderd; ondertekend was 45.598").first).to_be_visible()
        expect(report.get_by_text("45.597", exact=True).first).to_be_visible()
        signed = fetched(page, address, "/office/report/2025/file.html?in=nl&signed=1").decode()
        assert "45.598" in signed
        assert "45.597" not in signed
        assert fetched(page, address, "/office/report/2025/file.pdf?in=nl&signed=1") == pdf
        changed = report.get_by_text(re.compile("^Cijfers die veranderd zijn")).inner_text()

        page.goto(f"{address}/office/retention")
        look_closely(page)
        page.get_by_label("Aanwezigheid").fill("12")
        press(page, "Opslaan")
        expect(page.get_by_role("status")).to_contain_text("Opgeslagen.")
        expect(page.get_by_label("Aanwezigheid")).to_have_value("12")
        forgotten = Terminal(url, instance).run("forget", SECRET_KEY=KEY)
        assert "presence, assembly of 2025-06-17" in forgotten.stdout + forgotten.stderr
        page.goto(f"{address}/office/report/2025")
        expect(report.get_by_text(counted, exact=True).first).to_be_visible()
        expect(report.get_by_text(changed, exact=True)).to_be_visible()
        page.goto(f"{address}/office/after")
        expect(page.get_by_text("De namen van wie waar aanwezig was, zijn op")).to_be_visible()
    assert Terminal(url, instance).run("audit", "verify", SECRET_KEY=KEY).returncode == 0
