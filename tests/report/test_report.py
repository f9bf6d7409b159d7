"""The yearly report: its figures, how they are written, and what it says when they contradict each other."""

import json
import re
import shutil
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import insert, text, update

from tests.command_line import Terminal
from tests.conftest import new_app
from tests.databases import Content, Databases
from tests.rehearsal.small_day import Day
from tests.world import ACTOR, MEETING, row
from voting.database import writing
from voting.extensions import db
from voting.files import read_file
from voting.register.csv_file import Row, read_register
from voting.register.import_register import import_register
from voting.register.models import Category, Member, Movement, MovementKind
from voting.report.figures import YearFigures, year_figures

GOLDEN = Path(__file__).parent / "golden"
DEMO = Path(__file__).parents[2] / "voting" / "demo"


def bring_in(app: Flask, rows: list[Row]) -> None:
    with app.app_context(), writing(db.session()) as session:
        import_register(session, rows, now=MEETING, actor=ACTOR)


def figures_of(app: Flask, year: int) -> YearFigures:
    with app.app_context():
        figures = year_figures(db.session(), year)
        db.session.rollback()
    return figures


def leaving(number: int, on: date, kind: MovementKind, **changes: object) -> Row:
    return row(number, left_on=on, left_as=kind, **changes)


@pytest.fixture(scope="module")
def real_rows() -> list[Row]:
    return read_register(read_file(DEMO / "register-2025.csv.gz"))


def test_the_members_of_2025(app: Flask, real_rows: list[Row]) -> None:
    bring_in(app, real_rows)
    figures = figures_of(app, 2025)
    assert figures.movements == {
        MovementKind.JOINED: 4104,
        MovementKind.REFUSED: 0,
        MovementKind.RESIGNED: 213,
        MovementKind.LEFT_BY_LAW: 6,
        MovementKind.EXCLUDED: 3,
        MovementKind.LEAVE_REFUSED: 0,
    }
    assert figures.closing == 45_598
    assert figures.categories == {Category.A: 45_473, Category.B: 101, Category.C: 24}
    assert figures.opening == 45_598 - 4_104 + 222
    assert figures.left == 222
    assert figures.faults == ()
    assert figures_of(app, 2024).closing == figures.opening
    assert figures_of(app, 2024).faults == ()


def test_the_first_and_the_last_day_of_the_year_are_in_it(app: Flask) -> None:
    bring_in(
        app,
        [
            row(1, joined_on=date(2024, 12, 31)),
            row(2, joined_on=date(2025, 1, 1), category=Category.B),
            row(3, joined_on=date(2025, 12, 31)),
            row(4, joined_on=date(2026, 1, 1)),
            leaving(5, date(2024, 12, 31), MovementKind.RESIGNED),
            leaving(6, date(2025, 1, 1), MovementKind.RESIGNED),
            leaving(7, date(2025, 12, 31), MovementKind.EXCLUDED),
            leaving(8, date(2026, 1, 1), MovementKind.LEFT_BY_LAW),
            leaving(9, date(2025, 7, 1), MovementKind.LEFT_BY_LAW, joined_on=date(2025, 2, 1)),
        ],
    )
    figures = figures_of(app, 2025)
    assert (figures.opening, figures.closing, figures.left) == (4, 4, 3)
    assert [figures.movements[kind] for kind in MovementKind] == [3, 0, 1, 1, 1, 0]
    assert figures.categories == {Category.A: 3, Category.B: 1, Category.C: 0}
    assert figures.faults == ()


def test_a_year_of_nothing_is_consistent(app: Flask) -> None:
    figures = figures_of(app, 1950)
    assert (figures.opening, figures.closing, figures.assemblies) == (0, 0, ())
    assert figures.faults == ()


def test_figures_that_contradict_each_other_say_so(app: Flask) -> None:
    bring_in(app, [row(1), row(2)])
    assert figures_of(app, 2025).faults == ()
    with app.app_context(), writing(db.session()) as session:
        twice = {"member": "1", "kind": "joined", "on": date(2025, 3, 1)}
        session.execute(insert(Movement), [twice])
    assert figures_of(app, 2025).faults == ("balance",)
    with app.app_context(), writing(db.session()) as session:
        session.execute(update(Member).where(Member.number == "2").values(category="Z"))
    assert figures_of(app, 2025).faults == ("balance", "categories")


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, databases: Databases) -> Terminal:
    """An installation in which the small day of 2026 has been played."""
    directory = tmp_path_factory.mktemp("played")
    terminal = Terminal(databases.copy("sqlite", Content.EMPTY, directory), directory)
    result = terminal.run_here("rehearse", *Day().write(directory), "--database", terminal.url)
    assert result.exit_code == 0, result.output
    return terminal


@pytest.fixture
def reported(played: Terminal, tmp_path: Path) -> Terminal:
    """A copy of it."""
    copy = shutil.copytree(played.instance, tmp_path / "copy")
    return Terminal(played.url.replace(str(played.instance), str(copy)), copy)


