"""Killing the server while members arrive: no acknowledged arrival is lost, none is left half noted."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from flask import Flask
from sqlalchemy import make_url, select

from tests.gate.served import Served, Visitor, serve
from tests.gate.test_kill import BROKEN
from tests.waiting import PATIENCE
from tests.world import World, world_of_today
from voting.attendance.models import CheckIn, Presence
from voting.audit.chain import verify
from voting.audit.models import AuditEntry
from voting.extensions import db

MEMBERS = 200
DOORS = 12


class Phones:
    """The phones of a door, each of which lets its own members in one after the other, and keeps what it is
    told."""

    def __init__(self, world: World, served: Served) -> None:
        self.phones = [Visitor(served.port, world.staff["steward"]) for _ in range(DOORS)]
        for phone in self.phones:
            assert phone.look("/desk/BRU/").code == "ok"
        self.told: dict[int, str] = {}
        self._enough = threading.Semaphore(0)

    def let_in_and(self, strike: Callable[[], None], after: int) -> None:
        """Everybody comes; after so many acknowledged arrivals, strike."""
        with ThreadPoolExecutor(DOORS) as hands:
            work = [hands.submit(self._work, door) for door in range(DOORS)]
            for _ in range(after):
                assert self._enough.acquire(timeout=PATIENCE)
            strike()
            for each in work:
                each.result()

    def let_in(self, number: int) -> None:
        """One member comes; whether the answer arrives or not."""
        fields = {"member": str(number), "nonce": f"nonce-{number:04}"}
        try:
            self.told[number] = self.phones[number % DOORS].send("/desk/BRU/check-in", fields).code
        except BROKEN:
            self.told[number] = "nothing"
        if self.told[number] == "ok":
            self._enough.release()

    def _work(self, door: int) -> None:
        for number in range(1, MEMBERS + 1):
            if number % DOORS == door:
                self.let_in(number)


def noted(app: Flask) -> set[int]:
    """Who has been let in, as all tables say it."""
    with app.app_context():
        present = db.session.scalars(select(Presence.member).where(Presence.until.is_(None))).all()
        scanned = db.session.scalars(select(CheckIn.member)).all()
        logged = select(AuditEntry.seq).where(AuditEntry.action == "attendance.scanned")
        assert len(db.session.scalars(logged).all()) == len(scanned)
        assert verify(db.session())[1] == []
        db.session.rollback()
        db.engine.dispose()
    assert sorted(present) == sorted(scanned)
    return set(map(int, present))


def test_killing_the_server_loses_no_acknowledged_arrival(
    app: Flask, database_url: str, tmp_path: Path
) -> None:
    workers = 1 if make_url(database_url).get_backend_name() == "sqlite" else 2
    world = world_of_today(app, members=MEMBERS)
    with serve(database_url, tmp_path / "served", workers, letters=False) as served:
        phones = Phones(world, served)
        phones.let_in_and(served.kill, after=MEMBERS // 3)
    acknowledged = {number for number, answer in phones.told.items() if answer == "ok"}
    assert MEMBERS // 3 <= len(acknowledged) < MEMBERS
    before = noted(app)
    assert acknowledged <= before
    assert len(before - acknowledged) <= DOORS
    with serve(database_url, tmp_path / "served", workers, letters=False) as served:
        for phone in phones.phones:
            phone.port = served.port
        for number in set(phones.told) - acknowledged:
            phones.let_in(number)
    assert set(phones.told.values()) == {"ok"}, "the same scan again is answered as it would have been"
    assert noted(app) == set(range(1, MEMBERS + 1))
