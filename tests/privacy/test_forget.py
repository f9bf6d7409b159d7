"""What has expired is removed, once and for all; every count, report and page is as it was."""

import io
import json
import os
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from sqlalchemy import bindparam, func, select, text, update
from sqlalchemy.exc import DBAPIError

from tests.command_line import Terminal
from tests.privacy.lived import live
from tests.web.second import second_assembly
from tests.world import MEETING, World
from voting.accounts.models import Account, Credential, SignIn
from voting.assembly.models import Assembly
from voting.attendance.models import AdmissionPass
from voting.audit.chain import verify
from voting.audit.models import AuditEntry
from voting.ballot.export_count import export_count
from voting.ballot.models import NO_MOMENT, Resolution
from voting.ballot.reconciliation import sign_offs
from voting.clock import system_clock
from voting.database import Moment, writing
from voting.extensions import db
from voting.invitations.progress import progress_of
from voting.models import metadata
from voting.privacy.forget import due, forget
from voting.privacy.own_data import own_data
from voting.privacy.removals import Due
from voting.register.models import Upload
from voting.rehearsal.browser import answer_of
from voting.report.attendance_list import attendance_list
from voting.report.content import report_content
from voting.report.minutes import minutes
from voting.retention.models import Retention
from voting.retention.periods import periods
from voting.retention.rules import MONTHS, DataKind, expired_before
from voting.wording.results import results_json


@pytest.fixture
def lived(world: World) -> World:
    live(world)
    return world


def figures(world: World) -> Any:
    """Everything that is counted or told of the assembly, as one JSON value."""
    with world.app.test_request_context():
        session = db.session()
        told = minutes(session, world.assembly_id)
        content = {
            "report": report_content(session, 2025),
            "took_part": repr(told.took_part),
            "presence": repr(told.presence),
            "convened": repr((told.convened.sent, told.convened.on_paper, told.convened.others)),
            "results": results_json(told.assembly, told.items),
            "invitations": repr(progress_of(session, world.assembly_id)),
            "reconciliation": [
                repr(sign_offs(session, session.get_one(Resolution, world.resolutions[number])))
                for number in ("1", "2", "3")
            ],
            "counts": [export_count(session, world.resolutions[number]) for number in ("1", "2", "3")],
        }
        db.session.rollback()
        return json.loads(json.dumps(content, default=str))


def shorten(world: World, months: int = 1) -> None:
    with world.app.app_context(), writing(db.session()) as session:
        session.execute(update(Retention).values(months=months))


def rows(world: World) -> dict[str, int]:
    """The rows of every table."""
    with world.app.app_context():
        counted = {
            table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
            for table in metadata.sorted_tables
        }
        db.session.rollback()
        return counted


def forget_all(world: World) -> dict[DataKind, Counter[str]]:
    """Remove everything that has expired; returns the rows that went, by kind and table."""
    removed: dict[DataKind, Counter[str]] = {}
    with world.app.app_context():
        for item in due(db.session(), system_clock().date()):
            with writing(db.session()) as session:
                gone = forget(session, item, now=system_clock(), actor="test")
            removed[item.kind] = removed.get(item.kind, Counter()) + Counter(gone)
        db.session.rollback()
    return removed


@given(
    st.dates(date(1990, 1, 1), date(2090, 1, 1)),
    st.integers(1, 600),
)
def test_a_period_ends_with_a_month(today: date, months: int) -> None:
    end = expired_before(today, months)
    assert end.day == 1
    assert (today.year - end.year) * 12 + today.month - end.month == months
    assert expired_before(today, months + 1) < end <= today - timedelta(days=28 * months)


def test_every_kind_has_its_period_by_default(world: World) -> None:
    with world.app.app_context():
        assert periods(db.session()) == MONTHS
        assert set(MONTHS) == set(DataKind)


