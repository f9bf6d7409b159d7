"""``voting rehearse``: a whole day that must come out as expected, and everything that must not."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import create_engine, func, insert, select, text
from sqlalchemy.orm import Session

from tests.command_line import Terminal
from tests.register.files import file, line
from tests.rehearsal.small_day import EVENTS, Day
from voting.assembly.models import Assembly
from voting.audit.models import AuditEntry
from voting.languages import LANGUAGES
from voting.register.models import Member
from voting.rehearsal.compare import differences


@pytest.fixture
def terminal(make_database: Callable[[str], str], tmp_path: Path) -> Terminal:
    """A terminal whose own installation a rehearsal must leave alone."""
    return Terminal(make_database("sqlite"), tmp_path)


def rehearse(terminal: Terminal, day: Day, *options: str) -> Result:
    return terminal.run_here("rehearse", *day.write(terminal.instance), *options)


def differing(result: Result) -> list[str]:
    """The differences that the table at the end names."""
    assert result.exit_code == 1, result.output
    return re.findall(r"^DIFFERENT  (.*)$", result.stdout, re.MULTILINE)


def contents(url: str) -> dict[str, int]:
    engine = create_engine(url)
    with Session(engine) as session:
        found = {
            table.__tablename__: session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Member, Assembly, AuditEntry)
        }
    engine.dispose()
    return found


def test_the_small_day_comes_out_as_worked_out_by_hand(
    terminal: Terminal, database_url: str, tmp_path: Path
) -> None:
    day, before = Day(), contents(terminal.url)
    options = [*day.write(tmp_path), "--database", database_url]
    first = terminal.run("rehearse", *options)
    assert first.returncode == 0, first.stdout + first.stderr
    assert "all equal" in first.stdout
    assert not differing_lines(first.stdout)
    kind = database_url.partition(":")[0].partition("+")[0]
    again = terminal.run("rehearse", *options, "--json")
    assert again.returncode == 0, again.stdout + again.stderr
    told = json.loads(again.stdout)
    assert (told["equal"], told["differences"], told["database"]) == (True, [], kind)
    assert told["events"] == len(EVENTS.strip().splitlines())
    assert told["outcome"]["refused"] == day.expected["refused"]
    assert contents(database_url)["assembly"] == 1
    assert contents(terminal.url) == before, "the installation's own database has been touched"
    sound = Terminal(database_url, tmp_path).run("audit", "verify")
    assert sound.returncode == 0, sound.stderr


def differing_lines(output: str) -> list[str]:
    return [item for item in output.splitlines() if item.startswith("DIFFERENT")]


def test_without_a_database_it_makes_one_and_removes_it(terminal: Terminal) -> None:
    process = rehearse(terminal, Day(), "--json")
    assert process.exit_code == 0, process.stderr
    assert json.loads(process.stdout)["database"] == "sqlite"
    assert contents(terminal.url) == {"member": 0, "assembly": 0, "audit_entry": 0}


def test_the_report_of_its_year_is_written_in_each_language_and_form(
    terminal: Terminal, tmp_path: Path
) -> None:
    folder = tmp_path / "of the year" / "report"
    process = rehearse(terminal, Day(), "--report", str(folder))
    assert process.exit_code == 0, process.output
    written = {f"special-report-2026-{code}.{form}" for code in LANGUAGES for form in ("pdf", "docx", "html")}
    assert {file.name for file in folder.iterdir()} == {"special-report-2026.json", *written}
    content = json.loads((folder / "special-report-2026.json").read_text())
    assert set(content["texts"]["principle_7"]) == set(LANGUAGES)
    assert [item["date"] for item in content["assemblies"]] == ["2026-05-30"]
    assert content["facts"]["founding"]["founding"]["year"] == 2017
    assert "2027" in content["texts"]["principle_7"]["nl"]
    assert content["events"]["preparatory"] == {"events": 10, "days": 10, "cities": 7, "participants": 296}


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What comes out of the small day."""
    directory = tmp_path_factory.mktemp("day")
    result = Terminal("", directory).run_here("rehearse", *Day().write(directory), "--json")
    assert result.exit_code == 0, result.output
    told: dict[str, Any] = json.loads(result.stdout)["outcome"]
    return told


