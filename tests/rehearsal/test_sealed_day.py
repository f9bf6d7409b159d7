"""The day of 2025 with its votes sealed comes out exactly as without: what people are answered, the counts,
the turnout, the minutes, the report. Some members of it; all of them with ``--full``."""

import json
import re
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.conftest import new_app
from tests.rehearsal.day_files import FILES
from tests.rehearsal.sealed_day import Ceremonies, SealedCompany, sealed_where_they_can_be
from tests.report.published import lost_in
from tests.world import SignedIn
from voting.auditing.contradictions import contradictions
from voting.ballot.definition import ResolutionDefinition, read_definition
from voting.extensions import db
from voting.files import read_file
from voting.register.csv_file import read_register
from voting.rehearsal.compare import outcome_of
from voting.rehearsal.events import read_recorded_events
from voting.rehearsal.play import DayCompany, Hands, Stage, play
from voting.rehearsal.report import FORMS, write_report
from voting.rehearsal.stage import set_stage
from voting.report.minutes import minutes

SHARE = 400
"""One member in so many is there in the reduced form."""
SEALED = ("1", "2", "3", "4", "5", "6", "7")


class Recorded:
    """The files of the day, whole or with some members alone."""

    def __init__(self, share: int) -> None:
        self.definition, self.resolutions = read_definition(read_file(FILES["assembly"]))
        venues = [venue.code for venue in self.definition.venues]
        numbers = [item.number for item in self.resolutions]
        day = read_recorded_events(read_file(FILES["events"]), self.definition.timezone, venues, numbers)
        heading, *lines = read_file(FILES["register"]).splitlines(keepends=True)
        people = {line.partition(b";")[0].decode(): line for line in lines}
        refused = [event for event in day if event.expect != "ok"][:: max(1, share // 60)]
        kept = {event.member for event in refused}
        kept |= {number for number in people if not int(number) % share}
        for event in day:
            if event.holder and kept & {event.member, event.holder}:
                kept |= {event.member, event.holder}
        self.events = [event for event in day if not event.member or event.member in kept]
        self.rows = read_register(heading + b"".join(people[number] for number in people if number in kept))


class Told:
    """What came out of a day that was played."""

    def __init__(self, session: Session, stage: Stage, outcome: dict[str, Any], report: Path) -> None:
        told = minutes(session, stage.assembly_id)
        self.outcome = outcome
        self.items = [(item.resolution.number, item.result, item.names) for item in told.items]
        self.present = json.loads(json.dumps([asdict(told.presence), asdict(told.took_part)], default=str))
        self.contradictions = list(contradictions(session))
        self.report = json.loads(next(report.glob("*.json")).read_text())


def played(
    recorded: Recorded, url: str, folder: Path, *, sealed: bool, whole_report: bool
) -> tuple[Told, DayCompany]:
    """Play the day, and ask for all that it leaves."""
    resolutions: list[ResolutionDefinition] = recorded.resolutions
    if sealed:
        resolutions = sealed_where_they_can_be(resolutions)
        assert tuple(each.number for each in resolutions if each.sealed) == SEALED
    hands, ceremonies, companies = Hands(recorded.events[0].at), Ceremonies(), list[DayCompany]()
    app = new_app(url, folder / "instance", hands)
    stage = set_stage(
        app,
        hands,
        recorded.rows,
        recorded.definition,
        resolutions,
        recorded.events,
        lambda count: None,
        partial(ceremonies.make, hands=hands) if sealed else lambda *_: None,
    )

    def company_of(stage: Stage, sign_in: Any) -> DayCompany:
        made = SealedCompany(stage, sign_in, ceremonies.meeting, SEALED) if ceremonies.meeting else None
        companies.append(made or DayCompany(stage, sign_in))
        return companies[-1]

    done = play(stage, recorded.events, lambda count: None, SignedIn, company_of)
    assert done.differences == []
    write_report(stage, folder / "report", lambda count: None, SignedIn, FORMS if whole_report else ())
    with app.app_context():
        told = Told(db.session(), stage, outcome_of(db.session(), stage.assembly_id, done), folder / "report")
        db.session.rollback()
        db.engine.dispose()
    return told, companies[0]


def without_hash(value: Any) -> Any:
    """The same without hashes of the rules, which say whether votes are sealed."""
    return json.loads(
        re.sub(r'"rules_hash": "[0-9a-f]*"', '"rules_hash": ""', json.dumps(value, default=str))
    )


def test_a_day_with_sealed_votes_comes_out_as_without(
    make_database: Any, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    full = request.config.getoption("--full")
    recorded = Recorded(1 if full else SHARE)
    plain, _ = played(recorded, make_database("sqlite"), tmp_path / "plain", sealed=False, whole_report=False)
    sealed, company = played(
        recorded, make_database("sqlite"), tmp_path / "sealed", sealed=True, whole_report=full
    )
    assert plain.contradictions == sealed.contradictions == []
    for part in ("outcome", "items", "present", "report"):
        assert without_hash(getattr(sealed, part)) == without_hash(getattr(plain, part)), part
    assert all(result["ballots"] for _, result, _ in sealed.items)
    assert isinstance(company, SealedCompany)
    for number in SEALED if full else ("1", "6"):
        assert company.bundle_faults(number) == []
    if full:
        assert lost_in(tmp_path / "sealed" / "report", 1611) == []
