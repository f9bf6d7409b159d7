"""What an assembly tells its members: programme, documents, texts, why somebody cannot vote, the pass."""

import io
import re
from pathlib import Path

import pypdf
import pytest
import typst
import zxingcpp
from flask import Flask
from PIL import Image
from sqlalchemy import select, update

from tests.command_line import Terminal
from tests.world import ASSEMBLY, Clock, World, make_world
from voting.assembly.documents import LARGEST, read_documents
from voting.assembly.models import Assembly, Document, Venue
from voting.attendance.passes import pass_token
from voting.ballot.definition import read_definition
from voting.database import writing
from voting.errors import InvalidFile
from voting.extensions import db
from voting.register.models import Member
from voting.rehearsal.browser import answer_of

PDF = b"%PDF-1.7 a document"
CONTENT = """
[[programme]]
at = 2025-06-17T10:00:00
text = { nl = "Opening", en = "Opening words" }

[[programme]]
at = 2025-06-17T09:30:00
text = { nl = "Ontvangst" }

[[documents]]
title = { nl = "Jaarverslag", fr = "Rapport annuel" }
files = { nl = "verslag.pdf", fr = "rapport.pdf" }
"""
RICH = (
    ASSEMBLY.replace(
        'name = { nl = "Brussel"', 'address = "Kunstlaan 1, 1000 Brussel"\nname = { nl = "Brussel"'
    )
    .replace(
        'en = "Annual accounts" }',
        'en = "Annual accounts" }\ntext = { nl = "Wij keuren goed." }',
    )
    .replace('name = "Ann",', 'name = "Ann", statement = { nl = "Ik ben <b>Ann</b>.", en = "I am Ann." },')
)


def faults(text: str, **files: bytes) -> list[tuple[str, str]]:
    """The place and code of each fault in a definition and its documents."""
    try:
        definition, _ = read_definition(text.encode())
        read_documents(definition.documents, files.get)
    except InvalidFile as invalid:
        return [(fault.column, fault.code) for fault in invalid.faults]
    return []


def test_each_fault_in_the_content_has_its_place() -> None:
    names = {"verslag.pdf": PDF, "rapport.pdf": PDF}
    assert faults(ASSEMBLY + CONTENT, **names) == []
    assert faults(ASSEMBLY + CONTENT) == [
        ("documents[1].files.fr", "file_missing"),
        ("documents[1].files.nl", "file_missing"),
    ]
    for bad in (b"MZ no pdf", PDF + b" " * LARGEST):
        assert faults(ASSEMBLY + CONTENT, **(names | {"rapport.pdf": bad})) == [
            ("documents[1].files.fr", "not_pdf")
        ]
    for name in ("../secret.pdf", "/etc/passwd", "a/b.pdf", ".hidden", "x" * 101):
        assert faults(ASSEMBLY + CONTENT.replace("verslag.pdf", name)) == [
            ("documents[1].files.nl", "file_name_invalid")
        ]
    assert faults(ASSEMBLY + CONTENT.replace("at = 2025-06-17T10:00:00", 'at = "ten"')) == [
        ("programme[1].at", "wrong_type")
    ]
    assert faults(ASSEMBLY + CONTENT.replace("text = { nl = ", "text = { xx = ", 1)) == [
        ("programme[1].text.xx", "language_unknown")
    ]
    assert faults(ASSEMBLY + '[[documents]]\ntitle = "x"\nfiles = {}\n') == [
        ("documents[1].files", "value_missing")
    ]
    assert faults(ASSEMBLY + '[[documents]]\ntitle = "x"\n') == [("documents[1].files", "value_missing")]


@pytest.fixture
def rich(app: Flask, clock: Clock) -> World:
    """A world whose assembly has a programme, addresses, texts and statements."""
    return make_world(app, clock, RICH + CONTENT)


def test_programme_and_addresses_are_shown_in_local_time_and_order(rich: World) -> None:
    page = rich.member(1).look("/assembly?lang=en").text
    assert page.index("09:30") < page.index("10:00")
    assert "Opening words" in page
    assert '<span lang="nl">Ontvangst</span>' in page
    assert "Some texts are shown in: Nederlands." in page
    assert "Kunstlaan 1" in rich.member(1).look("/assembly/pass").text


def test_nothing_is_said_of_languages_where_everything_is_in_the_readers(rich: World) -> None:
    page = rich.member(1).look("/assembly?lang=nl").text
    assert "language-note" not in page
    assert 'lang="nl">Ontvangst' not in page


def test_texts_and_statements_stand_on_the_ballot(rich: World) -> None:
    rich.person("chair").send(f"/chair/resolutions/{rich.resolutions['1']}/open", {})
    rich.person("chair").send(f"/chair/resolutions/{rich.resolutions['2']}/open", {})
    page = rich.member(1).look(f"/resolutions/{rich.resolutions['1']}?lang=fr").text
    assert re.search(r'<div class="full-text" lang="nl">Wij keuren goed.</div>', page)
    assert "Certains textes sont affichés dans cette ou ces langues\u00a0: Nederlands" in page
    page = rich.member(1).look(f"/resolutions/{rich.resolutions['2']}?lang=en").text
    assert "I am Ann." in page
    page = rich.member(1).look(f"/resolutions/{rich.resolutions['2']}?lang=nl").text
    assert "Ik ben &lt;b&gt;Ann&lt;/b&gt;." in page


