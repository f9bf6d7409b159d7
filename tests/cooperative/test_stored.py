"""The cooperative is one row; each change is logged, and none undoes another."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import select

from tests.world import MEETING
from voting.audit.chain import verify
from voting.audit.models import AuditEntry
from voting.cooperative.rules import Particulars
from voting.cooperative.stored import (
    change_cooperative,
    cooperative_stamp,
    details_of,
    enter_cooperative,
    the_cooperative,
)
from voting.database import writing
from voting.errors import Code, InvalidForm, Refused
from voting.extensions import db

MILL = Particulars(name={"nl": "De Molen"}, enterprise_number="0403170701")


def change(app: Flask, details: Particulars, was: str, logo: bytes | None = None) -> str:
    """The code of what came of it."""
    with app.app_context():
        try:
            with writing(db.session()) as session:
                change_cooperative(session, details, logo, was, now=MEETING, actor="account 1")
        except Refused as refused:
            return refused.code.value
    return "ok"


def test_it_is_entered_changed_and_logged(app: Flask) -> None:
    assert change(app, MILL, cooperative_stamp(None), b"a picture") == "ok"
    with app.app_context():
        stored = the_cooperative(db.session())
        assert stored is not None
        assert details_of(stored) == MILL
        assert (stored.logo, len(stored.logo_hash)) == (b"a picture", 64)
        seen = cooperative_stamp(stored)
    assert change(app, MILL, seen, b"") == "ok"
    assert change(app, MILL, seen) == "changed_meanwhile"
    with app.app_context():
        entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq)).all()
        assert [entry.action for entry in entries] == ["cooperative.changed"] * 2
        assert [json.loads(entry.details)["fields"] for entry in entries] == [
            ["name", "enterprise_number", "logo"],
            ["logo"],
        ]
        assert verify(db.session())[1] == []


def test_of_many_who_enter_it_at_one_moment_one_does(app: Flask) -> None:
    seen = cooperative_stamp(None)
    several = [Particulars(name={"nl": f"Molen {number}"}) for number in range(10)]
    with ThreadPoolExecutor(10) as people:
        answers = list(people.map(lambda details: change(app, details, seen), several))
    assert sorted(answers) == sorted(["ok", *[Code.CHANGED_MEANWHILE.value] * 9])


def test_what_is_faulty_is_refused_whole_and_a_name_that_is_there_stays(app: Flask) -> None:
    with pytest.raises(InvalidForm), app.app_context(), writing(db.session()) as session:
        change_cooperative(session, Particulars(), None, cooperative_stamp(None), now=MEETING, actor="x")
    with app.app_context(), writing(db.session()) as session:
        enter_cooperative(session, {"nl": "De Molen"}, now=MEETING, actor="x")
        enter_cooperative(session, {"nl": "Een andere"}, now=MEETING, actor="x")
    with app.app_context():
        assert details_of(the_cooperative(db.session())).name == {"nl": "De Molen"}
