"""A job from when it is asked for until it is forgotten, on both databases."""

from flask import Flask
from sqlalchemy import select

from tests.world import Clock, World
from voting.accounts.models import Account
from voting.database import writing
from voting.extensions import db
from voting.jobs.content import PART, in_parts, read_content, write_content
from voting.jobs.life import (
    ask,
    expired,
    fail,
    finish,
    forget_some,
    job_of,
    job_waits,
    jobs_of,
    note_progress,
    take_next,
)
from voting.jobs.models import Job, JobState
from voting.jobs.rules import KEPT, STALLED


def asked(clock: Clock, same: str = "a", account: int | None = None) -> int:
    who = account or db.session.scalars(select(Account.id).order_by(Account.id).limit(1)).one()
    with writing(db.session()) as session:
        return ask(session, who, "office.attendance_file", {"venue": None}, same, now=clock())


def taken(clock: Clock) -> int | None:
    with writing(db.session()) as session:
        return take_next(session, now=clock())


def state(job_id: int) -> JobState:
    return JobState(db.session.get_one(Job, job_id, populate_existing=True).state)


def test_the_same_is_one_job_while_it_is_going(app: Flask, world: World, clock: Clock) -> None:
    with app.app_context():
        first = asked(clock)
        assert asked(clock) == first
        assert taken(clock) == first
        assert asked(clock) == first
        other = asked(clock, "b")
        assert other != first
        with writing(db.session()) as session:
            finish(session, first, {"status": 200, "headers": []}, 0, now=clock())
        assert asked(clock) not in (first, other)


def test_those_who_asked_first_come_first(app: Flask, world: World, clock: Clock) -> None:
    with app.app_context():
        assert not job_waits(db.session())
        jobs = [asked(clock, same) for same in "abc"]
        assert job_waits(db.session())
        assert [taken(clock) for _ in range(4)] == [*jobs, None]


def test_what_is_over_changes_no_more(app: Flask, world: World, clock: Clock) -> None:
    with app.app_context():
        job = asked(clock)
        with writing(db.session()) as session:
            finish(session, job, {}, 1, now=clock())  # it has not begun
        assert state(job) is JobState.ASKED
        taken(clock)
        assert write_content(db.session(), job, [b"name"]) == 4
        with writing(db.session()) as session:
            note_progress(session, job, 2, 3, now=clock())
            fail(session, job, now=clock())
            finish(session, job, {}, 1, now=clock())
        assert state(job) is JobState.FAILED
        assert b"".join(read_content(db.engine, job)) == b""


def test_a_silent_one_has_failed_and_makes_room_for_the_same(app: Flask, world: World, clock: Clock) -> None:
    with app.app_context():
        job = asked(clock)
        taken(clock)
        clock.moment += STALLED
        assert asked(clock) != job
        assert state(job) is JobState.FAILED


def test_it_is_its_owners_for_a_day(app: Flask, world: World, clock: Clock) -> None:
    with app.app_context():
        mine, theirs = db.session.scalars(select(Account.id).order_by(Account.id).limit(2))
        job = asked(clock, account=mine)
        taken(clock)
        content = bytes(range(256)) * (PART // 256) * 9 + b"rest"
        assert write_content(
            db.session(), job, (content[at : at + 1000] for at in range(0, len(content), 1000))
        )
        assert b"".join(read_content(db.engine, job)) == content
        assert [one.id for one in jobs_of(db.session(), mine, now=clock())] == [job]
        assert job_of(db.session(), theirs, job, now=clock()) is None
        assert expired(db.session(), now=clock()) == []
        clock.moment += KEPT
        assert job_of(db.session(), mine, job, now=clock()) is None
        assert expired(db.session(), now=clock()) == [job]
        turns = 0
        gone = False
        while not gone:
            turns += 1
            with writing(db.session()) as session:
                gone = forget_some(session, job)
        assert turns > 2  # so that nobody waits for it
        assert list(read_content(db.engine, job)) == []
        assert db.session.get(Job, job) is None


def test_parts_are_all_of_one_size_but_the_last() -> None:
    assert [len(part) for part in in_parts([b"x" * (PART + 1), b"", b"y" * PART])] == [PART, PART, 1]
    assert list(in_parts([])) == []