def upload(world: World, **files: bytes) -> str:
    """Bring in next year's assembly with its documents."""
    definition = (ASSEMBLY + CONTENT).replace("2025-", "2026-").encode()
    fields = {
        "file": (io.BytesIO(definition), "assembly.toml"),
        "documents": [(io.BytesIO(content), name) for name, content in files.items()],
    }
    return answer_of(world.person("secretary").send("/office/assembly", fields))


def test_documents_are_brought_in_with_the_definition_or_nothing_is(world: World) -> None:
    assert upload(world, **{"verslag.pdf": PDF}) == "invalid_file"
    with world.app.app_context():
        assert db.session.query(Assembly).count() == 1
    assert upload(world, **{"verslag.pdf": PDF, "rapport.pdf": PDF + b" fr"}) == "ok"
    with world.app.app_context():
        assert db.session.query(Assembly).count() == 2


def test_documents_are_for_the_people_of_their_assembly(app: Flask, world: World, tmp_path: Path) -> None:
    terminal = Terminal(app.config["SQLALCHEMY_DATABASE_URI"], tmp_path / "instance")
    folder = terminal.instance / "files"
    folder.mkdir(parents=True)
    (folder / "assembly.toml").write_text((ASSEMBLY + CONTENT).replace("2025-", "2026-"))
    (folder / "verslag.pdf").write_bytes(PDF)
    assert terminal.run_here("import-assembly", folder / "assembly.toml").exit_code == 2
    (folder / "rapport.pdf").write_bytes(PDF + b" fr")
    assert terminal.run_here("import-assembly", folder / "assembly.toml").exit_code == 0
    with app.app_context(), writing(db.session()) as session:
        kept = session.scalars(select(Document).order_by(Document.id)).all()
        assert [(file.language, file.size) for file in kept] == [("nl", len(PDF)), ("fr", len(PDF) + 3)]
        path = f"/assembly/documents/{kept[0].id}.pdf"
    assert answer_of(world.member(1).look(path)) == "not_found"
    assert answer_of(app.test_client().get(path)) == "sign_in_needed"
    with app.app_context(), writing(db.session()) as session:
        session.execute(update(Document).values(assembly_id=world.assembly_id))
    for browser in (world.member(1), world.member(42)):
        answer = browser.look(path)
        assert (answer.data, answer.mimetype) == (PDF, "application/pdf")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    page = world.member(1).look("/assembly?lang=de").text
    assert page.count(path) == 1
    assert "Français" in page[page.index(path) :]
    one = world.resolutions["1"]
    assert path in world.member(1).look(f"/resolutions/{one}").text, "before the vote"
    world.person("chair").send(f"/chair/resolutions/{one}/open", {})
    ballot = world.member(1).look(f"/resolutions/{one}").text
    assert ballot.index('name="choice"') < ballot.index(path), "below the ballot"


def text_of(pdf: bytes) -> str:
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert len(reader.pages) == 1
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]  # type: ignore[index]
    return reader.pages[0].extract_text()


@pytest.mark.parametrize("language", ["nl", "fr", "en", "de"])
def test_the_pass_is_a_pdf_with_every_letter_of_a_name(world: World, language: str) -> None:
    name = "Zoë Łęcka-D’Hondt #strong[x] \\ Ÿ"
    first_name, _, rest = name.partition(" ")
    with world.app.app_context(), writing(db.session()) as session:
        session.execute(update(Member).where(Member.number == "1").values(first_name=first_name, name=rest))
        session.execute(update(Venue).where(Venue.code == "BRU").values(address="Kunstlaan 1 *5*"))
    answer = world.member(1).look(f"/assembly/pass.pdf?lang={language}")
    assert answer.mimetype == "application/pdf"
    text = text_of(answer.data)
    assert name in text
    assert "Kunstlaan 1 *5*" in text
    title = {"nl": "Toegangsbewijs", "fr": "Carte d’admission", "en": "Admission pass"}
    assert title.get(language, "Zutrittskarte") in text


def test_the_code_on_page_and_paper_is_the_pass(world: World) -> None:
    token = pass_token(b"a key for tests only", world.assembly_id, "1")
    svg = world.member(1).look("/assembly/pass.svg").data
    picture = typst.compile(
        b'#set page(width: auto, height: auto)\n#image(bytes(sys.inputs.qr), format: "svg", width: 8cm)',
        sys_inputs={"qr": svg.decode()},
        format="png",
    )
    assert isinstance(picture, bytes)
    [found] = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))
    assert found.text == token


@pytest.mark.parametrize("path", ["/assembly/pass", "/assembly/pass.svg", "/assembly/pass.pdf"])
def test_who_is_not_on_the_roll_has_no_pass(world: World, path: str) -> None:
    for member in (41, 42):
        assert answer_of(world.member(member).look(path)) == "not_entitled"


def test_somebody_who_cannot_vote_is_told_why(world: World) -> None:
    joined = world.member(41).look("/assembly?lang=en").text
    assert "you became a member on 3 June 2025, after the record date, 2 June 2025" in joined
    left = world.member(42).look("/assembly?lang=fr").text
    assert "vous avez quitté la coopérative le 2 juin 2025" in left
    assert "Proxy" not in joined