def test_what_is_counted_stays_the_same(lived: World) -> None:
    before, there = figures(lived), rows(lived)
    shorten(lived)
    removed = forget_all(lived)
    assert set(removed) == set(DataKind)
    gone = sum((Counter(tables) for tables in removed.values()), Counter[str]())
    assert len(gone) == 18, "something of each table that is forgotten"
    assert gone["presence"] == 18
    now = rows(lived)
    assert figures(lived) == before
    for table, number in there.items():
        if table in gone and table not in ("register_upload", "participation"):
            assert now[table] == number - gone[table], table
        elif table not in ("audit_entry", "forgetting"):
            assert now[table] == number, table
    with lived.app.app_context():
        assert verify(db.session())[1] == []
        assert due(db.session(), system_clock().date()) == []
        forgotten = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "privacy.forgotten"))
        assert sum(sum(json.loads(entry.details)["removed"].values()) for entry in forgotten) == gone.total()
        assert db.session.scalar(select(Upload.content)) is None
        db.session.rollback()
    assert forget_all(lived) == {}
    assert rows(lived) == now


PAGES = {
    "/office/after": ("secretary", ("presence", "participations")),
    "/office/invitations": ("secretary", ("sign_ins", "letters", "credentials")),
    "/office/register/looks": ("secretary", ("looks",)),
    "/desk/BRU/proxies?grantor=20&holder=1": ("supervisor", ("proxies",)),
    "/desk/BRU/conflicts": ("supervisor", ("presence",)),
    "/chair": ("chair", ("presence",)),
    "/desk/BRU": ("supervisor", ("presence",)),
    "/desk/BRU/help?member=3": ("supervisor", ("credentials",)),
    "/events/1": ("secretary", ("events",)),
}
"""Pages that show what is forgotten, to whom, and what each says is gone."""


def test_pages_say_what_was_removed(lived: World) -> None:
    for path, (who, _) in PAGES.items():
        assert "data-forgotten" not in lived.person(who).look(path, follow=True).text, path
    shorten(lived)
    forget_all(lived)
    for path, (who, kinds) in PAGES.items():
        response = lived.person(who).look(path, follow=True)
        assert response.status_code == 200, path
        for kind in kinds:
            assert f'data-forgotten="{kind}"' in response.text, path
    secretary = lived.person("secretary")
    for form in ("pdf", "csv"):
        answer = secretary.look(f"/office/after/attendance.{form}?in=nl")
        assert answer_of(answer) == "forgotten"
        assert "Dit werd op" in answer.text
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(minutes_file(lived))).pages)
    assert "De namen van wie waar aanwezig was, zijn op" in " ".join(text.split())
    assert "Name20" not in text
    late = lived.resolutions["4"]  # nobody hinders a chair who comes back to what was left
    for step in ("open", "close"):
        assert answer_of(lived.person("chair").send(f"/chair/resolutions/{late}/{step}", {})) == "ok"
    assert answer_of(lived.person("teller").look(f"/desk/BRU/reconciliation/{late}")) == "ok"


def expire(world: World, kind: DataKind) -> None:
    with world.app.app_context(), writing(db.session()) as session:
        session.get_one(Retention, kind.value).months = 1


def test_how_members_voted_goes_before_all_else_and_that_they_did_stays(lived: World) -> None:
    before, listed = figures(lived), attendees(lived)
    voters = participations(lived)
    shorten(lived, 600)
    expire(lived, DataKind.PARTICIPATIONS)
    assert {*forget_all(lived)} == {DataKind.PARTICIPATIONS}
    assert figures(lived) == before
    assert attendees(lived) == listed
    after = participations(lived)
    assert [(row["member"], row["holder"]) for row in after] == [
        (row["member"], row["holder"]) for row in voters
    ]
    assert {(row["channel"], row["venue"], row["attempt"], row["cast_at"].year) for row in after} == {
        ("forgotten", None, None, 1970)
    }
    with lived.app.app_context():
        own = own_data(db.session(), "1", MEETING)
        assert {(vote["channel"], vote["cast_at"]) for vote in own["participation"]} == {(None, None)}
        assert own["kept_months"]["participations"] == 1
        db.session.rollback()
    assert "wanneer elke vennoot gestemd heeft" in lived.person("secretary").look("/office/after").text
    for source in ("channel/online", "venue/BRU"):
        path = f"/office/report/2025/figures/turnout/{source}/voters"
        assert answer_of(lived.person("secretary").look(path)) in ("forgotten", "not_found")
    shorten(lived)
    assert {DataKind.PRESENCE, DataKind.PROXIES} <= {*forget_all(lived)}
    assert figures(lived) == before