def test_the_small_day_as_json(reported: Terminal) -> None:
    printed = reported.run("report", 2026)
    assert printed.returncode == 0, printed.stderr
    assert printed.stdout == (GOLDEN / "small-day.json").read_text()


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_the_small_day_as_a_page(reported: Terminal, language: str) -> None:
    printed = reported.run("report", 2026, "--lang", language, "--format", "html")
    assert printed.returncode == 0, printed.stderr
    assert printed.stdout == (GOLDEN / f"small-day-{language}.html").read_text()


def numbers(page: str) -> list[str]:
    return re.findall(r'<td class="num">(.*?)</td>', page)


def test_the_pages_differ_in_words_and_not_in_figures() -> None:
    pages = [(GOLDEN / f"small-day-{language}.html").read_text() for language in ("nl", "fr", "en")]
    counts = [[number for number in numbers(page) if "%" not in number] for page in pages]
    assert counts[0] == counts[1] == counts[2]
    assert counts[0][:15] == ["21", "11", "0", "1", "0", "0", "0", "31", "31", "0", "0", "17", "5", "5", "3"]
    words = [set(re.findall(r"[^\W\d]{5,}", re.sub(r"<[^>]*>", "", unescape(page)))) for page in pages]
    for one, other in ((0, 1), (0, 2), (1, 2)):
        assert len(words[one] & words[other]) <= len(words[one]) / 3


@pytest.mark.parametrize(
    ("language", "members", "joined"),
    [("nl", "45.598", "4.104"), ("fr", "45.598", "4.104"), ("en", "45,598", "4,104")],
)
def test_numbers_are_written_as_each_language_does(
    served: Terminal, language: str, members: str, joined: str
) -> None:
    result = served.run_here("report", 2025, "--lang", language, "--format", "html")
    assert result.exit_code == 0, result.output
    assert {members, joined, "213", "6", "3", "101", "24"} <= set(numbers(result.stdout))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, real_rows: list[Row]) -> Terminal:
    """An installation with the register of 2025, on a database that ``voting migrate`` has made."""
    directory = tmp_path_factory.mktemp("served")
    terminal = Terminal(f"sqlite:///{directory}/own.sqlite3", directory)
    assert terminal.run_here("migrate").exit_code == 0
    app = new_app(terminal.url, directory)
    bring_in(app, real_rows)
    with app.app_context():
        db.engine.dispose()
    return terminal


def test_as_json_it_has_the_figures_of_2025(served: Terminal) -> None:
    figures = json.loads(served.run_here("report", 2025).stdout)
    parts = ["year", "members", "assemblies", "extraordinary", "board", "consistent", "faults"]
    assert list(figures)[:7] == parts
    assert figures["members"] == {
        "opening": 41_716,
        "joined": 4104,
        "refused": 0,
        "resigned": 213,
        "left_by_law": 6,
        "excluded": 3,
        "leave_refused": 0,
        "left": 222,
        "closing": 45_598,
        "categories": {"A": 45_473, "B": 101, "C": 24},
    }
    assert (figures["year"], figures["consistent"], figures["faults"]) == (2025, True, [])
    assert figures["assemblies"] == []


@pytest.mark.parametrize("form", ["json", "html"])
def test_a_contradiction_is_printed_and_ends_with_1(reported: Terminal, form: str) -> None:
    app = new_app(reported.url, reported.instance)
    with app.app_context(), writing(db.session()) as session:
        session.execute(text("UPDATE member SET category = 'Z' WHERE number = '1'"))
    process = reported.run("report", 2026, "--lang", "en", "--format", form)
    assert process.returncode == 1
    assert "categories do not add up" in process.stderr
    if form == "json":
        assert json.loads(process.stdout)["faults"] == ["categories"]
        assert not json.loads(process.stdout)["consistent"]
    else:
        assert "contradict" in process.stdout


@pytest.mark.parametrize("arguments", [("1",), ("x",), (2025, "--lang", "xx"), (2025, "--format", "pdf"), ()])
def test_what_cannot_be_reported(served: Terminal, arguments: tuple[object, ...]) -> None:
    result = served.run_here("report", *arguments)
    assert result.exit_code == 2
    assert result.stdout == ""


def test_only_ordinary_assemblies_and_announced_elections_count(reported: Terminal) -> None:
    app = new_app(reported.url, reported.instance)
    figures = figures_of(app, 2026)
    assert [(item.date, item.voters, item.entitled) for item in figures.assemblies] == [
        (date(2026, 5, 30), 17, 30)
    ]
    assert (figures.board.filled, figures.board.vacant, figures.board.vacant_at_end) == (2, 0, 0)
    assert {name: number for name, number in figures.board.mandates.items() if number} == {
        "new": 1,
        "renewed": 1,
        "in_office": 2,
    }
    with app.app_context(), writing(db.session()) as session:
        session.execute(text("UPDATE assembly SET kind = 'extraordinary'"))
    assert figures_of(app, 2026).assemblies == ()
    assert figures_of(app, 2026).board.filled == 0
    assert figures_of(app, 2025).assemblies == ()