def test_nothing_differs_from_what_was_worked_out(outcome: dict[str, Any]) -> None:
    assert differences(Day().expected, outcome) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("entitled",), 31),
        (("distinct_voters",), 16),
        (("attendance", "OST"), 4),
        (("attendance", "GNT"), 1),
        (("joined_online",), 2),
        (("proxies_granted",), 5),
        (("refused", "not_open"), 7),
        (("refused", "unknown_pass"), 1),
        (("record_date",), "2026-05-16"),
        (("resolutions", "A1", "ballots"), 18),
        (("resolutions", "A1", "by_channel", "proxy"), 3),
        (("resolutions", "A1", "by_channel", "post"), 1),
        (("resolutions", "A2", "by_venue", "ANT"), 2),
        (("resolutions", "A1", "counts", "against"), 4),
        (("resolutions", "A1", "outcome"), "rejected"),
        (("resolutions", "B1", "counts", "y", "abstain"), 2),
        (("resolutions", "B1", "elected"), ["x", "y"]),
        (("resolutions", "B1", "elected"), ["z", "x"]),
        (("resolutions", "B1", "vacant"), 1),
        (("resolutions", "B2", "blank"), 0),
        (("resolutions", "B2", "outcome"), "elected"),
    ],
)
def test_one_wrong_expectation_is_named(outcome: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    day = Day()
    place = day.expected
    for key in path[:-1]:
        place = place[key]
    assert place.get(path[-1]) != value
    place[path[-1]] = value
    (difference,) = differences(day.expected, outcome)
    assert difference.startswith(".".join(path) + ":")
    assert str(value) in difference


def test_every_difference_is_named(terminal: Terminal) -> None:
    day = Day()
    day.expected["entitled"] = 1
    del day.expected["resolutions"]["A1"]["counts"]["abstain"]
    day.expected["resolutions"]["C9"] = {"ballots": 3}
    day.events = day.events.replace(
        "vote,15,,,online,A1,maybe,invalid_choice", "vote,15,,,online,A1,maybe,ok"
    ).replace("check_in,1,,OST,,,,ok", "check_in,1,,OST,,,,present_elsewhere")
    found = differing(rehearse(terminal, day, "--database", f"sqlite:///{terminal.instance}/own.sqlite3"))
    assert len(found) == 5
    first, second = found[:2]
    assert re.search(r"line 19\b.*check_in.*\b1\b.*answered ok.*expected present_elsewhere", first)
    assert re.search(r"line 54\b.*vote.*\b15\b.*answered invalid_choice.*expected ok", second)
    assert [item.partition(":")[0] for item in found[2:]] == [
        "entitled",
        "resolutions.A1.counts.abstain",
        "resolutions.C9",
    ]
    told = json.loads(rehearse(terminal, day, "--json").stdout)
    assert (told["equal"], told["differences"]) == (False, found)


def test_a_vote_too_many_is_seen(terminal: Terminal) -> None:
    day = Day()
    day.events = day.events.replace(
        "2026-05-30 10:30:00,close",
        "2026-05-30 10:29:00,vote,17,,,online,A1,for,ok\n2026-05-30 10:30:00,close",
    )
    places = {item.partition(":")[0] for item in differing(rehearse(terminal, day))}
    assert places == {
        "distinct_voters",
        "resolutions.A1.ballots",
        "resolutions.A1.by_channel.online",
        "resolutions.A1.counts.for",
    }


NO_HALLS = """
date = 2024-11-02
record_date = 2024-11-02
timezone = "Asia/Kolkata"
proxies_per_holder = 0
title = "AGM"

[[resolutions]]
number = "1"
kind = "motion"
title = "Quorum"
method = "for_against_abstain"
quorum = "1/1"

[[resolutions]]
number = "2"
kind = "election"
title = "Seats to spare"
method = "per_candidate"
seats = 5
candidates = [ { code = "a", name = "A" }, { code = "b", name = "B" } ]
"""

NO_HALLS_EVENTS = """
2024-10-01 09:00:00,grant_proxy,1,2,,,,,proxy_limit
2024-11-01 09:00:00,vote,1,,,advance,1,for,not_open
2024-11-02 09:00:00,join_online,1,,,online,,,ok
2024-11-02 09:00:00,join_online,1,,,online,,,ok
2024-11-02 09:01:00,open,,,,,1,,ok
2024-11-02 09:01:00,open,,,,,2,,ok
2024-11-02 09:01:00,open,,,,,2,,wrong_state
2024-11-02 09:02:00,vote,1,,,online,1,for,ok
2024-11-02 09:02:00,vote,1,,,online,2,"a=against,b=for",ok
2024-11-02 09:02:00,vote,2,,,online,2,"a=abstain,b=abstain",ok
2024-11-02 09:02:00,vote,2,1,,proxy,1,for,no_proxy
2024-11-02 09:03:00,close,,,,,1,,ok
2024-11-02 09:03:00,announce,,,,,2,,wrong_state
2024-11-02 09:03:00,close,,,,,2,,ok
2024-11-02 09:04:00,announce,,,,,1,,ok
2024-11-02 09:04:00,announce,,,,,2,,ok
"""


def test_a_day_without_halls_advance_votes_or_proxies(terminal: Terminal, database_url: str) -> None:
    expected = {
        "entitled": 3,
        "distinct_voters": 2,
        "attendance": {},
        "joined_online": 1,
        "proxies_granted": 0,
        "refused": {"proxy_limit": 1, "not_open": 1, "no_proxy": 1, "wrong_state": 2},
        "resolutions": {
            "1": {
                "ballots": 1,
                "by_channel": {"online": 1},
                "by_venue": {},
                "counts": {"for": 1, "against": 0, "abstain": 0},
                "outcome": "quorum_not_met",
            },
            "2": {
                "counts": {
                    "a": {"for": 0, "against": 1, "abstain": 1},
                    "b": {"for": 1, "against": 0, "abstain": 1},
                },
                "elected": ["b"],
                "vacant": 4,
            },
        },
    }
    register = file(*(line(number) for number in (1, 2, 3)), ends="\n")
    day = Day(register, NO_HALLS, NO_HALLS_EVENTS, expected)
    process = rehearse(terminal, day, "--database", database_url)
    assert process.exit_code == 0, process.output


def test_a_spoiled_paper_ballot_is_counted_as_no_valid_one(terminal: Terminal) -> None:
    day = Day()
    day.events = day.events.replace("OST,paper,A2,abstain,ok", "OST,paper,A2,,ok")
    day.expected["resolutions"]["A2"] |= {
        "ballots": 4,
        "unreturned": 1,
        "counts": {"for": 2, "against": 2, "abstain": 0},
    }
    process = rehearse(terminal, day)
    assert process.exit_code == 0, process.output


def test_a_database_that_holds_a_register_is_refused_and_untouched(
    terminal: Terminal, database_url: str, tmp_path: Path
) -> None:
    own = Terminal(database_url, tmp_path)
    register = tmp_path / "register.csv"
    register.write_bytes(file(line(1)))
    assert own.run_here("import-register", register).exit_code == 0
    before = contents(database_url)
    process = rehearse(terminal, Day(), "--database", database_url)
    assert process.exit_code == 2
    assert "real assembly" in process.stderr
    assert contents(database_url) == before == {"member": 1, "assembly": 0, "audit_entry": 1}


def test_a_database_that_holds_an_assembly_is_refused_and_untouched(
    terminal: Terminal, database_url: str, tmp_path: Path
) -> None:
    own, definition = Terminal(database_url, tmp_path), tmp_path / "assembly.toml"
    definition.write_text(NO_HALLS)
    assert own.run_here("import-assembly", definition).exit_code == 0
    before = contents(database_url)
    assert rehearse(terminal, Day(), "--database", database_url).exit_code == 2
    assert contents(database_url) == before


def test_a_rehearsals_database_that_has_since_become_real_is_refused(
    terminal: Terminal, database_url: str, tmp_path: Path
) -> None:
    assert rehearse(terminal, Day(), "--database", database_url).exit_code == 0
    own, definition = Terminal(database_url, tmp_path), tmp_path / "assembly.toml"
    definition.write_text(NO_HALLS)
    assert own.run_here("import-assembly", definition).exit_code == 0
    before = contents(database_url)
    assert rehearse(terminal, Day(), "--database", database_url).exit_code == 2
    assert contents(database_url) == before


def test_rows_without_a_log_are_real_too(terminal: Terminal, database_url: str) -> None:
    engine = create_engine(database_url)
    values = {column.name: "A" for column in Member.__table__.c if not column.nullable}
    with Session(engine) as session:
        session.execute(insert(Member), [values])
        session.commit()
    assert rehearse(terminal, Day(), "--database", database_url).exit_code == 2
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(Member)) == 1
    engine.dispose()


