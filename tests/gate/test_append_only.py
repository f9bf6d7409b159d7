"""The database itself refuses to change what has been written, on both databases, by plain SQL."""

import sqlite3
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import make_url, select
from sqlalchemy.orm import Session

from tests.gate.crowd import attempt
from tests.web.images import picture
from tests.world import MEETING, World, row
from voting.assembly.incidents import end_incident, note_incident
from voting.assembly.models import Assembly, StepKind
from voting.assembly.paper_proxies import enter_paper_proxy
from voting.assembly.steps import add_step
from voting.attendance.check_in import check_in
from voting.attendance.passes import reissue_pass
from voting.attendance.scan_log import Scan
from voting.audit.chain import digest, record
from voting.audit.models import AuditHead, HeadStamp, SignedHead
from voting.audit.signer import HeadSigner
from voting.ballot.cast import Vote, cast
from voting.ballot.life import announce_resolution, close_resolution, open_resolution
from voting.ballot.models import RULE_COLUMNS, Channel, OpenVote, Resolution
from voting.ballot.paper import Sheet, enter_sheet
from voting.ballot.reconciliation import figures_hash, sign_reconciliation, venue_figures
from voting.ballot.replacement import replace_paper
from voting.ballot.roll_corrections import remove_from_roll
from voting.database import Base, writing
from voting.discussion.declarations import note_declaration
from voting.discussion.models import Trouble
from voting.discussion.troubles import report_trouble, solve_trouble
from voting.events.csv_file import EventRow
from voting.events.models import EventKind
from voting.events.record_events import check_in_to_event, note_event
from voting.extensions import db
from voting.register.duplicates import decide_pair
from voting.register.edit import Act
from voting.register.import_register import import_register
from voting.register.looks import note_look
from voting.report.board import Entry
from voting.report.content import report_content
from voting.report.enter_fact import NewFact, enter_fact
from voting.report.enter_mandate import NewEntry, enter_mandate
from voting.report.facts import FactKind
from voting.report.models import SignedReport
from voting.report.pictures import keep_report_picture
from voting.report.sign import sign_report
from voting.report.texts import write_texts
from voting.retention.models import Forgetting
from voting.stamp import stamp

TABLES = {
    "audit_entry": ("action", "'nothing happened'"),
    "ballot": ("choice", "'against'"),
    "check_in": ("answer", "'not_entitled'"),
    "convening_step": ("kind", "'cancelled'"),
    "declaration": ("text", "'nothing was said'"),
    "deposit": ("venue", "'LIE'"),
    "envelope": ("content", "'0'"),
    "event_check_in": ("at", "'2025-01-01'"),
    "forgetting": ("before", "'2030-01-01'"),
    "incident": ("text", "'nothing happened'"),
    "incident_end": ("ended_at", "'2025-01-01'"),
    "mandate_entry": ("name", "'nobody'"),
    "member_change": ("before", "'nothing'"),
    "open_vote": ("choice", "'against'"),
    "movement": ("kind", "'excluded'"),
    "movement_withdrawal": ("reason", "'none'"),
    "paper_replacement": ("reason", "'none'"),
    "paper_sheet": ("ballots", "0"),
    "participation": ("channel", "'paper'"),
    "proxy_document": ("media_type", "'text/html'"),
    "register_look": ("found", "0"),
    "report_fact": ("source", "'nothing'"),
    "report_picture": ("name", "'nothing'"),
    "report_text": ("text", "'nothing'"),
    "result": ("content", "'{}'"),
    "revoked_pass": ("serial", "7"),
    "roll_correction": ("reason", "'no reason'"),
    "roll_entry": ("category", "'C'"),
    "same_person": ("keeps", "'2'"),
    "signed_reconciliation": ("name", "'nobody'"),
    "signed_head": ("hash", "'0'"),
    "head_stamp": ("at", "'2025-06-18 08:00:00'"),
    "signed_file": ("content", "'0'"),
    "signed_report": ("content_hash", "'0'"),
    "trouble_end": ("solved_at", "'2025-01-01'"),
    "trouble_report": ("text", "'nothing'"),
}
"""Each append-only table, with a column that somebody might want to change, and to what."""

