"""Votes that are cast together: as if each were cast by itself, and without an order that tells anything."""

import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import make_url, select, text
from sqlalchemy.orm import Session

from tests.assembly.giving import give_proxy
from tests.conftest import new_app
from tests.gate.crowd import attempt, choices_of, stored
from tests.gate.test_closing_race import votes_paused
from tests.gate.test_secrecy import by_place
from tests.waiting import PATIENCE
from tests.world import MEETING, Clock, World, make_world
from voting.attendance.check_in import check_in, join_online
from voting.attendance.models import OpenPage, Presence
from voting.attendance.pages import page_opened
from voting.attendance.scan_log import Scan
from voting.audit.chain import verify
from voting.audit.models import AuditEntry
from voting.ballot.cast import Arrived, Vote, cast, cast_together
from voting.ballot.life import close_resolution, open_resolution
from voting.ballot.models import Channel, Deposit, Envelope, Participation, Resolution
from voting.ballot.proxies import withdraw_proxy
from voting.database import writing
from voting.errors import Refused
from voting.extensions import db

NOBODY = 999


class NotKept(Exception):
    """A transaction is to leave nothing."""


def codes(answers: list[Refused | None]) -> list[str]:
    return [answer.code.value if answer else "ok" for answer in answers]


def together(session: Session, votes: list[Vote]) -> list[str]:
    return codes(cast_together(session, [Arrived(vote, MEETING) for vote in votes]))


def one_by_one(session: Session, arrived: list[Arrived]) -> list[str]:
    """The same votes, each cast by itself."""
    answers = list[Refused | None]()
    for vote, now in arrived:
        try:
            cast(session, vote, now=now)
            answers.append(None)
        except Refused as refused:
            answers.append(refused)
    return codes(answers)


def opened(world: World, *numbers: str) -> list[int]:
    ids = [world.resolutions[number] for number in numbers]
    with world.app.app_context():
        for resolution in ids:
            assert attempt(open_resolution, resolution, now=MEETING, actor="test") == "ok"
    return ids


def test_a_refusal_of_one_leaves_the_others(world: World) -> None:
    one, two = opened(world, "1", "2")
    good = [Vote(one, str(number), Channel.ONLINE, choice="for", attempt=f"a{number}") for number in (1, 2)]
    each = "c1=for,c2=against,c3=abstain"
    votes = {
        good[0]: "ok",
        Vote(one, "41", Channel.ONLINE, choice="for"): "not_entitled",
        good[1]: "ok",
        Vote(one, "1", Channel.VENUE, venue="BRU", choice="against", attempt="another"): "already_voted",
        Vote(NOBODY, "3", Channel.ONLINE, choice="for"): "not_found",
        Vote(one, "3", Channel.ONLINE, choice="perhaps"): "invalid_choice",
        Vote(world.resolutions["3"], "3", Channel.ONLINE, choice="e1"): "not_open",
        Vote(one, "3", Channel.PAPER, venue="BRU"): "not_present",
        Vote(one, "3", Channel.PROXY, holder="4", choice="for"): "no_proxy",
        Vote(two, "1", Channel.ONLINE, choice=each): "ok",
        Vote(one, "3", Channel.ONLINE, choice="against"): "ok",
    }
    with world.app.app_context():
        with writing(db.session()) as session:
            assert together(session, list(votes)) == list(votes.values())
        for resolution, number in ((one, 3), (two, 1)):
            tables = (Participation, Deposit, Envelope)
            assert [stored(table, resolution) for table in tables] == [number] * 3
        with writing(db.session()) as session:
            assert together(session, [*good, good[0], replace(good[1], attempt="new")]) == [
                *("ok", "ok", "ok", "already_voted")
            ], "what is sent again is answered as before"
        assert stored(Participation, one) == 3


def test_of_one_form_that_is_sent_twice_at_once_one_vote_is_left(world: World) -> None:
    (one,) = opened(world, "1")
    vote = Vote(one, "1", Channel.ONLINE, choice="for", attempt="this-form")
    with world.app.app_context():
        with writing(db.session()) as session:
            assert together(session, [vote, vote, replace(vote, choice="against", attempt="b"), vote]) == [
                *("ok", "ok", "already_voted", "ok")
            ]
        assert stored(Envelope, one) == stored(Participation, one) == 1


