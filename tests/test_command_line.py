"""The command ``voting``: its help, what it prints, and how it ends when something is wrong."""

import csv
import gzip
import json
import stat
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from sqlalchemy import text

from tests.command_line import Terminal
from tests.conftest import new_app
from tests.register.files import HEADINGS, file, line
from tests.register.office import act, details, within
from tests.rehearsal.small_day import ASSEMBLY, register
from tests.report.published import lost_from, published, sections_of
from tests.world import MEETING
from voting.audit_check import check_bundle
from voting.ballot.draft import Definition, change_draft
from voting.cli import main
from voting.clock import system_clock
from voting.database import writing
from voting.demo.content import last_day_of, register_until
from voting.extensions import db
from voting.register.edit import change_details, member_version
from voting.register.models import Member
from voting.rehearsal.browser import Browser, answer_of

ROOT = Path(__file__).parents[1]


def commands(group: click.Group = main, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """The path of every command, groups included."""
    found = [path]
    for name, command in group.commands.items():
        found += commands(command, (*path, name)) if isinstance(command, click.Group) else [(*path, name)]
    return found


@pytest.fixture
def terminal(make_database: Callable[[str], str], tmp_path: Path) -> Terminal:
    return Terminal(make_database("sqlite"), tmp_path)


@pytest.fixture
def installed(database_url: str, tmp_path: Path) -> Terminal:
    """An installation with the register and the assembly of the small day."""
    terminal = Terminal(database_url, tmp_path)
    (tmp_path / "register.csv").write_bytes(register())
    (tmp_path / "assembly.toml").write_text(ASSEMBLY)
    assert terminal.run_here("import-register", tmp_path / "register.csv").exit_code == 0
    assert terminal.run_here("import-assembly", tmp_path / "assembly.toml").exit_code == 0
    return terminal


@pytest.mark.parametrize("path", commands(), ids=lambda path: " ".join(path) or "voting")
def test_every_command_explains_itself(terminal: Terminal, path: tuple[str, ...]) -> None:
    result = terminal.run_here(*path, "--help")
    assert result.exit_code == 0
    assert result.stdout.startswith("Usage:")
    explanation = result.stdout.split("\n\n")[1].strip()
    assert len(explanation) > 20
    assert explanation.endswith(".")


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["import-register"],
        ["import-register", "missing.csv"],
        ["import-register", "."],
        ["import-assembly", "missing.toml"],
        ["convene", "x"],
        ["convene", 4711],
        ["issue-credentials", 4711, "--out", "codes.csv"],
        ["add-staff", 4711, "--name", "x", "--role", "chair"],
        ["add-staff", 1, "--name", "x", "--role", "emperor"],
        ["report", "MMXXV"],
        ["rehearse"],
    ],
)
def test_what_cannot_be_done_ends_with_2_and_a_sentence(terminal: Terminal, arguments: list[object]) -> None:
    result = terminal.run_here(*arguments)
    assert result.exit_code == 2, result.output
    assert isinstance(result.exception, SystemExit)
    assert result.stderr.strip()


def test_a_faulty_register_is_refused_with_every_line_and_column(installed: Terminal) -> None:
    faulty = installed.instance / "faulty.csv"
    content = file(line(1, E_mail="nee"), line(1), line(3, Naam="Andr#")).replace(b"#", b"\xe9")
    faulty.write_bytes(b"\xef\xbb\xbf" + content)
    process = installed.run("import-register", faulty)
    assert process.returncode == 2
    assert process.stderr.splitlines() == [
        "UTF-8, separated by semicolons, 13 of 13 columns recognised.",
        "Not in this file: Representative, Street and number, Box, Country, Shares, Date of birth, "
        "Mandate of the representative, Mandate until. "
        "What the register has of this stays as it is; for whoever is new it is empty.",
        "line 2, E-mail: “nee” is not an e-mail address.",
        "line 3, Lidnummer: The number 1 stands on line 2 already.",
        "line 4, Naam: The byte 0xE9 is not UTF-8. Save the file as UTF-8.",
        "3 faults; nothing has been stored.",
    ]


