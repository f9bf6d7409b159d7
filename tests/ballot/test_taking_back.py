"""Convening is taken back until somebody votes or is checked in; an assembly is postponed or cancelled."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from tests.ballot.test_roll_corrections import add, outcome, remove, vote
from tests.world import ACTOR, ADVANCE, KEY, MEETING, World
from voting.assembly.current import current_assembly
from voting.assembly.definition import VenueDefinition
from voting.assembly.models import (
    Assembly,
    ConveningStep,
    Proxy,
    RollCorrection,
    RollEntry,
    StepKind,
)
from voting.assembly.roll import is_entitled
from voting.assembly.steps import add_step, standing_step, steps_of
from voting.assembly.venues import venues_of
from voting.attendance.check_in import check_in, join_online
from voting.attendance.models import AdmissionPass, Presence
from voting.attendance.passes import pass_token, read_pass, reissue_pass
from voting.attendance.scan_log import Scan
from voting.audit.chain import verify
from voting.audit.models import AuditEntry
from voting.ballot.cast import Vote, cast
from voting.ballot.convene import convene
from voting.ballot.draft import change_draft
from voting.ballot.life import open_resolution, put_again
from voting.ballot.models import Channel, Envelope, Participation, Resolution
from voting.ballot.postponing import cancel, moved, postpone
from voting.ballot.taking_back import take_back_convening
from voting.database import writing
from voting.extensions import db

KEYED = KEY.encode()
REASON = {"nl": "Een fout in de agenda", "fr": "Une erreur"}
LATER = date(2025, 7, 1)


def taken_back(world: World, reason: dict[str, str] | None = None) -> str:
    said = REASON if reason is None else reason
    return outcome(
        world, lambda s: take_back_convening(s, world.assembly_id, said, now=MEETING, account_id=1)
    )


def postponed(world: World, day: date = LATER, now: datetime = MEETING) -> str:
    return outcome(world, lambda s: postpone(s, world.assembly_id, day, REASON, now=now, account_id=1))


def cancelled(world: World) -> str:
    return outcome(world, lambda s: cancel(s, world.assembly_id, REASON, now=MEETING, account_id=1))


def convened(world: World) -> str:
    return outcome(world, lambda s: convene(s, KEYED, world.assembly_id, now=MEETING, actor=ACTOR))


def in_advance(world: World, member: str) -> str:
    ballot = Vote(world.resolutions["1"], member, Channel.ADVANCE, choice="for")
    return outcome(world, lambda s: cast(s, ballot, now=ADVANCE))


def joined(world: World, member: str, now: datetime = MEETING) -> str:
    return outcome(world, lambda s: join_online(s, world.assembly_id, member, now=now))


def number(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_taken_back_it_can_be_prepared_and_convened_again(world: World) -> None:
    assert (add(world, "41"), remove(world, "3")) == ("ok", "ok")
    assert world.member(6).send("/proxy", {"holder": "7", "name": "Name7"}).status_code < 400
    with world.app.app_context(), writing(db.session()) as session:
        lost = pass_token(KEYED, world.assembly_id, "5")
        reissue_pass(session, KEYED, world.assembly_id, "5", now=MEETING, actor=ACTOR)
    assert taken_back(world) == "ok"
    assert (taken_back(world), in_advance(world, "1"), joined(world, "1")) == (
        *("not_frozen", "not_entitled", "not_frozen"),
    )
    with world.app.app_context():
        assembly = db.session.get_one(Assembly, world.assembly_id)
        found = (assembly.frozen_at, assembly.entitled, assembly.frozen_entitled, assembly.roll_hash)
        assert found == (None,) * 4
        assert [number(table) for table in (RollEntry, RollCorrection)] == [0, 0]
        assert [(step.kind, step.reason) for step in steps_of(db.session(), assembly.id)] == [
            ("taken_back", REASON)
        ]
        assert standing_step(db.session(), assembly)
        assert db.session.scalars(select(Proxy.withdrawn_at)).one() == MEETING

        def retitle(values: dict[str, object]) -> None:
            values["title"] = {"nl": "Anders"}

        with writing(db.session()) as session:
            change_draft(session, assembly.id, retitle, now=MEETING, actor=ACTOR)
    assert (convened(world), convened(world)) == ("ok", "already_frozen")
    with world.app.app_context():
        assembly = db.session.get_one(Assembly, world.assembly_id)
        assert (assembly.entitled, assembly.title) == (40, {"nl": "Anders"})
        assert standing_step(db.session(), assembly) is None
        assert is_entitled(db.session(), assembly.id, "3"), "the correction went with its roll"
        assert number(AdmissionPass) == 41, "passes that have been sent stay good"
        assert read_pass(db.session(), KEYED, assembly.id, lost).revoked, "what was lost stays void"
        assert verify(db.session())[1] == []
    assert taken_back(world) == "ok", "a second time"
    assert convened(world) == "ok"


def test_a_clock_that_was_set_back_between_them_keeps_nothing_from_being_taken_back(world: World) -> None:
    earlier = MEETING - timedelta(days=30)
    """Before it was convened, as the clock has it now."""

    def act(session: Session) -> object:
        return take_back_convening(session, world.assembly_id, REASON, now=earlier, account_id=1)

    assert outcome(world, act) == "ok"
    assert convened(world) == "ok"
    with world.app.app_context(), pytest.raises(DBAPIError), writing(db.session()) as session:
        session.execute(update(Assembly).values(frozen_at=None))  # what was taken back before is no leave
    with world.app.app_context(), pytest.raises(DBAPIError), writing(db.session()) as session:
        session.execute(update(Assembly).values(convened_after=0))
    assert outcome(world, act) == "ok"
    assert convened(world) == "ok"


def test_a_vote_a_check_in_or_an_open_vote_ends_that(world: World) -> None:
    assert joined(world, "4") == "ok"
    assert taken_back(world) == "has_begun"


def test_a_vote_in_advance_ends_that(world: World) -> None:
    assert in_advance(world, "4") == "ok"
    assert taken_back(world) == "has_begun"


def test_a_vote_that_was_opened_ends_that(world: World) -> None:
    one = world.resolutions["1"]
    assert outcome(world, lambda s: open_resolution(s, one, now=MEETING, actor=ACTOR)) == "ok"
    assert (taken_back(world), postponed(world), cancelled(world)) == ("has_begun",) * 3


@pytest.mark.parametrize("reason", [{}, {"nl": " "}, {"nl": "x" * 1001}])
def test_it_needs_a_reason(world: World, reason: dict[str, str]) -> None:
    assert taken_back(world, reason) == "reason_missing"


@pytest.mark.parametrize("step", [False, True])
def test_the_database_refuses_to_thaw_what_has_begun_or_was_not_taken_back(world: World, step: bool) -> None:
    if step:
        assert joined(world, "4") == "ok"
        told = (StepKind.TAKEN_BACK, REASON)
        with world.app.app_context(), writing(db.session()) as session:
            add_step(session, world.assembly_id, *told, now=MEETING, account_id=1)
    for statement in ("UPDATE assembly SET frozen_at = NULL", "DELETE FROM roll_entry"):
        with world.app.app_context(), pytest.raises(DBAPIError), writing(db.session()) as session:
            session.execute(text(statement))
    with world.app.app_context(), pytest.raises(DBAPIError), writing(db.session()) as session:
        session.execute(update(Resolution).values(rules_hash=None))


@pytest.mark.parametrize("change", [update(ConveningStep).values(kind="cancelled"), delete(ConveningStep)])
def test_a_step_is_kept(world: World, change: object) -> None:
    assert taken_back(world) == "ok"
    with world.app.app_context(), pytest.raises(DBAPIError), writing(db.session()) as session:
        session.execute(change)  # type: ignore[call-overload]


def test_postponed_whatever_has_an_hour_moves_and_all_that_was_done_stands(world: World) -> None:
    assert in_advance(world, "4") == "ok"
    assert joined(world, "5") == "ok"
    with world.app.app_context():
        assembly = db.session.get_one(Assembly, world.assembly_id)
        before = (assembly.advance_opens, assembly.advance_closes, assembly.roll_hash)
    assert postponed(world) == "ok"
    with world.app.app_context():
        assembly = db.session.get_one(Assembly, world.assembly_id)
        assert assembly.date == LATER
        assert before[1]
        assert (assembly.advance_opens, assembly.advance_closes, assembly.roll_hash) == (
            *(before[0], before[1] + timedelta(days=14), before[2]),
        )
        assert [number(table) for table in (Participation, Envelope, Presence)] == [1, 1, 1]
        assert db.session.scalars(select(Presence.until)).one() == MEETING, "nobody is present any more"
        [step] = steps_of(db.session(), assembly.id)
        assert (step.day_before, step.day) == (date(2025, 6, 17), LATER)
        assert standing_step(db.session(), assembly) == step
        assert verify(db.session())[1] == []
    assert (in_advance(world, "4"), in_advance(world, "6")) == ("already_voted", "ok")
    assert joined(world, "5") == "not_begun", "that day is no longer the day of the assembly"
    assert joined(world, "5", MEETING + timedelta(days=14)) == "ok"


def test_postponed_it_can_be_held_in_other_halls(world: World) -> None:
    hall = VenueDefinition("BRU", {"nl": "De Hal", "fr": "La Halle"}, "Kaai 3, 1000 Brussel")
    same = VenueDefinition("LIE", {"nl": "Luik", "fr": "Liège"}, "")

    def act(session: Session) -> object:
        halls = [hall, same, VenueDefinition("GNT", {"nl": "Gent"}, "")]
        return postpone(session, world.assembly_id, LATER, REASON, venues=halls, now=MEETING, account_id=1)

    assert outcome(world, act) == "ok"
    with world.app.app_context():
        assert [(venue.code, venue.name["nl"]) for venue in venues_of(db.session(), world.assembly_id)] == [
            ("BRU", "De Hal"),
            ("LIE", "Luik"),
        ]
        [step] = steps_of(db.session(), world.assembly_id)
        after = {"name": hall.name, "address": hall.address}
        before = {"name": {"nl": "Brussel", "fr": "Bruxelles"}, "address": ""}
        assert step.venues == [{"code": "BRU", "before": before, "after": after}]
        logged = db.session.scalars(select(AuditEntry.details).order_by(AuditEntry.seq.desc())).first()
        assert logged
        assert "De Hal" in logged
        assert verify(db.session())[1] == []


@pytest.mark.parametrize("day", [date(2025, 6, 17), date(2025, 6, 16), date(2025, 1, 1)])
def test_it_is_postponed_to_a_later_day(world: World, day: date) -> None:
    assert postponed(world, day) == "day_not_later"
    assert postponed(world, date(2025, 6, 20), MEETING + timedelta(days=3)) == "day_not_later"


def test_an_hour_stays_the_same_across_the_end_of_summer_time() -> None:
    nine = datetime(2025, 10, 20, 7, 0, tzinfo=UTC)
    assert moved(nine, timedelta(days=14), "Europe/Brussels") == datetime(2025, 11, 3, 8, 0, tzinfo=UTC)


def test_cancelled_nothing_can_be_done_any_more(world: World) -> None:
    assert in_advance(world, "4") == "ok"
    assert joined(world, "5") == "ok"
    assert cancelled(world) == "ok"
    scan = Scan(world.assembly_id, "3", "BRU", "n" * 8, 1, MEETING, MEETING)
    one = world.resolutions["1"]
    assert [
        *(cancelled(world), postponed(world), taken_back(world), add(world, "41"), joined(world, "5")),
        outcome(world, lambda s: check_in(s, scan)),
        outcome(world, lambda s: put_again(s, one, now=MEETING, actor=ACTOR)),
        outcome(world, lambda s: open_resolution(s, one, now=MEETING, actor=ACTOR)),
    ] == ["assembly_cancelled"] * 8
    assert (in_advance(world, "6"), vote(world, "6")) == ("not_open", "not_open")
    with world.app.app_context():
        assert set(db.session.scalars(select(Resolution.state))) == {"annulled"}
        assert set(db.session.scalars(select(Resolution.annulment_reason))) == {REASON["nl"]}
        assert number(Participation) == 1, "that somebody voted stays on record"
        assert db.session.scalars(select(Presence.until)).one() == MEETING
        assert current_assembly(db.session(), MEETING.date()) == world.assembly_id, "there is no other"
        assert verify(db.session())[1] == []