MEMBERS = ("1", "2", "3", "4", "41", "nobody")
CHOICES = ("for", "against", "c1=for,c2=against,c3=abstain", "", None)


@st.composite
def arriving(draw: st.DrawFn, resolutions: list[int], assembly: int) -> list[Arrived]:
    """Some votes: of few members, so that they meet."""
    found = []
    for _ in range(draw(st.integers(1, 8))):
        channel = draw(st.sampled_from(Channel))
        vote = Vote(
            draw(st.sampled_from(resolutions)),
            draw(st.sampled_from(MEMBERS)),
            channel,
            venue=draw(st.sampled_from((None, None, "BRU", "LIE"))),
            holder=draw(st.sampled_from(MEMBERS[:3])) if channel is Channel.PROXY else None,
            choice=draw(st.sampled_from(CHOICES)),
            attempt=draw(st.sampled_from((None, "a", "b"))),
            takes_part_in=draw(st.sampled_from((None, assembly))),
        )
        found.append(Arrived(vote, MEETING + timedelta(seconds=draw(st.integers(-90_000, 90_000)))))
    return found


def written(session: Session) -> list[Any]:
    """What the tables say of votes and presence, without what is random or an order."""
    session.flush()
    signed = select(Participation.__table__)
    boxes = select(Deposit.resolution_id, Deposit.channel, Deposit.venue)
    here = select(Presence.member, Presence.place, Presence.since, Presence.until)
    told = select(AuditEntry.at, AuditEntry.actor, AuditEntry.action, AuditEntry.details)
    return [
        *(Counter(map(tuple, session.execute(query))) for query in (signed, boxes, here, told)),
        *(Counter(choices_of(number)) for number in session.scalars(select(Resolution.id))),
        sorted(session.execute(select(OpenPage.presence_id, OpenPage.seen_at))),
        verify(session)[1],
    ]


def test_a_batch_is_what_its_votes_are_one_after_the_other(world: World) -> None:
    """The same answers and the same tables: whatever is voted, by whom, from where and how often."""
    opened(world, "1", "2")
    resolutions, assembly = [*world.resolutions.values(), NOBODY], world.assembly_id
    with world.app.app_context():
        with writing(db.session()) as session:
            give_proxy(session, assembly, "1", "2", now=MEETING)
            check_in(session, Scan(assembly, "2", "BRU", "2" * 8, 1, MEETING, MEETING))
            join_online(session, assembly, "3", now=MEETING)
        with writing(db.session()) as session:
            stay = session.scalars(select(Presence.id).where(Presence.member == "3")).one()
            assert page_opened(session, stay, now=MEETING)

        def outcome(act: Callable[[Session], list[str]]) -> list[Any]:
            found = list[Any]()
            with suppress(NotKept), writing(db.session()) as session:
                found += [act(session), written(session)]
                raise NotKept
            return found

        @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
        @given(arriving(resolutions, assembly))
        def same(arrived: list[Arrived]) -> None:
            apart = outcome(lambda session: one_by_one(session, arrived))
            assert outcome(lambda session: codes(cast_together(session, arrived))) == apart

        same()


def test_a_closing_waits_for_a_batch_and_counts_it(app: Flask, clock: Clock) -> None:
    world = make_world(app, clock)
    (resolution,) = opened(world, "1")
    answers, counted = list[str](), list[int]()

    def vote() -> None:
        with app.app_context(), writing(db.session()) as session:
            numbers = [*range(1, 6), 41]
            votes = [Vote(resolution, str(number), Channel.ONLINE, choice="for") for number in numbers]
            answers.extend(together(session, votes))

    def close() -> None:
        with app.app_context():
            attempt(close_resolution, resolution, now=MEETING, actor="test")
            counted.append(stored(Participation, resolution))

    voter, closer = threading.Thread(target=vote), threading.Thread(target=close)
    with votes_paused(app) as pause:
        voter.start()
        assert pause.reached.wait(PATIENCE)
        closer.start()
        wait_for_a_lock(closer)
        assert counted == []
        pause.go_on.set()
        voter.join(PATIENCE)
        closer.join(PATIENCE)
    assert (answers, counted) == (["ok"] * 5 + ["not_entitled"], [5])