FORGET = "channel = 'forgotten', venue = NULL, attempt = NULL, cast_at = :never"
OTHERWISE = (
    *(f"{FORGET}, member = '40'", f"{FORGET}, holder = '3'", "channel = 'paper'", "cast_at = :never"),
    FORGET.replace(":never", "cast_at"),
    FORGET.replace(", venue = NULL", ""),
)


def change_participations(world: World, statement: str, item: Due | None = None) -> None:
    """Run a statement, within the removal of ``item`` where there is one; :never is the moment of none."""
    found = text(statement)
    if ":never" in statement:
        found = found.bindparams(bindparam("never", NO_MOMENT, type_=Moment))
    with world.app.app_context(), writing(db.session()) as session:
        if item is not None:
            forget(session, item, now=system_clock(), actor="test")
        session.execute(found)


def test_a_participation_changes_in_no_other_way(lived: World) -> None:
    """Not before its period is over; nor, while it is forgotten, into anything else."""
    for change in (FORGET, *OTHERWISE):
        with pytest.raises(DBAPIError):
            change_participations(lived, f"UPDATE participation SET {change}")
    expire(lived, DataKind.PARTICIPATIONS)
    with lived.app.app_context():
        found = due(db.session(), system_clock().date())
        [item] = [one for one in found if one.kind is DataKind.PARTICIPATIONS]
        db.session.rollback()
    voted_in_hall = "UPDATE participation SET {} WHERE holder IS NULL"
    for statement in (*map(voted_in_hall.format, OTHERWISE[:3]), "DELETE FROM participation"):
        with pytest.raises(DBAPIError):
            change_participations(lived, statement, item)
    assert participations(lived)[0]["channel"] != "forgotten", "all of that was undone"
    assert DataKind.PARTICIPATIONS in forget_all(lived)
    with pytest.raises(DBAPIError):
        change_participations(lived, f"UPDATE participation SET {FORGET}")


def participations(world: World) -> list[dict[str, Any]]:
    table = metadata.tables["participation"]
    with world.app.app_context():
        found = db.session.execute(select(table).order_by(*table.primary_key)).mappings().all()
        db.session.rollback()
        return [dict(row) for row in found]


def attendees(world: World) -> list[tuple[str, str | None]]:
    """Who stands on the attendance list, and who represented them."""
    with world.app.app_context():
        found = [(one.number, one.holder) for one in attendance_list(db.session(), world.assembly_id)]
        db.session.rollback()
        return found


def test_proxies_may_go_before_presence(lived: World) -> None:
    before = figures(lived)
    with lived.app.app_context(), writing(db.session()) as session:
        session.get_one(Retention, DataKind.PROXIES.value).months = 1
    assert {*forget_all(lived)} >= {DataKind.PROXIES}
    assert figures(lived) == before
    secretary = lived.person("secretary")
    assert 'data-forgotten="proxies"' in secretary.look("/office/after").text
    assert answer_of(secretary.look("/office/after/attendance.pdf")) == "ok"
    shorten(lived)
    assert DataKind.PRESENCE in forget_all(lived)
    assert figures(lived) == before


def test_only_what_has_expired_goes(lived: World) -> None:
    """A second assembly, which has just been, keeps everything; staff who are signed in stay so."""
    other = second_assembly(lived)
    other.member.look("/assembly")
    lived.person("secretary").look("/office/")
    with lived.app.app_context(), writing(db.session()) as session:
        session.get_one(Assembly, other.assembly_id).date = system_clock().date()
    shorten(lived)
    forget_all(lived)
    with lived.app.app_context():
        kept = select(Credential.assembly_id, func.count()).group_by(Credential.assembly_id)
        assert dict(db.session.execute(kept).all()) == {
            lived.assembly_id: 10,
            other.assembly_id: 4,
        }
        assert db.session.scalar(select(func.count()).select_from(AdmissionPass)) == 41
        members = select(SignIn.assembly_id).join(Account).where(Account.member.is_not(None))
        assert set(db.session.scalars(members)) == {other.assembly_id}
        db.session.rollback()
    assert lived.person("secretary").look("/office/").status_code == 200
    assert other.member.look("/assembly").status_code == 200