def test_a_register_that_asks_for_an_answer_gets_it_at_the_terminal(terminal: Terminal) -> None:
    path, found = terminal.instance / "register.csv", terminal.instance / "faults.csv"
    headings = f"{HEADINGS.replace('Gemeente', 'Waar')};Opmerking"
    lines = [f"{line(number, Toegetreden_op='6/1/2016')};x" for number in range(30)]
    path.write_bytes(file(*lines, headings=headings))
    refused = terminal.run_here("import-register", path, "--column", "Waar=municipality")
    assert refused.exit_code == 2
    assert "Passed over: Opmerking." in refused.stderr
    assert "1 faults" in refused.stderr
    answers = ("--column", "Waar=municipality", "--dates", "month-first")
    assert terminal.run_here("import-register", path, *answers).exit_code == 0
    assert terminal.run_here("import-register", path, "--column", "Waar=shoe").exit_code == 2
    path.write_bytes(file(*(line(number, Taal="x") for number in range(30))))
    many = terminal.run_here("import-register", path, "--faults", found)
    assert "The same on 29 other lines: 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, …" in many.stderr
    assert len(found.read_bytes().splitlines()) == 31


def test_a_register_without_columns_is_told_once_what_holds_for_all(terminal: Terminal) -> None:
    path = terminal.instance / "register.csv"
    path.write_bytes(file("100.001;Zon;13/02/2020", headings="Lidnummer;Naam;Toegetreden op"))
    refused = terminal.run_here("import-register", path)
    assert refused.exit_code == 2
    assert (
        "The file does not say this: Categorie (Category), Rechtsvorm (Legal form), Taal (Language). "
        "Say once what holds for everybody who is new." in refused.stderr
    )
    answers = [part for name in ("category=A", "kind=natural", "language=nl") for part in ("--for-all", name)]
    assert "Do the points belong to" in terminal.run_here("import-register", path, *answers).stderr
    brought = terminal.run_here("import-register", path, *answers, "--no-points")
    assert (brought.exit_code, "1 added" in brought.stdout) == (0, True)
    assert (
        "For whoever is new: Category – A, Legal form – natural person, Language – Nederlands."
        in brought.stderr
    )
    assert terminal.run_here("import-register", path, "--for-all", "category=D").exit_code == 2


def test_a_register_comes_in_and_says_what_changed(terminal: Terminal) -> None:
    path = terminal.instance / "register.csv.gz"
    path.write_bytes(gzip.compress(b"\xef\xbb\xbf" + file(line(1), line(2))))
    first = terminal.run("import-register", path)
    assert first.returncode == 0, first.stderr
    assert (
        "2 rows: 2 added, 0 changed, 0 unchanged; 0 fields stay as the office wrote them; 0 in"
        in first.stdout
    )
    assert "100%" in first.stderr, "there is no progress bar"
    assert "0 added, 0 changed, 2 unchanged" in terminal.run_here("import-register", path).stdout
    path.write_bytes(gzip.compress(file(line(1, Gemeente="Gent", Taal="fr"))))
    third = terminal.run_here("import-register", path).stdout.splitlines()
    assert third == [
        "1: language was “nl”, is “fr”",
        "1: municipality was “Brussel”, is “Gent”",
        "1 rows: 0 added, 1 changed, 0 unchanged; 0 fields stay as the office wrote them; "
        "1 in the register are not in the file.",
    ]


def test_what_the_office_wrote_stays_and_is_told(terminal: Terminal) -> None:
    path = terminal.instance / "register.csv"
    path.write_bytes(file(line(1)))
    assert terminal.run_here("import-register", path).exit_code == 0
    app = new_app(terminal.url, terminal.instance)
    moved = details(1, name="Peeters", first_name="An", email="an@example.org", municipality="Gent")
    within(
        app,
        lambda session: change_details(
            session, "1", moved, member_version(session.get_one(Member, "1")), act()
        ),
    )
    with app.app_context():
        db.engine.dispose()
    again = terminal.run_here("import-register", path).stdout.splitlines()
    assert again[-2] == ("1: municipality stays “Gent”, as the office wrote it; the file says “Brussel”")
    assert "0 changed, 0 unchanged; 1 fields stay as the office wrote them" in again[-1]


