"""Forty doors in two cities at once, on a network that loses, repeats and cuts off: the list is right."""

import random
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.gate.served import Visitor, serve
from tests.waiting import PATIENCE
from tests.world import KEY, Clock, World, world_of_today
from voting.accounts.credentials import issue_to_staff
from voting.accounts.models import Role
from voting.attendance.models import CheckIn, Presence, ScanConflict
from voting.attendance.passes import pass_token
from voting.ballot.models import Participation
from voting.clock import system_clock
from voting.database import writing
from voting.extensions import db

DOORS = 40
OWN = 3
"""Members who come to one door alone; after them come some whom two doors in different cities both let in."""
SHARED = range(DOORS * OWN + 1, DOORS * OWN + 11)


@dataclass(frozen=True, slots=True)
class Act:
    """What is done at a door: to which address of its desk, with which fields; the nonce is in them."""

    path: str
    fields: dict[str, str]


class Door(Visitor):
    """A steward's phone on a bad network: it sends each act until it has an answer."""

    def __init__(self, port: int, code: str, venue: str, number: int) -> None:
        super().__init__(port, code)
        self.venue, self.faults = venue, random.Random(number)
        self.look(f"/desk/{venue}/")

    def work(self, acts: list[Act]) -> list[str]:
        """Send the acts in order; returns the answers."""
        return [self._until_answered(act) for act in acts]

    def _until_answered(self, act: Act) -> str:
        path = f"/desk/{self.venue}/{act.path}"
        while True:
            fault = self.faults.choice(("none", "none", "cut off", "answer lost", "sent twice"))
            if fault == "cut off":
                self._send_and_hang_up(path, act, share=0.5)
            elif fault == "answer lost":
                self._send_and_hang_up(path, act, share=1)
            else:
                answers = {self.send(path, act.fields).code for _ in range(2 if fault == "sent twice" else 1)}
                assert len(answers) == 1, "the same act again is answered alike"
                answer = answers.pop()
                if answer != "busy":
                    return answer

    def _send_and_hang_up(self, path: str, act: Act, share: float) -> None:
        """Send a share of the request, and be gone before the answer."""
        body = urlencode(self._fields | act.fields).encode()
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nCookie: {cookies}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        with closing(socket.create_connection(("127.0.0.1", self.port), PATIENCE)) as connection:
            connection.sendall(head.encode() + body[: int(len(body) * share)])


@pytest.fixture
def two_cities(app: Flask, clock: Clock) -> World:
    return world_of_today(app, members=SHARED.stop)


def acts_of(world: World, door: int) -> tuple[list[Act], dict[str, str], list[str]]:
    """What one door does, where its own members are in the end, and what must be answered about them."""
    venue, rng = ("BRU", "LIE")[door % 2], random.Random(1000 + door)
    acts: list[Act] = []
    places: dict[str, str] = {}
    answers: list[str] = []
    for member in range(door * OWN + 1, (door + 1) * OWN + 1):
        number = str(member)
        shown = rng.choice((number, pass_token(KEY.encode(), world.assembly_id, number)))
        for turn, path in enumerate(rng.choice(JOURNEYS)):
            nonce = f"door-{door}-{number}-{turn}"
            fields = {"member": shown, "nonce": nonce}
            if path == "undo":
                fields = {"act": f"door-{door}-{number}-{turn - 1}", "nonce": nonce}
            acts.append(Act(path, fields))
            answers.append("ok")
            if path == "check-in":
                places[number] = venue
            else:
                places.pop(number, None)
    for member in SHARED:
        if member % (DOORS // 2) == door // 2:
            acts.append(
                Act("check-in", {"member": str(member), "nonce": f"door-{door}-{member}", **WITHOUT_NETWORK})
            )
    return acts, places, answers


JOURNEYS = (
    ("check-in",),
    ("check-in", "check-in"),
    ("check-in", "check-out"),
    ("check-in", "check-out", "check-in"),
    ("check-in", "undo"),
    ("check-in", "undo", "check-in"),
)
WITHOUT_NETWORK = {"shown": "welcome", "scanned_at": "1000000", "sent_at": "1060000"}


def codes(world: World) -> Iterator[tuple[str, str]]:
    """A steward for each door, every other one in the other city."""
    with world.app.app_context(), writing(db.session()) as session:
        for door in range(DOORS):
            venue = ("BRU", "LIE")[door % 2]
            role = [(Role.STEWARD, venue)]
            now = system_clock()
            key = KEY.encode()
            code = issue_to_staff(
                session, key, world.assembly_id, f"door {door}", "nl", role, now=now, actor="test"
            )
            yield code, venue


def test_forty_doors_on_a_bad_network_leave_exactly_the_right_list(
    two_cities: World, database_url: str, tmp_path: Path
) -> None:
    world = two_cities
    plans = [acts_of(world, door) for door in range(DOORS)]
    stewards = list(codes(world))
    with world.app.app_context():
        db.engine.dispose()
    with (
        serve(database_url, tmp_path / "served", workers=1, letters=False) as served,
        ThreadPoolExecutor(DOORS) as threads,
    ):
        phones = [Door(served.port, code, venue, number) for number, (code, venue) in enumerate(stewards)]
        answered = list(threads.map(lambda phone, plan: phone.work(plan[0]), phones, plans))
    expected = {number: place for _, places, _ in plans for number, place in places.items()}
    for answers, (_, _, wanted) in zip(answered, plans, strict=True):
        assert answers[: len(wanted)] == wanted
    with world.app.app_context():
        rows = db.session.execute(select(Presence.member, Presence.place).where(Presence.until.is_(None)))
        present = {row.member: row.place for row in rows}
        nonces = set(db.session.scalars(select(CheckIn.nonce)))
        contradicted = db.session.execute(
            select(CheckIn.member, CheckIn.venue).join(ScanConflict, ScanConflict.nonce == CheckIn.nonce)
        ).all()
        assert db.session.scalar(select(func.count()).select_from(Participation)) == 0
    shared = {str(member) for member in SHARED}
    assert {number: place for number, place in present.items() if number not in shared} == expected
    assert nonces == {act.fields["nonce"] for acts, _, _ in plans for act in acts}
    assert present.keys() >= shared, "whom two cities have let in is present once"
    assert sorted(member for member, _ in contradicted) == sorted(shared), "and is shown to a supervisor once"
    assert all(present[member] != venue for member, venue in contradicted)