def test_the_command_removes_says_how_much_and_goes_on_where_it_stopped(
    lived: World, database_url: str, tmp_path: Path
) -> None:
    terminal = Terminal(database_url, tmp_path)
    shorten(lived)
    letter = tmp_path / "mail" / "old.eml"
    young = tmp_path / "letters" / "1-1" / "letters-nl.pdf"
    for file in (letter, young):
        file.parent.mkdir(parents=True)
        file.touch()
    os.utime(letter, (0, 0))
    before, counted = rows(lived), figures(lived)
    told = terminal.run_here("forget", "--dry-run")
    assert told.exit_code == 0, told.output
    assert "presence, assembly of 2025-06-17: 1 scan_conflict, 9 check_in, 18 presence" in told.output
    assert "and 1 files would be due" in told.output
    assert rows(lived) == before
    assert letter.exists()
    with lived.app.app_context():  # as far as it had come when it was stopped
        first = due(db.session(), system_clock().date())[0]
        with writing(db.session()) as session:
            forget(session, first, now=system_clock(), actor="test")
    assert terminal.run_here("forget").exit_code == 0
    assert rows(lived)["check_in"] == 0
    assert not letter.exists()
    assert young.exists()
    again = terminal.run_here("forget")
    assert "0 removals and 0 files done." in again.output
    assert figures(lived) == counted
    assert terminal.run_here("audit", "verify").exit_code == 0


def test_the_secretary_sets_the_periods(world: World) -> None:
    secretary = world.person("secretary")
    shown = secretary.look("/office/retention")
    assert 'value="24"' in shown.text
    asked = {kind.value: str(months) for kind, months in MONTHS.items()}
    assert answer_of(secretary.send("/office/retention", asked | {"presence": "36"})) == "ok"
    with world.app.app_context():
        assert periods(db.session()) == MONTHS | {DataKind.PRESENCE: 36}
        logged = db.session.scalars(
            select(AuditEntry).where(AuditEntry.action == "privacy.period_changed")
        ).one()
        assert json.loads(logged.details) == {"kind": "presence", "before": 24, "after": 36}
        db.session.rollback()
    for wrong in ("", "0", "-1", "1.5", "601", "een", "²"):
        refused = secretary.send("/office/retention", asked | {"presence": wrong})
        assert answer_of(refused) == "invalid_form", wrong
    for other in ("auditor", "administrator"):
        assert answer_of(world.person(other).send("/office/retention", asked)) == "forbidden"
    assert answer_of(world.person("auditor").look("/office/retention")) == "ok"
    with world.app.app_context():
        assert periods(db.session())[DataKind.PRESENCE] == 36


def minutes_file(world: World) -> bytes:
    return world.person("secretary").look("/office/after/minutes.pdf?in=nl").data


def test_killed_on_its_way_it_is_finished_by_the_next(
    lived: World, database_url: str, tmp_path: Path
) -> None:
    """Wherever it is when it is killed: after the first removal, or by chance later."""
    terminal = Terminal(database_url, tmp_path)
    shorten(lived)
    counted = figures(lived)
    with subprocess.Popen(
        [sys.executable, "-m", "voting.cli", "forget"],
        env=os.environ | terminal.settings | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        assert process.stdout
        assert process.stdout.readline().startswith(b"credentials, assembly of 2025-06-17: 4")
        process.kill()
    assert figures(lived) == counted
    assert terminal.run_here("forget").exit_code == 0
    with lived.app.app_context():
        assert due(db.session(), system_clock().date()) == []
        assert verify(db.session())[1] == []
        db.session.rollback()
    assert figures(lived) == counted