def wait_for_a_lock(other: threading.Thread) -> None:
    """Until another transaction of this process waits for a lock; on SQLite it does from its beginning."""
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND state = 'active' "
        "AND datname = current_database()"
    )
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect() as watcher:
            while other.is_alive() and not watcher.execute(waiting).scalar():
                pass


def test_a_proxy_stays_given_until_the_batch_that_votes_with_it_is_written(app: Flask, clock: Clock) -> None:
    world = make_world(app, clock)
    with app.app_context(), writing(db.session()) as session:
        give_proxy(session, world.assembly_id, "1", "2", now=MEETING)
    (resolution,) = opened(world, "1")
    answers = dict[str, Any]()

    def vote() -> None:
        with app.app_context(), writing(db.session()) as session:
            proxies = [Vote(resolution, grantor, Channel.PROXY, holder="2", choice="for") for grantor in "13"]
            own = Vote(resolution, "3", Channel.ONLINE, choice="for")
            answers["votes"] = together(session, [*proxies, own])

    def withdraw() -> None:
        with app.app_context():
            answers["withdrawal"] = attempt(withdraw_proxy, world.assembly_id, "1", now=MEETING)

    voter, grantor = threading.Thread(target=vote), threading.Thread(target=withdraw)
    with votes_paused(app) as pause:
        voter.start()
        assert pause.reached.wait(PATIENCE)
        grantor.start()
        wait_for_a_lock(grantor)
        assert answers.keys() <= {"votes"}
        pause.go_on.set()
        voter.join(PATIENCE)
        grantor.join(PATIENCE)
    assert answers == {"votes": ["ok", "no_proxy", "ok"], "withdrawal": "proxy_used"}


def in_one_batch(world: World) -> tuple[list[bytes], list[bytes]]:
    """Forty members vote together, one after the other; the keys of their envelopes and those of
    their deposits, in no order."""
    (resolution,) = opened(world, "1")
    with world.app.app_context():
        with writing(db.session()) as session:
            numbers = range(1, 41)
            votes = [Vote(resolution, str(number), Channel.ONLINE, choice="for") for number in numbers]
            assert set(together(session, votes)) == {"ok"}
        envelopes, deposits = (list(db.session.scalars(select(table.key))) for table in (Envelope, Deposit))
        db.session.rollback()
    return envelopes, deposits


def test_within_a_batch_envelopes_lie_in_the_order_of_their_random_keys(
    make_database: Callable[[str], str], tmp_path: Path, clock: Clock
) -> None:
    """On PostgreSQL, even while the vote is open: nothing of a row says which of the batch it came with."""
    app = new_app(make_database("postgresql"), tmp_path / "instance", clock)
    envelopes, deposits = in_one_batch(make_world(app, clock))
    with app.app_context():
        for table, keys in (("envelope", envelopes), ("deposit", deposits)):
            in_place = list(db.session.scalars(text(f"SELECT key FROM {table} ORDER BY ctid")))
            assert in_place == sorted(keys)
        transactions = "SELECT xmin::text FROM envelope UNION SELECT xmin::text FROM deposit"
        assert len(db.session.scalars(text(transactions)).all()) == 1
        db.session.rollback()
        db.engine.dispose()


def test_within_a_batch_on_sqlite_the_file_has_no_order_of_arrival(
    make_database: Callable[[str], str], tmp_path: Path, clock: Clock
) -> None:
    url = make_database("sqlite")
    app = new_app(url, tmp_path / "instance", clock)
    envelopes, deposits = in_one_batch(make_world(app, clock))
    for keys in (envelopes, deposits):
        assert by_place(make_url(url).database or "", keys)[::-1] == sorted(keys)
    with app.app_context():
        db.engine.dispose()
