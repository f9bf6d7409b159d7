"""Killing the server while sealed votes arrive: every ballot with a receipt is in the box, and nothing is
half stored; then it is closed, opened and verified as if nothing had been."""

import io
import json
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy import make_url

from tests.box.pages import KeyholderPage
from tests.box.sealed_world import SealedWorld, make_sealed_world
from tests.box.voters import sealed_for
from tests.gate.crowd import stored
from tests.gate.served import Served, Visitor, serve
from tests.gate.test_closing_race import definition_with
from tests.gate.test_kill import BROKEN
from tests.waiting import PATIENCE
from tests.world import held_at
from voting.ballot.models import Deposit, Envelope, Participation
from voting.ballot.sealed_rounds import SealedRound, box_keys_of
from voting.box.ballots import leaves_of_box
from voting.box.models import OpenedCount
from voting.clock import system_clock
from voting.extensions import db
from voting.rehearsal.browser import answer_of
from voting.sealed.signatures import is_signed_with, receipt_message
from voting.sealed.tree import is_included, leaf_hash
from voting.verify_sealed import FromElsewhere, check_sealed_bundle

MEMBERS = 48
HANDS = 8


@dataclass
class SealedLoad:
    """Members whose pages hold a sealed ballot: they send it, and keep the receipt that they are given."""

    visitors: dict[int, Visitor]
    ballots: dict[int, bytes]
    receipts: dict[int, dict[str, str]]
    resolution: int

    def vote(self, number: int) -> str:
        """One member sends the ballot, whether the answer arrives or not; what is told."""
        fields = {"channel": "online", "sealed": self.ballots[number].hex(), "attempt": f"attempt {number}"}
        try:
            answer = self.visitors[number].send(f"/resolutions/{self.resolution}/vote", fields)
        except BROKEN:
            return "nothing"
        if receipt := json.loads(answer.text).get("receipt") if answer.code == "ok" else None:
            self.receipts[number] = receipt
        return answer.code

    def vote_until(self, served: Served, after: int) -> Counter[str]:
        """Everybody votes; after so many receipts the server is killed. How often each answer came."""
        enough = threading.Semaphore(0)

        def vote(number: int) -> str:
            told = self.vote(number)
            if told == "ok":
                enough.release()
            return told

        with ThreadPoolExecutor(HANDS) as hands:
            votes = [hands.submit(vote, number) for number in self.visitors]
            for _ in range(after):
                assert enough.acquire(timeout=PATIENCE)
            served.kill()
            return Counter(each.result() for each in votes)

    def ask_for_receipt(self, number: int) -> str | None:
        """The signature under a member's ballot, asked for by its leaf; None where it is not in the box."""
        leaf = {"leaf": leaf_hash(self.ballots[number]).hex()}
        answer = self.visitors[number].send(f"/resolutions/{self.resolution}/receipt", leaf)
        assert answer.code in ("ok", "not_found")
        return json.loads(answer.text)["signature"] if answer.code == "ok" else None


def load_of(sealed: SealedWorld, served: Served, of_round: SealedRound) -> SealedLoad:
    """Everybody has signed in, and sealed a vote."""

    def visitor(number: int) -> Visitor:
        found = Visitor(served.port, sealed.world.codes[str(number)], "application/json")
        found.look("/assembly")
        return found

    numbers = range(1, MEMBERS + 1)
    with ThreadPoolExecutor(HANDS) as hands:
        visitors = dict(zip(numbers, hands.map(visitor, numbers), strict=True))
    ballots = {number: sealed_for(of_round, number, [number % 3]).ballot for number in numbers}
    return SealedLoad(visitors, ballots, {}, of_round.resolution_id)


def chair_takes_step(sealed: SealedWorld, served: Served, step: str) -> None:
    chair = Visitor(served.port, sealed.world.staff["chair"])
    chair.look("/chair/")
    assert chair.send(f"/chair/resolutions/{sealed.world.resolutions['1']}/{step}", {}).code == "ok"


def open_box(sealed: SealedWorld, identity: int) -> None:
    """Four keyholders look and sign, three open."""
    keyholders = [
        KeyholderPage(sealed.world.app, played, token)
        for played, token in zip(sealed.played.all.values(), sealed.tokens, strict=True)
    ]
    for page in keyholders[:4]:
        assert answer_of(page.sign(identity)) == "ok"
    for page in keyholders[:3]:
        assert answer_of(page.share(identity)) == "ok"


def test_killing_the_server_loses_no_ballot_with_a_receipt(
    app: Flask, database_url: str, tmp_path: Path
) -> None:
    workers = 1 if make_url(database_url).get_backend_name() == "sqlite" else 2
    definition = definition_with(1).replace('\nmethod = "', '\nsealed = true\nmethod = "')
    today = held_at(definition, system_clock())
    sealed = make_sealed_world(app, system_clock, today, MEMBERS)  # type: ignore[arg-type]  # not a test's clock
    identity = sealed.world.resolutions["1"]
    with app.app_context():
        sealed.sign_context("1")
        of_round, box_key = sealed.round("1"), box_keys_of(db.session(), identity).public
        db.engine.dispose()
    with serve(database_url, tmp_path / "served", workers, letters=False) as served:
        chair_takes_step(sealed, served, "open")
        load = load_of(sealed, served, of_round)
        told = load.vote_until(served, after=MEMBERS // 3)
    assert told["ok"] == len(load.receipts) < MEMBERS
    assert set(told) <= {"ok", "nothing"}
    with app.app_context():
        held = {stored(table, identity) for table in (Participation, Deposit, Envelope)}
        assert len(held) == 1
        assert 0 <= held.pop() - len(load.receipts) <= HANDS
        db.engine.dispose()

    with serve(database_url, tmp_path / "served", workers, letters=False) as served:
        for visitor in load.visitors.values():
            visitor.port = served.port
        for number, receipt in load.receipts.items():
            assert load.ask_for_receipt(number) == receipt["signature"]
        silent = [number for number in load.visitors if number not in load.receipts]
        for number in silent[::2]:
            assert load.vote(number) == "ok"
        voted = {number for number in load.visitors if load.ask_for_receipt(number)}
        assert {*load.receipts, *silent[::2]} <= voted
        chair_takes_step(sealed, served, "close")
        for number in voted:
            leaf, signature = leaf_hash(load.ballots[number]), load.ask_for_receipt(number) or ""
            assert is_signed_with(box_key, bytes.fromhex(signature), receipt_message(of_round.ctx, leaf))
            proof = json.loads(load.visitors[number].look(f"/box/{identity}/proof/{leaf.hex()}").text)
            path = [bytes.fromhex(each) for each in proof["path"]]
            assert is_included(leaf, proof["index"], len(voted), path, bytes.fromhex(proof["root"]))
        with app.app_context():
            assert len(leaves_of_box(db.session(), identity)) == len(voted)
            open_box(sealed, identity)
            counts = db.session.get_one(OpenedCount, identity).counts
            db.engine.dispose()
        assert counts == [[sum(number % 3 == answer for number in voted) for answer in range(3)]]
        chair_takes_step(sealed, served, "announce")
        packed = Visitor(served.port, sealed.world.staff["auditor"]).fetch(f"/box/{identity}/bundle")
    assert check_sealed_bundle(io.BytesIO(packed), FromElsewhere())[1] == []
