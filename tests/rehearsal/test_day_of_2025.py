"""The day of 2025: in full with ``--full``; otherwise everything of it but the votes of most members."""

import csv
import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from tests.command_line import Terminal
from tests.conftest import new_app
from tests.rehearsal.day_files import FILES, OPTIONS
from tests.report.published import lost_in
from tests.world import SignedIn
from voting.auditing.contradictions import contradictions
from voting.ballot.definition import read_definition
from voting.database import writing
from voting.extensions import db
from voting.files import read_file
from voting.register.csv_file import read_register
from voting.rehearsal.compare import outcome_of
from voting.rehearsal.events import RecordedEvent, read_recorded_events
from voting.rehearsal.play import Hands, play
from voting.rehearsal.report import write_report
from voting.rehearsal.stage import clear, set_stage
from voting.retention.models import Retention

SHARE = 40
"""One member in so many keeps their votes in the reduced form."""


def keeps(event: RecordedEvent) -> bool:
    """Whether the reduced day keeps an event: all but votes; of these the refused, and some members'.

    What a vote is answered depends on nobody else's votes, so that each event keeps its answer.
    """
    return event.event != "vote" or int(event.member) % SHARE == 0 or event.member in _REFUSED


_REFUSED: set[str] = set()


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    told: dict[str, Any] = json.loads(read_file(FILES["expected"]))
    return told


def test_the_day_without_most_votes(database_url: str, tmp_path: Path, expected: dict[str, Any]) -> None:
    definition, resolutions = read_definition(read_file(FILES["assembly"]))
    venues = [venue.code for venue in definition.venues]
    day = read_recorded_events(
        read_file(FILES["events"]), definition.timezone, venues, [item.number for item in resolutions]
    )
    _REFUSED.update(event.member for event in day if event.event == "vote" and event.expect != "ok")
    kept = [event for event in day if keeps(event)]
    assert 1_000 < len(kept) < 3_500
    hands = Hands(day[0].at)
    app = new_app(database_url, tmp_path / "instance", hands)
    clear(app)
    rows = read_register(read_file(FILES["register"]))
    stage = set_stage(app, hands, rows, definition, resolutions, kept, lambda count: None)
    played = play(stage, kept, lambda count: None, SignedIn)
    assert played.differences == []
    assert played.events == len(kept)
    with app.app_context():
        outcome = outcome_of(db.session(), stage.assembly_id, played)
        assert list(contradictions(db.session())) == []
        db.session.rollback()

    for key in ("entitled", "record_date", "attendance", "joined_online", "proxies_granted", "refused"):
        assert outcome[key] == expected[key], key
    for resolution in resolutions:
        votes = [event for event in kept if event.resolution == resolution.number and event.expect == "ok"]
        votes = [event for event in votes if event.event == "vote"]
        result = outcome["resolutions"][resolution.number]
        assert votes, "the reduced day is too small"
        assert result["ballots"] == len(votes)
        assert result["by_channel"] == Counter(event.channel for event in votes)
        assert result["counts"] == counted([event.choice for event in votes], result["counts"])
    voted = {event.member for event in kept if event.event == "vote" and event.expect == "ok"}
    assert outcome["distinct_voters"] == len(voted)

    write_report(stage, tmp_path / "report", lambda count: None, SignedIn)
    assert lost_in(tmp_path / "report", len(voted)) == []
    with app.app_context():
        db.engine.dispose()


def counted(choices: list[str], shape: dict[str, Any]) -> dict[str, Any]:
    """Count choices as the events write them, in the shape of a result; written apart from the tally."""
    marks = Counter(mark for choice in choices for mark in choice.replace("+", ",").split(","))
    if all(isinstance(value, dict) for value in shape.values()):
        return {
            code: {position: marks[f"{code}={position}"] for position in positions}
            for code, positions in shape.items()
        }
    return {code: marks[code] for code in shape}


@pytest.mark.slow
def test_the_whole_day_and_its_report(
    database_url: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if not request.config.getoption("--full"):
        pytest.skip("the whole day is played with --full")
    terminal = Terminal(database_url, tmp_path)
    written = tmp_path / "report"
    process = terminal.run("rehearse", *OPTIONS, "--database", database_url, "--report", written, "--json")
    assert process.returncode == 0, process.stdout + process.stderr
    told = json.loads(process.stdout)
    assert told["equal"]
    assert told["events"] == len(list(csv.reader(io.StringIO(read_file(FILES["events"]).decode())))) - 1

    assert lost_in(written, 1611) == []

    report = terminal.run("report", 2025)
    assert report.returncode == 0, report.stderr
    figures = json.loads(report.stdout)
    assert figures["assemblies"] == [{"date": "2025-06-17", "voters": 1611, "entitled": 43332}]
    elected = {"filled": 4, "new": 3, "renewed": 1, "vacant": 3}
    assert elected.items() <= figures["board"].items()
    assert (figures["board"]["coopted"], figures["board"]["vacant_at_end"]) == (0, 3)
    html = terminal.run("report", 2025, "--lang", "nl", "--format", "html").stdout
    for number in ("1.611", "17/06/2025", "4.104", "45.598", "45.473"):
        assert number in html
    assert terminal.run("audit", "verify").returncode == 0

    app = new_app(database_url, tmp_path)
    with app.app_context():
        with writing(db.session()) as session:
            session.execute(update(Retention).values(months=12))
        db.engine.dispose()
    forgotten = terminal.run("forget")
    assert "460 check_in, 965 presence" in forgotten.stdout + forgotten.stderr
    assert terminal.run("report", 2025).stdout == report.stdout
    assert terminal.run("audit", "verify").returncode == 0