@pytest.mark.parametrize(
    ("part", "before", "after", "said"),
    [
        ("register", b";Peeters;", b";;", "line 2, Naam"),
        ("assembly", 'majority = "2/3"', 'majority = "most"', "resolutions[1].majority"),
        ("events", "check_in,1,,OST", "check_in,1,,GNT", "line 19, venue"),
        ("events", "check_in,1,,OST", "check_in,1,,", "line 19, venue"),
        ("events", "check_in,1,,OST", "check_in,,,OST", "line 19, member"),
        ("events", "check_in,1,,OST", "checkin,1,,OST", "line 19, event"),
        ("events", "open,,,,,A2", "open,,,,,A9", "resolution"),
        ("events", "open,,,,,A2", "open,,,,,", "resolution"),
        ("events", "vote,8,,OST,paper", "vote,8,,,paper", "venue"),
        ("events", "vote,21,1,,proxy", "vote,21,,,proxy", "holder"),
        ("events", "2026-05-18 10:00:00", "18/05/2026 10:00", "line 2, at"),
        ("events", ",,,,,A2,,ok", ",,,,,A2,ok", "8 fields"),
    ],
)
def test_a_faulty_file_is_refused_with_the_place(
    terminal: Terminal, part: str, before: Any, after: Any, said: str
) -> None:
    day = Day()
    content = getattr(day, part)
    assert before in content
    setattr(day, part, content.replace(before, after, 1))
    result = terminal.run_here("rehearse", *day.write(terminal.instance))
    assert result.exit_code == 2, result.output
    assert said in result.stderr


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b"{" * 100_000])
def test_an_expected_file_that_is_no_json_object_is_refused(terminal: Terminal, content: bytes) -> None:
    options = Day().write(terminal.instance)
    Path(options[-1]).write_bytes(content)
    result = terminal.run_here("rehearse", *options)
    assert result.exit_code == 2, result.exception


