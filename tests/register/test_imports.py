"""A register file in the browser: what was recognised, what is chosen and remembered, and every fault."""

import csv
import gzip
import io
import re
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.register.files import HEADINGS, file, line
from tests.register.office import bring_in as store
from tests.register.office import movements, within
from tests.web.cards import led_to
from tests.web.second import Browser
from tests.world import World
from voting.languages import LANGUAGES
from voting.register.columns import FIELDS
from voting.register.csv_file import Choices, read_register, recognised_register
from voting.register.models import Member, MovementKind, PersonKind, Upload, UploadStage
from voting.register.uploads import known_headings
from voting.spreadsheet import as_csv, as_xlsx

IMPORTS = "/office/register/imports"


@pytest.fixture
def secretary(world: World) -> Browser:
    return world.person("secretary")


def bring_in(secretary: Browser, content: bytes, **fields: str) -> str:
    """The address to which the office is sent, or the code of the refusal."""
    secretary.look(IMPORTS)
    answer = secretary.send(IMPORTS, {"file": (io.BytesIO(content), "register.csv")} | fields)
    return answer.headers.get("Refusal") or answer.headers["Location"]


def stage(app: Flask, upload_id: int) -> str:
    return within(app, lambda session: session.get_one(Upload, upload_id).stage)


def test_what_is_recognised_stands_above_what_would_change(world: World, secretary: Browser) -> None:
    content = file(line(100, Gemeente="Liège")).decode().replace(";", ",").encode("cp1252")
    assert bring_in(secretary, content) == f"{IMPORTS}/1"
    page = secretary.look(f"{IMPORTS}/1?lang=en").text
    assert "Windows-1252, separated by commas, 13 of 13 columns recognised." in page
    assert secretary.look(f"{IMPORTS}/1?part=added").text.count("Peeters") == 1


def test_other_columns_are_chosen_once(world: World, secretary: Browser) -> None:
    headings = HEADINGS.replace("Gemeente", "Waar") + ";Opmerking"
    content = file(line(100) + ";belt graag", headings=headings)
    assert bring_in(secretary, content) == f"{IMPORTS}/1"
    assert secretary.look(f"{IMPORTS}/1").headers["Location"] == f"{IMPORTS}/1/columns"
    page = secretary.look(f"{IMPORTS}/1/columns?lang=en").text
    assert "UTF-8, separated by semicolons, 12 of 14 columns recognised." in page
    assert "Not in this file: Representative, Municipality, " in page
    assert "belt graag" in page
    columns = dict(re.findall(r'name="(column-\d+)".*?<option value="(\w*)" selected', page, re.DOTALL))
    chosen = columns | {"column-9": "municipality", "column-13": ""}
    answer = secretary.send(f"{IMPORTS}/1/columns", chosen)
    assert answer.headers["Location"] == f"{IMPORTS}/1"
    assert secretary.look(f"{IMPORTS}/1").status_code == 200
    assert within(world.app, known_headings) == {"waar": "municipality", "opmerking": ""}

    assert bring_in(secretary, file(line(101) + ";x", headings=headings)) == f"{IMPORTS}/2"
    assert stage(world.app, 2) == UploadStage.READY
    secretary.look(f"{IMPORTS}/2")
    previewed = {"previewed": secretary.field("previewed", "")}
    applied = secretary.send(f"{IMPORTS}/2/apply", previewed)
    assert applied.location == f"{IMPORTS}/2?once=yes"
    assert ("<dd>1</dd>" in led_to(secretary, applied), "<dd>" in led_to(secretary, applied)) == (True, False)
    for wrong in ({"column-9": "shoe_size"}, {"column-9": "number\0"}):
        assert secretary.send(f"{IMPORTS}/1/columns", wrong).headers["Refusal"] == "bad_request"


def test_a_file_that_waits_is_compared_anew_where_the_register_changes(
    world: World, secretary: Browser
) -> None:
    assert bring_in(secretary, file(line(100), line(101))) == f"{IMPORTS}/1"
    within(world.app, lambda session: session.execute(update(Upload).values(findings=None)))
    assert ">2</strong> Added" in secretary.look(f"{IMPORTS}/1?lang=en").text
    store(world.app, *read_register(file(line(101))))
    page = secretary.look(f"{IMPORTS}/1?lang=en").text
    assert ">1</strong> Added" in page
    extra = gzip.compress(file(f"{line(100)};x", headings=f"{HEADINGS};Iets"))
    within(world.app, lambda session: session.execute(update(Upload).values(content=extra, findings=None)))
    assert secretary.look(f"{IMPORTS}/1").headers["Location"] == f"{IMPORTS}/1/columns"