Run = Callable[[str], list[Any]]
Refusal = (sqlite3.Error, psycopg.Error)


def of_the_office(session: Session) -> None:
    """What the secretary writes: an event, two persons of one name, a director, a signed report."""
    workshop = EventRow(EventKind.WORKSHOP, "Deciding", MEETING.date(), "Gent", 0)
    event = note_event(session, workshop, now=MEETING, actor="test")
    check_in_to_event(session, b"a key", event, "1", now=MEETING, account_id=1)
    decide_pair(session, "1", "2", None, Act(MEETING, "test", "asked them", MEETING.date()), stamp(None))
    term = NewEntry(Entry.EARLIER, date(2022, 6, 1), "kept on paper", name="Ann", ends=date(2026, 6, 1))
    enter_mandate(session, term, now=MEETING, account_id=1)
    network = NewFact(2024, FactKind.NETWORK, "", {"names": {"nl": "Febecoop"}}, "its list of members")
    enter_fact(session, network, now=MEETING, account_id=1)
    texts = {"introduction": "Wij deden veel."}
    write_texts(session, 2024, "nl", texts, stamp({}), known=(), now=MEETING, account_id=1)
    keep_report_picture(session, "raad.jpg", picture().getvalue(), now=MEETING, account_id=1)
    content = report_content(session, 2024)
    signed = SignedReport(
        year=2024,
        content=content,
        content_hash=digest(content),
        signed_at=MEETING,
        account_id=1,
        name="A. Secretary",
        approved_on=MEETING.date(),
        signatories=[{"name": "Ann", "role": "chair"}],
    )
    sign_report(session, signed, {"nl": b"%PDF"})


@pytest.fixture
def held(world: World, tmp_path: Path) -> World:
    """A resolution voted on through several channels, counted and announced; another one is open."""
    one, other = world.resolutions["1"], world.resolutions["2"]
    paper = Sheet(1, 0, "", {"for": 1, "against": 0, "abstain": 0}, spoiled=1)
    with world.app.app_context():
        with writing(db.session()) as session:
            assembly = session.get_one(Assembly, world.assembly_id)
            enter_paper_proxy(session, world.assembly_id, "5", "6", b"%PDF-", now=MEETING, account_id=1)
            dark = note_incident(session, assembly, MEETING, "BRU", "no light", now=MEETING, account_id=1)
            end_incident(session, assembly.id, dark, MEETING, now=MEETING, account_id=1)
            note_declaration(session, assembly, "1", MEETING, "I object", now=MEETING, account_id=1)
            for member in ("1", "2"):
                check_in(session, Scan(world.assembly_id, member, "BRU", member * 8, 1, MEETING, MEETING))
            report_trouble(session, world.assembly_id, "1", Trouble.HEAR, "silence", now=MEETING)
            solve_trouble(session, world.assembly_id, Trouble.HEAR, "BRU", 0, now=MEETING, actor="test")
            reissue_pass(session, b"a key", world.assembly_id, "1", now=MEETING, actor="test")
            for resolution in (one, other):
                open_resolution(session, resolution, now=MEETING, actor="test")
            cast(session, Vote(one, "1", Channel.VENUE, venue="BRU", choice="for"), now=MEETING)
            cast(session, Vote(one, "2", Channel.PAPER, venue="BRU"), now=MEETING)
            replace_paper(session, one, "BRU", "2", 1, "a stain", account_id=1, now=MEETING)
            cast(session, Vote(one, "3", Channel.ONLINE, choice="for"), now=MEETING)
            choice = "c1=for,c2=for,c3=for"
            cast(session, Vote(other, "3", Channel.ONLINE, choice=choice), now=MEETING)
            session.add(OpenVote(resolution_id=other, member="1", choice="for"))
            close_resolution(session, one, now=MEETING, actor="test")
            for account in (1, 2):
                enter_sheet(session, one, "BRU", paper, account_id=account, now=MEETING)
            seen = figures_hash(venue_figures(session, session.get_one(Resolution, one), "BRU"))
            sign_reconciliation(session, one, "BRU", "An Teller", seen, account_id=1, now=MEETING)
            announce_resolution(session, one, now=MEETING, actor="test")
            remove_from_roll(session, world.assembly_id, "9", "had left", now=MEETING, account_id=1)
            import_register(session, [row(1, joined_on=date(2019, 1, 1))], now=MEETING, actor="test")
            note_look(session, 1, "search", "x", 1, now=MEETING)
            days = (MEETING.date(), date(2027, 6, 1))
            why = {"en": "the hall burnt down"}
            add_step(session, assembly.id, StepKind.POSTPONED, why, days=days, now=MEETING, account_id=1)
            of_the_office(session)
            of_a_removal(session)
        HeadSigner(Ed25519PrivateKey.generate, tmp_path / "last").sign_steps(db.session(), now=MEETING)
        with writing(db.session()) as session:
            head = session.scalars(select(SignedHead).limit(1)).one()
            session.add(HeadStamp(seq=head.seq, at=MEETING, answer=b"a stamp"))
        db.engine.dispose()
    return world


