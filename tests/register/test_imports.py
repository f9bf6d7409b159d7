"""A register file in the browser: what was recognised, what is chosen and remembered, and every fault."""

import csv
import gzip
import io
import re
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import update

from tests.register.files import HEADINGS, file, line
from tests.register.office import bring_in as store
from tests.register.office import movements, within
from tests.web.second import Browser
from tests.world import World
from voting.register.csv_file import read_register
from voting.register.models import Upload, UploadStage
from voting.register.uploads import known_headings

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
    assert "This column is missing: Gemeente (Municipality)." in page
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
    assert secretary.send(f"{IMPORTS}/2/apply", previewed).status_code == 200
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
def test_the_example_can_be_imported(secretary: Browser, name: str) -> None:
    saved = secretary.look(f"{IMPORTS}/{name}")
    assert saved.status_code == 200
    assert bring_in(secretary, saved.data) == f"{IMPORTS}/1"
    page = secretary.look(f"{IMPORTS}/1?lang=en")
    assert page.status_code == 200
    assert "20 of 20 columns recognised" in page.text
