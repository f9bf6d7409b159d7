"""``voting rehearse``: a whole recorded day through the application, and the comparison at the end."""

import json
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
from sqlalchemy import make_url
from tqdm import tqdm

from voting.ballot.definition import read_definition
from voting.database import normalise_url
from voting.extensions import db
from voting.files import read_file
from voting.register.csv_file import read_register
from voting.rehearsal.compare import differences, outcome_of
from voting.rehearsal.events import RecordedEvent, read_recorded_events
from voting.rehearsal.play import Hands, Played, play
from voting.rehearsal.report import FILES as REPORT_FILES
from voting.rehearsal.report import write_report
from voting.rehearsal.stage import RealAssembly, clear, rehearsal_settings, set_stage


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """The end of a rehearsal: what came out, and everything that is not as expected."""

    played: Played
    outcome: dict[str, Any]
    differences: list[str]


@click.command("rehearse")
@click.option("--register", "register_file", type=click.Path(path_type=Path, exists=True), required=True)
@click.option("--assembly", "assembly_file", type=click.Path(path_type=Path, exists=True), required=True)
@click.option("--events", "events_file", type=click.Path(path_type=Path, exists=True), required=True)
@click.option("--expected", "expected_file", type=click.Path(path_type=Path, exists=True), required=True)
@click.option("--database", help="URL of an empty database; without it a temporary SQLite file.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
@click.option(
    "--report",
    "report_folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the special report of the year, in each language and form, with what the secretary of "
    "the demonstration has entered for it.",
)
def rehearse(
    register_file: Path,
    assembly_file: Path,
    events_file: Path,
    expected_file: Path,
    database: str | None,
    as_json: bool,
    report_folder: Path | None,
) -> None:
    """Play a whole day through the application's own routes and compare what comes out.

    Ends with 0 when everything is as expected, with 1 when anything differs, with 2 when the files or the
    database cannot be used.
    """
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="rehearsal-") as directory:
        url = normalise_url(database or f"sqlite:///{directory}/rehearsal.sqlite3")
        try:
            rehearsed = _rehearse(
                url,
                directory,
                read_file(register_file),
                read_file(assembly_file),
                read_file(events_file),
                _read_expected(expected_file),
                report_folder,
            )
        except RealAssembly as real:
            raise click.BadParameter(
                "this database holds a real assembly or register. It has not been touched; "
                "give an empty database.",
                param_hint="--database",
            ) from real
    kind = make_url(url).get_backend_name()
    seconds = time.monotonic() - began
    if as_json:
        click.echo(json.dumps(_as_json(rehearsed, kind, seconds), indent=1, ensure_ascii=False))
    else:
        click.echo(_as_table(rehearsed, kind, seconds))
    raise SystemExit(1 if rehearsed.differences else 0)


def _rehearse(
    url: str,
    directory: str,
    register: bytes,
    assembly: bytes,
    events: bytes,
    expected: dict[str, Any],
    report_folder: Path | None,
) -> Rehearsed:
    from voting import create_app

    rows = read_register(register)
    definition, resolutions = read_definition(assembly)
    day = read_recorded_events(
        events,
        definition.timezone,
        [venue.code for venue in definition.venues],
        [resolution.number for resolution in resolutions],
    )
    hands = Hands(_before(day))
    app = create_app(rehearsal_settings(url, directory), clock=hands)
    clear(app)
    with tqdm(total=len(rows), desc="register", unit=" members") as bar:
        stage = set_stage(app, hands, rows, definition, resolutions, day, bar.update)
    with tqdm(total=len(day), desc="the day", unit=" events") as bar:
        played = play(stage, day, bar.update)
    with app.app_context():
        outcome = outcome_of(db.session(), stage.assembly_id, played)
        db.session.rollback()
    if report_folder:
        with tqdm(total=REPORT_FILES, desc="the report", unit=" files") as bar:
            write_report(stage, report_folder, bar.update)
    with app.app_context():
        db.engine.dispose()
    return Rehearsed(played, outcome, played.differences + differences(expected, outcome))


def _read_expected(path: Path) -> dict[str, Any]:
    try:
        expected: dict[str, Any] = json.loads(read_file(path))
    except (ValueError, RecursionError) as error:
        raise click.BadParameter(f"not JSON: {error}", param_hint="--expected") from error
    if not isinstance(expected, dict):
        raise click.BadParameter("not a JSON object", param_hint="--expected")
    return expected


def _before(day: list[RecordedEvent]) -> datetime:
    """A moment before the first event, at which the assembly is convened."""
    first = min((event.at for event in day), default=datetime.now(UTC))
    return first - timedelta(days=1)


def _as_json(rehearsed: Rehearsed, kind: str, seconds: float) -> dict[str, Any]:
    return {
        "equal": not rehearsed.differences,
        "database": kind,
        "events": rehearsed.played.events,
        "seconds": round(seconds, 1),
        "differences": rehearsed.differences,
        "outcome": rehearsed.outcome,
    }


def _as_table(rehearsed: Rehearsed, kind: str, seconds: float) -> str:
    outcome = rehearsed.outcome
    lines = [
        f"{'resolution':<12}{'ballots':>9}  {'outcome':<16}elected",
        *(
            f"{number:<12}{result.get('ballots', 0):>9}  {result.get('outcome', result.get('state')):<16}"
            f"{', '.join(result.get('elected', []))}"
            for number, result in outcome["resolutions"].items()
        ),
        "",
        f"{'entitled':<18}{outcome['entitled']:>8}",
        f"{'distinct voters':<18}{outcome['distinct_voters']:>8}",
        *(f"{'present ' + venue:<18}{number:>8}" for venue, number in outcome["attendance"].items()),
        f"{'joined online':<18}{outcome['joined_online']:>8}",
        f"{'refused':<18}{sum(outcome['refused'].values()):>8}",
        "",
        *(f"DIFFERENT  {difference}" for difference in rehearsed.differences),
        f"{rehearsed.played.events} events on {kind} in {seconds:.1f} s: "
        + (f"{len(rehearsed.differences)} differences" if rehearsed.differences else "all equal"),
    ]
    return "\n".join(lines)