def test_what_was_said_of_a_heading_can_be_taken_back(world: World, secretary: Browser) -> None:
    bring_in(secretary, file(line(100)))
    secretary.look(f"{IMPORTS}/1/columns")
    secretary.send(f"{IMPORTS}/1/columns", {"column-3": "first_name", "column-4": "name"})
    assert within(world.app, known_headings) == {"naam": "first_name", "voornaam": "name"}
    secretary.send(f"{IMPORTS}/1/columns", {"column-3": "name", "column-4": "first_name"})
    assert within(world.app, known_headings) == {}


def test_american_dates_are_asked_about(world: World, secretary: Browser) -> None:
    content = file(line(100, Toegetreden_op="6/1/2016"), line(101, Toegetreden_op="12/31/2016"))
    assert bring_in(secretary, content) == f"{IMPORTS}/1"
    page = secretary.look(f"{IMPORTS}/1/columns?lang=en").text
    assert "does the day or the month come first?" in page
    assert "“12/31/2016” is then not a date" in page
    wrong = secretary.send(f"{IMPORTS}/1/columns", {"dates-joined_on": "year_first"})
    assert wrong.headers["Refusal"] == "bad_request"
    faulty = secretary.send(f"{IMPORTS}/1/columns", {"dates-joined_on": "day_first"})
    assert faulty.headers["Refusal"] == "invalid_file"
    answer = secretary.send(f"{IMPORTS}/1/columns", {"dates-joined_on": "month_first"})
    assert answer.headers["Location"] == f"{IMPORTS}/1"
    secretary.look(f"{IMPORTS}/1")
    secretary.send(f"{IMPORTS}/1/apply", {"previewed": secretary.field("previewed", "")})
    assert movements(world.app, "101") == [("joined", date(2016, 12, 31))]