def test_an_assembly_comes_in_once(installed: Terminal) -> None:
    again = installed.run_here("import-assembly", installed.instance / "assembly.toml")
    assert again.exit_code == 2
    faulty = installed.instance / "faulty.toml"
    faulty.write_text(
        ASSEMBLY.replace("2026-05-15", "2026-06-15").replace('majority = "2/3"', 'majority = "x"')
    )
    result = installed.run_here("import-assembly", faulty)
    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1] == "2 faults; nothing has been stored."
    assert "record_date" in result.stderr
    assert "resolutions[1].majority" in result.stderr


def test_an_election_without_candidates_is_not_convened(installed: Terminal) -> None:
    def leave_out(draft: Definition) -> None:
        [election, *_] = [item for item in draft["resolutions"] if item["kind"] == "election"]
        election["candidates"] = []

    app = new_app(installed.url, installed.instance)
    with app.app_context():
        with writing(db.session()) as session:
            change_draft(session, 1, leave_out, now=MEETING, actor="test")
        db.engine.dispose()
    refused = installed.run_here("convene", 1, "--entitled", 30)
    assert (refused.exit_code, "Name the candidates" in refused.stderr) == (2, True)


def test_from_convening_to_codes_that_let_people_in(installed: Terminal) -> None:
    assert installed.run_here("convene", 1).exit_code == 1, "nobody types the number"
    wrong = installed.run_here("convene", 1, "--entitled", 29)
    assert (wrong.exit_code, "they are 30" in wrong.stderr) == (2, True)
    convened = installed.run_here("convene", 1, "--entitled", 30)
    assert convened.exit_code == 0, convened.output
    assert convened.stdout.startswith("30 members are entitled.")
    assert installed.run_here("convene", 1, "--entitled", 30).exit_code == 2

    out = installed.instance / "codes.csv"
    assert installed.run_here("issue-credentials", 1, "--out", out).exit_code == 0
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    rows = list(csv.DictReader(out.read_text().splitlines(), delimiter=";"))
    assert {row["number"] for row in rows} == {str(number) for number in range(1, 31)}
    written = out.read_text()
    second = installed.run_here("issue-credentials", 1, "--out", out)
    assert second.exit_code == 2
    assert out.read_text() == written
    missing = installed.run_here("issue-credentials", 1, "--out", installed.instance / "no" / "where.csv")
    assert missing.exit_code == 2

    staff = ("add-staff", 1, "--name", "An", "--role", "steward", "--venue")
    assert installed.run_here(*staff, "GNT").exit_code == 2
    code = installed.run_here(*staff, "OST").stdout.strip()
    app = new_app(installed.url, installed.instance)
    app.config["SECRET_KEY"] = (installed.instance / "secret-key").read_text().strip()
    assert answer_of(Browser(app, rows[0]["code"]).look("/assembly")) == "ok", "the first codes still hold"
    assert answer_of(Browser(app, code).look("/desk/OST/")) == "ok"
    assert answer_of(Browser(app, code).look("/desk/ANT/")) == "forbidden"
    with app.app_context():
        db.engine.dispose()


