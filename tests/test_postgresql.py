"""Where the servers of PostgreSQL are, and what becomes of a connection when another takes over."""

import json
import socket
import threading

import psycopg
import pytest
from sqlalchemy import Engine, Update, create_engine, make_url, text, update
from sqlalchemy.exc import DBAPIError

from tests.postgres import execute
from tests.relay import relay_to
from tests.waiting import until
from tests.world import World
from voting.database import engine_options, normalise_url, prepare_engine, writing
from voting.database_errors import is_away, is_conflict
from voting.extensions import db
from voting.live import ticker
from voting.live.hub import Hub
from voting.patience import waiting_at_most
from voting.postgresql import libpq_options
from voting.register.models import Member

TWO = "target_session_attrs=read-write"


@pytest.mark.parametrize(
    ("given", "hosts", "ports"),
    [
        ("postgresql://u:p%40w@a,b/db", "a,b", None),
        ("postgres://u@a:5433,b:5434/db", "a,b", "5433,5434"),
        ("postgresql+psycopg://a:5433,b/db", "a,b", "5433,5432"),
        ("postgresql://u@[::1]:5433,[fe80::2]/db", "::1,fe80::2", "5433,5432"),
        ("postgresql:///db?host=a,b&port=1,2", "a,b", "1,2"),
        ("postgresql:///db?host=a&host=b", "a,b", None),
        ("postgresql://u@a,b", "a,b", None),
    ],
)
@pytest.mark.parametrize("more", ["", TWO])
def test_several_servers_are_known_to_the_pool_and_to_libpq(
    given: str, hosts: str, ports: str | None, more: str
) -> None:
    url = make_url(normalise_url(given + (f"{'&' if '?' in given else '?'}{more}" if more else "")))
    options = libpq_options(url.render_as_string(False))
    assert options["host"] == hosts
    assert options.get("port", ",").replace(",", "") == (ports or "").replace(",", "")
    assert options.get("target_session_attrs") == ("read-write" if more else None)
    assert url.database == ("db" if "/db" in given else None) or not url.database
    told = psycopg.conninfo.conninfo_to_dict(**libpq_options(url.render_as_string(False)))
    assert told["host"] == hosts
    assert told.get("password") == ("p@w" if "p%40w" in given else None)


def test_one_server_stays_as_it_is() -> None:
    for url in ("postgresql+psycopg://u:a,b@h/db?x=1,2", "postgresql+psycopg://h:5/db", "sqlite:////a,b"):
        assert normalise_url(url) == url


def closed_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_the_server_that_is_there_is_found_by_the_pool_and_by_the_screens(
    world: World, database_url: str
) -> None:
    with relay_to(database_url) as relay:
        through = make_url(relay.url)
        path = f"{through.username}@127.0.0.1:{closed_port()},127.0.0.1:{through.port}/{through.database}"
        url = normalise_url(f"postgresql://{path}?{TWO}")
        engine = create_engine(url, **engine_options(url))
        prepare_engine(engine)
        with engine.connect() as connection:
            assert connection.execute(text("SELECT count(*) FROM member")).scalar() == 42
        engine.dispose()
        over, hub = threading.Event(), Hub()
        ticker.start_ticking(hub, url, True, lambda: not over.is_set())
        with hub.subscribe() as screen:
            until(lambda: screen.wait(1))
            told = json.dumps({"versions": {}, "heard": []})
            execute(make_url(database_url), f"SELECT pg_notify('{ticker.CHANNEL}', '{told}')")
        over.set()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_server_that_says_nothing_is_waited_for_only_so_long(world: World, database_url: str) -> None:
    with relay_to(database_url) as relay:
        engine = create_engine(relay.url, **engine_options(relay.url))
        prepare_engine(engine)
        with engine.connect() as connection:
            relay.open.clear()
            with waiting_at_most(0.2), pytest.raises(DBAPIError) as silent:
                connection.execute(text("SELECT 1"))
            assert is_away(silent.value)
            assert silent.value.connection_invalidated
        relay.open.set()
        with engine.connect() as connection:
            assert connection.scalar(text("SELECT 1")) == 1
        engine.dispose()


def rename_on_standby(renamed: Update) -> None:
    with writing(db.session()) as session:
        session.execute(text("SET TRANSACTION READ ONLY"))
        session.execute(renamed)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_server_that_may_no_longer_be_written_to_is_left(world: World) -> None:
    """As one that has become a standby answers: the connection is dropped, and the next goes elsewhere."""
    renamed = update(Member).where(Member.number == "1").values(name="Somebody Else")
    process = text("SELECT pg_backend_pid()")
    with world.app.app_context():
        before = db.session.scalar(process)
        with pytest.raises(DBAPIError) as refused:
            rename_on_standby(renamed)
        assert is_conflict(refused.value)
        with writing(db.session()) as session:
            assert session.scalar(process) != before
            session.execute(renamed)
        now = db.session.scalar(process)
        db.session.rollback()
        with pytest.raises(DBAPIError) as ours:
            db.session.execute(renamed)
        assert not is_conflict(ours.value), "what writes outside a writing transaction is a fault of ours"
        db.session.rollback()
        assert db.session.scalar(process) == now


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_where_no_server_answers_nobody_waits_after_the_first_until_one_does(database_url: str) -> None:
    """Else those who come one after the other would each wait as long as the one before."""
    with relay_to(database_url) as relay:
        relay.open.clear()
        engine = create_engine(relay.url, connect_args={"connect_timeout": 2}, **engine_options(relay.url))
        prepare_engine(engine)
        with pytest.raises(DBAPIError):
            engine.connect()
        with pytest.raises(DBAPIError) as error:
            engine.connect()
        assert str(error.value.orig) == "the server does not answer", "while somebody knocks"
        relay.open.set()
        until(lambda: is_reached(engine))
        engine.dispose()


def is_reached(engine: Engine) -> bool:
    try:
        engine.connect().close()
    except DBAPIError:
        return False
    return True