def of_a_removal(session: Session) -> None:
    """A removal of what was before the year 2000: nothing."""
    record(session, now=MEETING, actor="test", action="privacy.forgotten")
    entry = session.execute(select(AuditHead.seq)).scalar_one()
    values = {"assembly_id": None, "removed": {}, "counts": {}, "at": MEETING}
    session.add(Forgetting(kind="looks", before=date(2000, 1, 1), entry=entry, **values))


@pytest.fixture
def run(held: World, database_url: str) -> Iterator[Run]:
    """Runs SQL on the database as anybody with its address can, past the application."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        plain = sqlite3.connect(url.database or "", isolation_level=None)
        yield lambda sql: plain.execute(sql).fetchall()
        plain.close()
        return
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:

        def execute(sql: str) -> list[Any]:
            cursor = connection.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []

        yield execute


def contents(run: Run, table: str) -> list[Any]:
    """All rows of a table, comparable."""
    return sorted(map(repr, run(f"SELECT * FROM {table}")))


def refuses(run: Run, table: str, statement: str, reason: str = "is append-only") -> None:
    """The statement is refused, for this reason, and the table is as it was."""
    before = contents(run, table)
    assert before
    with pytest.raises(Refusal, match=reason):
        run(statement)
    assert contents(run, table) == before


on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def test_every_table_that_says_so_is_tried() -> None:
    said = {
        mapper.local_table.description
        for mapper in Base.registry.mappers
        if "append-only" in (mapper.class_.__doc__ or "").lower()
    }
    assert said == TABLES.keys()


def test_nothing_is_changed_or_deleted(run: Run) -> None:
    for table, (column, value) in TABLES.items():
        refuses(run, table, f"UPDATE {table} SET {column} = {value}")
        refuses(run, table, f"DELETE FROM {table}")


@on_postgresql
def test_a_table_is_not_emptied(run: Run) -> None:
    for table in TABLES:
        refuses(run, table, f"TRUNCATE {table}", "is append-only|referenced in a foreign key")
        refuses(run, table, f"TRUNCATE {table} CASCADE")
    refuses(run, "participation", "TRUNCATE resolution CASCADE")
    refuses(run, "roll_entry", "TRUNCATE member CASCADE")


@on_sqlite
def test_nothing_is_replaced_under_its_key(run: Run) -> None:
    for table, (column, value) in TABLES.items():
        columns = [row[1] for row in run(f"PRAGMA table_info({table})")]
        changed = ", ".join(value if name == column else f'"{name}"' for name in columns)
        for verb in ("INSERT OR REPLACE", "REPLACE"):
            statement = f"{verb} INTO {table} SELECT {changed} FROM {table}"
            refuses(run, table, statement, "is append-only|may not be forgotten yet")


@on_sqlite
def test_nothing_is_replaced_under_its_row_number(run: Run) -> None:
    """A new row with another key, put in the place of one that is there."""
    with_row_numbers = [row[1] for row in run("PRAGMA table_list") if not row[4]]
    for table in TABLES.keys() & set(with_row_numbers):
        columns = {row[1]: row[2] for row in run(f"PRAGMA table_info({table})")}
        key = [row[1] for row in run(f"PRAGMA table_info({table})") if row[5]][-1]
        other = f"{key} + 1000" if columns[key] == "INTEGER" else f"{key} || 'x'"
        changed = ", ".join(other if name == key else f'"{name}"' for name in columns)
        into = ", ".join(f'"{name}"' for name in columns)
        before = contents(run, table)
        run(f"REPLACE INTO {table} (rowid, {into}) SELECT rowid, {changed} FROM {table}")
        assert set(before) <= set(contents(run, table))


@on_postgresql
def test_a_table_of_the_same_name_does_not_let_an_envelope_go(run: Run) -> None:
    before = contents(run, "envelope")
    run("CREATE TEMPORARY TABLE resolution AS SELECT * FROM public.resolution")
    run("UPDATE pg_temp.resolution SET state = 'closed'")
    with pytest.raises(Refusal, match="is append-only"):
        run("DELETE FROM envelope")
    assert contents(run, "envelope") == before


RULES = {
    "assembly_id": "assembly_id + 1",
    "number": "'99'",
    "round": "round + 7",
    "kind": "'other'",
    "title": "'{}'",
    "text": "'{}'",
    "secret": "NOT secret",
    "advance": "NOT advance",
    "method": "'approval'",
    "options": "'[{}]'",
    "seats": "seats + 1",
    "term_years": "99",
    "majority": "'1/100'",
    "quorum": "'1/100'",
    "tie_rule": "'chair'",
    "reserved": "'[1]'",
    "live_choices": "NOT live_choices",
    "confirms": "'entry-1'",
    "spot": "'own'",
    "about": "'1'",
    "if_amended": "'counts'",
    "by_hands": "NOT by_hands",
    "sealed": "NOT sealed",
    "lot_commitment": "'0'",
    "rules_hash": "NULL",
}


def test_frozen_rules_are_not_changed_or_deleted(run: Run) -> None:
    assert set(RULES) == set(RULE_COLUMNS)
    for column, value in RULES.items():
        refuses(run, "resolution", f"UPDATE resolution SET {column} = {value}", "frozen")
    refuses(run, "resolution", "DELETE FROM resolution WHERE number = '3'", "frozen")


@on_sqlite
def test_frozen_rules_are_not_replaced(run: Run) -> None:
    """Neither under the same id, nor by another row with the same number and round."""
    columns = [row[1] for row in run("PRAGMA table_info(resolution)")]
    for changes in ({"majority": "'1/100'"}, {"majority": "'1/100'", "id": "id + 100"}):
        changed = ", ".join(changes.get(name, name) for name in columns)
        statement = f"INSERT OR REPLACE INTO resolution SELECT {changed} FROM resolution"
        refuses(run, "resolution", statement, "frozen")


@on_sqlite
def test_frozen_rules_are_not_taken_over(run: Run) -> None:
    """A resolution whose rules are not frozen does not get the place of one whose rules are."""
    columns = [row[1] for row in run("PRAGMA table_info(resolution)")]
    changes = {"id": "100", "number": "'100'", "majority": "'1/100'", "rules_hash": "NULL"}
    changed = ", ".join(changes.get(name, name) for name in columns)
    run(f"INSERT INTO resolution SELECT {changed} FROM resolution WHERE number = '1'")
    for place in ("id = 1", "number = '1'"):
        refuses(run, "resolution", f"UPDATE OR REPLACE resolution SET {place} WHERE id = 100", "frozen")


def test_the_state_of_a_resolution_can_still_change(run: Run, held: World) -> None:
    other = held.resolutions["2"]
    run(f"UPDATE resolution SET state = 'closed', present_or_represented = 3 WHERE id = {other}")
    assert [row[0] for row in run(f"SELECT state FROM resolution WHERE id = {other}")] == ["closed"]
    with held.app.app_context():
        assert attempt(open_resolution, held.resolutions["3"], now=MEETING, actor="test") == "ok"
        db.engine.dispose()