def test_many_faults_are_told_by_cause_and_each_is_in_a_file(world: World, secretary: Browser) -> None:
    lines = [line(number, Taal="x") for number in range(700)] + [line(900, Categorie="Z")]
    assert bring_in(secretary, file(*lines)) == "invalid_file"
    page = secretary.look(f"{IMPORTS}/1?lang=en").text
    assert "There are 701 faults in it." in page
    assert "The same on 699 other lines: 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, …" in page
    assert page.count("<li><strong>") == 2
    saved = secretary.look(f"{IMPORTS}/1/faults.csv?lang=en")
    rows = list(csv.reader(io.StringIO(saved.data.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 702
    assert rows[-1] == ["702", "Categorie", "“Z” is not a category. Choose from: A, B, C."]


def test_the_next_try_takes_the_place_of_the_faulty_one(world: World, secretary: Browser) -> None:
    assert bring_in(secretary, file(line(100, Taal="x"))) == "invalid_file"
    assert stage(world.app, 1) == UploadStage.FAULTY
    assert bring_in(secretary, file(line(100)), instead="1") == f"{IMPORTS}/2"
    kept = within(world.app, lambda session: session.get_one(Upload, 1).content)
    assert kept is None
    assert secretary.look(f"{IMPORTS}/1/faults.csv").status_code == 404
    assert bring_in(secretary, file(line(101)), instead="2") == f"{IMPORTS}/3"
    assert within(world.app, lambda session: session.get_one(Upload, 2).content) is not None


def test_of_what_is_no_table_nothing_is_kept(world: World, secretary: Browser) -> None:
    assert bring_in(secretary, bytes(range(256)) * 50) == "invalid_file"
    assert within(world.app, lambda session: session.get(Upload, 1)) is None


@pytest.mark.parametrize("name", ["template.csv", "template.xlsx", "example.csv", "example.xlsx"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_template_and_example_are_in_the_readers_language_and_come_in(
    secretary: Browser, language: str, name: str
) -> None:
    secretary.look(f"{IMPORTS}?lang={language}")
    saved = secretary.look(f"{IMPORTS}/{name}")
    assert saved.status_code == 200
    recognised = recognised_register(saved.data, Choices())
    assert recognised.headings[3] == {"nl": "Naam", "fr": "Nom", "de": "Name", "en": "Name"}[language]
    assert recognised.fields == list(FIELDS)
    assert bring_in(secretary, saved.data) == f"{IMPORTS}/1"
    page = secretary.look(f"{IMPORTS}/1?lang=en&part=added")
    assert page.status_code == 200
    assert "20 of 20 columns recognised" in page.text
    assert ("Boulangerie" in page.text) is name.startswith("example")


@pytest.mark.parametrize("file_type", ["csv", "xlsx"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_template_that_is_filled_in_comes_in_whole(
    world: World, secretary: Browser, language: str, file_type: str
) -> None:
    secretary.look(f"{IMPORTS}?lang={language}")
    header = recognised_register(secretary.look(f"{IMPORTS}/template.csv").data, Choices()).headings
    example = read_register(secretary.look(f"{IMPORTS}/example.csv").data)
    cells = {**dict(zip(header, [""] * 20, strict=True))} | dict(
        zip((header[index] for index in (0, 1, 2, 3, 7, 10)), FILLED[language], strict=True)
    )
    table = (header, [list(cells.values())])
    content = as_csv(*table) if file_type == "csv" else as_xlsx({"x": table})
    (row,) = read_register(content)
    assert (row.number, row.name, row.kind, row.joined_on) == (
        "9",
        "Zon",
        PersonKind.LEGAL,
        date(2020, 2, 13),
    )
    assert [each.left_as for each in example] == [None, None, MovementKind.RESIGNED]


FILLED = {
    "nl": ("9", "A", "rechtspersoon", "Zon", "nl", "13/02/2020"),
    "fr": ("9", "A", "personne morale", "Zon", "fr", "13/02/2020"),
    "de": ("9", "A", "juristische Person", "Zon", "de", "13/02/2020"),
    "en": ("9", "A", "legal person", "Zon", "en", "13/02/2020"),
}


def test_what_a_file_has_no_column_of_is_said_before_anything_happens(
    world: World, secretary: Browser
) -> None:
    content = file("1;Name1;01/01/2020", "500;Nieuw;13/02/2020", headings="Lidnummer;Naam;Toegetreden op")
    assert bring_in(secretary, content) == f"{IMPORTS}/1"
    page = secretary.look(f"{IMPORTS}/1/columns?lang=en").text
    assert "Not in this file: First name, Representative, E-mail, Postcode, Municipality, " in page
    assert "Whoever has left in the register stays so; whoever is new is a member." in page
    assert "This column is missing" not in page
    assert re.search(r'name="all-language".*?value="nl" selected', page, re.DOTALL)
    assert secretary.send(f"{IMPORTS}/1/columns", {"all-category": "D"}).headers["Refusal"] == "bad_request"
    unsaid = secretary.send(f"{IMPORTS}/1/columns", {"all-language": "fr"})
    assert unsaid.headers["Location"] == f"{IMPORTS}/1"
    assert secretary.look(f"{IMPORTS}/1").headers["Location"] == f"{IMPORTS}/1/columns"
    secretary.send(f"{IMPORTS}/1/columns", {"all-category": "B", "all-kind": "natural"})
    page = secretary.look(f"{IMPORTS}/1?lang=en").text
    assert "For whoever is new: Category – B, Legal form – natural person, Language – Français." in page
    assert 'id="not-in-file"' in page
    assert 'id="emptied"' not in page
    secretary.send(f"{IMPORTS}/1/apply", {"previewed": secretary.field("previewed", "")})
    query = select(Member.number, Member.email, Member.category, Member.language)
    known = {
        number: rest for number, *rest in within(world.app, lambda session: session.execute(query).all())
    }
    assert known["1"] == ["lid1@example.org", "A", "nl"]
    assert known["500"] == ["", "B", "fr"]


def test_what_empty_cells_would_take_away_is_said(world: World, secretary: Browser) -> None:
    store(world.app, *read_register(file(line(1), line(2), line(3))))
    bring_in(secretary, file(line(1), line(2, E_mail=""), line(3, E_mail="", Gemeente="")))
    page = secretary.look(f"{IMPORTS}/1?lang=en").text
    assert "It would be taken away: E-mail (2), Municipality (1)." in page
