"""An installation of each schema that there was is upgraded with its data, and goes on."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import select

from tests.backups.places import Backups, empty_place
from tests.conftest import KINDS, new_app
from tests.gate.crowd import attempt, stored
from tests.upgrades.releases import ANNOUNCED, FOLDER, MARK, OPEN, SEALED, codes_of, dump_of, load
from tests.world import KEY, MEETING, Clock
from voting.ballot.cast import Vote, cast
from voting.ballot.life import announce_resolution, close_resolution
from voting.ballot.models import Ballot, Channel, Participation, Resolution, Result, State
from voting.extensions import db
from voting.rehearsal.browser import Browser, answer_of
from voting.schema import Schema, schema_of

RELEASES = sorted({path.name.split(".")[0] for path in FOLDER.glob("*.sql.gz")})
PAGES = {
    "7": ("/assembly", "/account/"),
    "chair": ("/chair/",),
    "secretary": ("/office/", "/office/roll", "/office/register"),
}
"""What must open, by who opens it."""


def of_state(state: State) -> Resolution:
    """The one resolution of which it is so."""
    return db.session.scalars(select(Resolution).where(Resolution.state == state.value)).one()


@pytest.mark.parametrize(
    ("release", "kind"),
    [
        pytest.param(
            release, kind, marks=() if (release, kind) == (RELEASES[0], "sqlite") else pytest.mark.full
        )
        for release in RELEASES
        for kind in KINDS
    ],
)
def test_it_is_upgraded_with_its_data(
    release: str, kind: str, make_database: Callable[[str], str], tmp_path: Path
) -> None:
    beside = make_database(kind)
    with empty_place(beside, tmp_path) as url:
        load(dump_of(release, kind), url)
        app = new_app(url, tmp_path / "instance", Clock())
        with app.app_context():
            with db.engine.connect() as connection:
                before = schema_of(connection)
            upgrade()
            with db.engine.connect() as connection:
                assert schema_of(connection) is Schema.CURRENT
            assert before is Schema.OLDER or release == RELEASES[-1]
            go_on(release)
            db.engine.dispose()
        verified = Backups(url, tmp_path / "instance").run_here("audit", "verify")
        assert verified.exit_code == 0, verified.output
        look_around(app, codes_of(release, kind))
        with app.app_context():
            db.engine.dispose()


def go_on(release: str) -> None:
    """What was announced is as it was; on what is open somebody votes, and all votes count."""
    number, now = of_state(State.OPEN).id, MEETING
    if release > SEALED:
        done = of_state(State.ANNOUNCED).id
        assert stored(Participation, done) == stored(Ballot, done) == ANNOUNCED
        assert db.session.get_one(Result, done).content["counts"]["for"] == ANNOUNCED
    vote = Vote(number, "9", Channel.ONLINE, choice=MARK)
    assert attempt(cast, vote, now=now) == "ok"
    assert attempt(cast, Vote(number, "1", Channel.ONLINE, choice=MARK), now=now) == "already_voted"
    assert attempt(close_resolution, number, now=now, actor="test") == "ok"
    assert attempt(announce_resolution, number, now=now, actor="test") == "ok"
    assert stored(Participation, number) == stored(Ballot, number) == OPEN + 1


def look_around(app: Flask, codes: dict[str, str]) -> None:
    """The codes of that time let in, and the pages open."""
    assert app.config["SECRET_KEY"] == KEY
    for who, pages in PAGES.items():
        browser = Browser(app, codes[who])
        for page in pages:
            assert answer_of(browser.look(page, follow=True)) == "ok", (who, page)


def test_each_release_has_a_dump_of_both_databases() -> None:
    assert RELEASES[0] == "2026_11_23_first"
    assert len(RELEASES) >= 4
    for release in RELEASES:
        for kind in KINDS:
            assert dump_of(release, kind).exists()
            assert codes_of(release, kind)
