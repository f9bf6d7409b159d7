"""While the office applies a register to the server that is open for votes, every vote is taken."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from tests.gate.crowd import stored
from tests.gate.served import Answer, Visitor, serve
from tests.register.files import file, line
from tests.world import world_of_today
from voting.audit.chain import verify
from voting.ballot.models import Envelope, Participation
from voting.extensions import db
from voting.register.models import Member, Movement

IMPORTS = "/office/register/imports"
NEW = range(1_001, 4_001)
VOTERS = range(1, 17)


def test_nobody_is_refused_while_a_register_is_applied(app: Flask, database_url: str, tmp_path: Path) -> None:
    world = world_of_today(app)
    one = world.resolutions["1"]
    vote = f"/resolutions/{one}"
    with serve(database_url, tmp_path / "served", workers=1, letters=False) as served:
        chair = Visitor(served.port, world.staff["chair"])
        chair.look("/chair/")
        assert chair.send(f"/chair/resolutions/{one}/open", {}).code == "ok"
        secretary = Visitor(served.port, world.staff["secretary"])
        secretary.look(IMPORTS)
        content = file(*(line(number) for number in NEW))
        assert secretary.bring(IMPORTS, "register.csv", content).code == "ok"
        assert secretary.look(f"{IMPORTS}/1").code == "ok"
        voters = [Visitor(served.port, world.codes[str(number)]) for number in VOTERS]
        for voter in voters:
            voter.look(vote)

        def cast(voter: Visitor) -> Answer:
            return voter.send(f"{vote}/vote", {"channel": "online", "choice": "for"})

        with ThreadPoolExecutor(1 + len(voters)) as threads:
            applied = threads.submit(secretary.send, f"{IMPORTS}/1/apply", {})
            votes = list(threads.map(cast, voters))
            assert applied.result().code == "ok"
    assert {answer.code for answer in votes} == {"ok"}
    with world.app.app_context():
        assert stored(Participation, one) == stored(Envelope, one) == len(VOTERS)
        for column in (Member.number, Movement.member):
            new = select(func.count()).where(column.in_([str(number) for number in NEW]))
            assert db.session.scalar(new) == len(NEW)
        assert verify(db.session())[1] == []
        db.session.rollback()