def test_a_database_that_does_not_answer_is_refused(terminal: Terminal) -> None:
    for url in ("postgresql://nobody@127.0.0.1:1/none", "no url at all"):
        process = rehearse(terminal, Day(), "--database", url)
        assert process.exit_code == 2
        assert "The database cannot be used" in process.stderr


def test_empty_lines_and_a_missing_end_of_line_are_no_events(terminal: Terminal) -> None:
    day = Day()
    day.events = day.events.strip().replace("\n2026-05-30 10:40:00", "\n\n2026-05-30 10:40:00") + "\n\n"
    assert rehearse(terminal, day).exit_code == 0


def test_the_log_of_a_rehearsal_names_nobody(terminal: Terminal, database_url: str) -> None:
    assert rehearse(terminal, Day(), "--database", database_url).exit_code == 0
    engine = create_engine(database_url)
    with Session(engine) as session:
        written = " ".join(session.scalars(select(AuditEntry.details)))
        actions = set(session.scalars(select(AuditEntry.action)))
        choices = session.scalar(text("SELECT count(*) FROM ballot"))
    engine.dispose()
    assert choices
    assert "Peeters" not in written
    assert "example.org" not in written
    assert {
        "proxy.offered",
        "proxy.accepted",
        "attendance.scanned",
        "resolution.opened",
        "paper.sheet_entered",
    } <= actions
    assert not re.search(r"\b(against|abstain|x=for)\b", written)
