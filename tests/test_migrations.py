"""Migrations: they make what the models say, there and back again, on both databases."""

import re
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from tests.gate.crowd import attempt, choices_of, stored
from tests.register.office import bring_in
from tests.tables import table
from tests.world import MEETING, Clock, make_world, row
from voting.accounts.models import Account
from voting.ballot.cast import Vote, cast
from voting.ballot.envelopes import remove_opened
from voting.ballot.life import announce_resolution, close_resolution, open_resolution
from voting.ballot.models import Ballot, Channel, Envelope
from voting.database import writing
from voting.extensions import db
from voting.models import metadata
from voting.register.models import Member, MemberWord
from voting.register.search_text import search_text_of, words_of

VERSIONS = Path(__file__).parents[1] / "voting" / "migrations" / "versions"


def differences() -> list[object]:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))


def triggers() -> set[str]:
    """The names of all triggers and functions of our own in the database."""
    queries = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal UNION SELECT proname "
        "FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    }
    with db.engine.connect() as connection:
        return set(connection.execute(text(queries[db.engine.dialect.name])).scalars())


def test_the_migrations_make_what_the_models_say(app: Flask) -> None:
    with app.app_context():
        assert differences() == []
        assert set(inspect(db.engine).get_table_names()) == metadata.tables.keys() | {"alembic_version"}


def test_there_and_back_again(app: Flask, clock: Clock) -> None:
    with app.app_context():
        made = triggers()
        assert made
        downgrade(revision="base")
        assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
        assert triggers() == set()
        upgrade()
        assert differences() == []
        assert triggers() == made
    make_world(app, clock)
    with app.app_context(), pytest.raises(DBAPIError), writing(db.session()) as session:
        session.execute(text("DELETE FROM roll_entry"))


def test_upgrading_twice_changes_nothing(app: Flask, clock: Clock) -> None:
    make_world(app, clock)
    with app.app_context():
        before = triggers(), db.session.execute(text("SELECT hash FROM audit_head")).scalar_one()
        db.session.rollback()
        upgrade()
        assert (triggers(), db.session.execute(text("SELECT hash FROM audit_head")).scalar_one()) == before


def test_whoever_is_in_the_register_is_found_as_names_are_folded_now(app: Flask) -> None:
    names = [example["name"] for example in table("folded-names")]
    bring_in(app, *(row(number, name=name, municipality=name) for number, name in enumerate(names, 1)))
    with app.app_context():
        downgrade(revision="2026_11_25_online_discussion")
        with writing(db.session()) as session:
            session.execute(text("UPDATE member SET search_text = 'as it was before'"))
        upgrade()
        members = db.session.scalars(select(Member)).all()
        assert len(members) == len(names)
        for member in members:
            assert member.search_text == search_text_of(vars(member)), "what is folded otherwise is migrated"
            kept = select(MemberWord.word).where(MemberWord.member == member.number)
            assert set(db.session.scalars(kept)) == words_of(vars(member))


def test_a_member_is_called_what_the_register_says_whatever_a_copy_said(app: Flask, clock: Clock) -> None:
    make_world(app, clock)
    with app.app_context():
        downgrade(revision="2026_11_27_folded_names")
        with writing(db.session()) as session:
            copied = text("SELECT name || ' ' || language FROM account WHERE member = '7'")
            assert session.scalar(copied) == "First7 Name7 nl"
            session.execute(text("UPDATE account SET name = 'Before', language = 'de' WHERE member = '7'"))
        upgrade()
        named = select(Account.name, Account.language).where(Account.member == "7")
        assert tuple(db.session.execute(named).one()) == ("First7 Name7", "nl")
        of_staff = select(Account.language).where(Account.name == "chair", Account.own_name == "chair")
        assert db.session.scalar(of_staff) == "nl"
        with pytest.raises(IntegrityError), writing(db.session()) as session:
            session.execute(text("UPDATE account SET own_name = 'a copy' WHERE member = '7'"))


def test_choices_in_votes_that_are_open_go_into_envelopes_and_come_back(app: Flask, clock: Clock) -> None:
    world = make_world(app, clock)
    done, going_on = world.resolutions["1"], world.resolutions["2"]
    marks = ("c1=for,c2=against,c3=abstain", "c1=for,c2=for,c3=for")
    with app.app_context():
        for resolution, choices in ((done, ("for", "against")), (going_on, marks)):
            assert attempt(open_resolution, resolution, now=MEETING, actor="test") == "ok"
            for number, choice in enumerate(choices, 1):
                vote = Vote(resolution, str(number), Channel.ONLINE, choice=choice)
                assert attempt(cast, vote, now=MEETING) == "ok"
        assert attempt(close_resolution, done, now=MEETING, actor="test") == "ok"
        remove_opened(db.session())
        downgrade(revision="2026_12_07_signed_heads")
        with db.engine.connect() as connection:
            before = connection.execute(text("SELECT resolution_id, choice FROM ballot")).all()
        assert sorted(map(tuple, before)) == sorted(
            [(done, "for"), (done, "against"), *((going_on, mark) for mark in marks)]
        )
        upgrade()
        assert (stored(Ballot, done), stored(Ballot, going_on), stored(Envelope, going_on)) == (2, 0, 2)
        third = Vote(going_on, "3", Channel.ONLINE, choice=marks[0])
        assert attempt(cast, third, now=MEETING) == "ok"
        assert attempt(close_resolution, going_on, now=MEETING, actor="test") == "ok"
        assert sorted(choices_of(going_on)) == sorted((mark, None) for mark in (*marks, marks[0]))
        for resolution in (done, going_on):
            assert attempt(announce_resolution, resolution, now=MEETING, actor="test") == "ok"


def test_migrations_are_named_by_date_in_one_line() -> None:
    names = sorted(path.stem for path in VERSIONS.glob("*.py"))
    assert names
    revisions: dict[str, str | None] = {}
    for name in names:
        assert re.fullmatch(r"20\d\d_[01]\d_[0-3]\d_[a-z0-9_]+", name)
        content = (VERSIONS / f"{name}.py").read_text()
        revision = re.search(r'^revision = "(.*)"$', content, re.MULTILINE)
        down = re.search(r'^down_revision = (?:"(.*)"|None)$', content, re.MULTILINE)
        assert revision
        assert down
        assert revision[1] == name
        revisions[name] = down[1]
    followed = [down for down in revisions.values() if down is not None]
    assert len(set(followed)) == len(followed) == len(names) - 1, "two follow the same one, or one is apart"
    assert set(followed) < set(names)