def test_heads_that_were_kept_elsewhere_tell_of_a_log_that_was_written_anew(installed: Terminal) -> None:
    """The heads are kept, and a bundle is made, which is sound; then the log ends earlier."""
    assert installed.run_here("convene", 1, "--entitled", 30).exit_code == 0
    printed, kept, bundle = installed.run_here("audit", "heads"), *map(installed.instance.joinpath, "kb")
    key, head = printed.stdout.splitlines()
    assert (key[:10], head.split()[0]) == ("# Ed25519 ", "3")
    kept.write_text(printed.stdout)
    sound = installed.run_here("audit", "verify", "--anchors", kept)
    assert sound.exit_code == 0, sound.output
    assert "1 heads that were kept elsewhere: the log has them all" in sound.stdout
    assert installed.run_here("audit", "export", 1, bundle).exit_code == 0
    assert check_bundle(bundle.read_bytes(), key.split()[-1], {3: head.split()[1]}) == []
    assert installed.run_here("audit", "export", 7, installed.instance / "x").exit_code == 2
    kept.write_text(f"3 {'f' * 64}")
    other = installed.run_here("audit", "verify", "--anchors", kept)
    assert other.exit_code == 1
    assert "entry 3 is not the one of which the head was kept" in other.stderr
    kept.write_text("no head")
    refused = installed.run_here("audit", "verify", "--anchors", kept)
    assert (refused.exit_code, "Line 1 is no number" in refused.stderr) == (2, True)


def test_the_chain_is_verified(installed: Terminal) -> None:
    agree = "the tables agree with the log and with each other"
    sound = installed.run("audit", "verify")
    assert (sound.returncode, sound.stdout.strip()) == (0, f"2 entries: the chain is sound\n{agree}")
    app = new_app(installed.url, installed.instance)
    with app.app_context(), writing(db.session()) as session:
        session.execute(text("UPDATE audit_head SET seq = 1"))
    with app.app_context():
        db.engine.dispose()
    broken = installed.run("audit", "verify")
    assert (broken.returncode, broken.stdout.strip()) == (1, f"1 entries: the chain is BROKEN\n{agree}")
    assert broken.stderr.strip()


@pytest.mark.parametrize("url", ["postgresql://nobody@127.0.0.1:1/none", "sqlite:////nowhere/at/all.sqlite3"])
def test_a_database_that_cannot_be_used_is_no_broken_chain(tmp_path: Path, url: str) -> None:
    terminal = Terminal(url, tmp_path)
    for arguments in (["report", "2025"], ["migrate"]):
        result = terminal.run_here(*arguments)
        assert result.exit_code == 2, result.exception
        assert "The database cannot be used" in result.stderr
    process = terminal.run("audit", "verify")
    assert process.returncode == 2, process.stderr
    assert "The database cannot be used" in process.stderr
    assert "Traceback" not in process.stderr


def test_a_new_installation_is_made_where_it_is_said_to_be(tmp_path: Path) -> None:
    before = sorted((ROOT / "instance").glob("*")) if (ROOT / "instance").exists() else None
    place = tmp_path / "a" / "place"
    terminal = Terminal("", tmp_path)
    process = terminal.run("migrate", INSTANCE=str(place))
    assert process.returncode == 0, process.stderr
    assert {"secret-key", "voting.sqlite3"} <= {path.name for path in place.iterdir()}
    assert stat.S_IMODE((place / "secret-key").stat().st_mode) == 0o600
    secret = (place / "secret-key").read_text()
    assert len(secret) >= 32
    assert terminal.run("report", 2025, INSTANCE=str(place)).returncode == 0
    assert (place / "secret-key").read_text() == secret
    after = sorted((ROOT / "instance").glob("*")) if (ROOT / "instance").exists() else None
    assert before == after


def test_the_demonstration_is_loaded_once_and_keeps_its_codes(terminal: Terminal) -> None:
    first = terminal.run("demo", HOST="0.0.0.0", PORT="9000")
    assert first.returncode == 0, first.stderr
    for who in ("member", "desk steward", "supervisor", "teller", "chair", "secretary", "administrator"):
        assert who in first.stdout
    for who in ("auditor", "hall display"):
        assert who in first.stdout
    assert "http://0.0.0.0:9000/" in first.stdout
    kept = terminal.instance / "demo-codes.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert len(json.loads(kept.read_text())) == len(first.stdout.splitlines())
    again = terminal.run("demo", HOST="0.0.0.0", PORT="9000")
    assert again.stdout == first.stdout
    year = last_day_of(register_until(system_clock().date())).year
    report = terminal.run("report", year, "--lang", "nl", "--format", "html")
    assert report.returncode == 0, report.stderr
    assert lost_from(sections_of(report.stdout, "nl"), published(year=year)) == []
