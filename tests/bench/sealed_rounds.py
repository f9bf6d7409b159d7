"""Sealed votes as they are served: what the gate takes for one, how long a closing takes and others wait, how
soon a closed box is open, and how long a browser seals."""

import itertools
import json
import os
import subprocess
import time
from collections.abc import Callable
from typing import Any
from urllib.request import Request, urlopen

from flask import Flask

from tests.bench.acts import vote
from tests.bench.asking import Others, expect, hammer
from tests.bench.closing import ELECTION, MOTION
from tests.bench.generator import Talk, run
from tests.bench.house import House, house
from tests.bench.people import JSON
from tests.bench.quick_ballots import enlarge, long_enough, put_in, that_hold
from tests.bench.size import Size
from tests.bench.votes import Figures
from tests.bench.wsgi_paths import LONGEST
from tests.box.ceremony import Meeting, make_keys
from tests.box.sealed_world import SealedWorld
from tests.gate.warm import ROOT
from tests.world import MEETING, World, world_of_today
from voting.box.models import BoxStatement
from voting.database import writing
from voting.extensions import db

PAUSE = 0.05
"""Seconds between two requests of each of the others."""
SLOWER = 6
"""Times slower than this machine: a phone."""
SEALED = (1, 2, 3, 4)
WARM = 8
"""Votes that are not counted."""
_MEETINGS: dict[tuple[str, int], Meeting] = {}


def sealed_bench(app: Flask, members: int) -> World:
    """A motion "1" and an election "E" of eight candidates that are sealed, and a motion "2" that is not."""
    names = ", ".join(f'{{ code = "c{number}", name = "Name {number}" }}' for number in range(8))
    whole = 'title = "Sealed"\ndate = 2025-06-17\nrecord_date = 2025-06-02\n'
    election = ELECTION.format(names).replace('"scottish_stv"', '"per_candidate"\nsealed = true')
    definition = whole + MOTION.format(1) + "sealed = true\n" + MOTION.format(2) + election
    key = str(app.config["SQLALCHEMY_DATABASE_URI"]).partition(":")[0].partition("+")[0], members

    def before(session: Any, assembly_id: int) -> None:
        _MEETINGS[key] = make_keys(session, assembly_id, MEETING)

    return world_of_today(app, definition, members, before)


def measure_gate(database: str, size: Size) -> Figures:
    """Milliseconds of the processor for a sealed vote on a motion, and for one that is not sealed: both over
    64 connections, each of a member who takes part by it."""
    number, warm = size.sealed, WARM
    with house(database, _people(size), letters=size.letters, make=sealed_bench) as served:
        sealed = _sealed(served, database, _people(size))
        with served.app.app_context():
            sealed.sign_context("1")
            ballots = list(that_hold(sealed.round("1"), number + warm))
            db.engine.dispose()
        served.take_step("open")
        served.take_step("open", "2")
        path, members = f"{served.path('1')}/vote", itertools.count(1)
        requests = []
        for ballot, member in zip(ballots, members, strict=False):
            fields = {"channel": "online", "sealed": ballot.hex(), "attempt": f"attempt {member}"}
            requests.append(served.member(member).post(path, fields, JSON))
        took = _processor_ms(served, requests, warm)
        plain = [vote(served, next(members), "2") for _ in requests]
        beside = _processor_ms(served, plain, warm)
        served.check_votes(number + warm)
    return {
        f"processor_ms_sealed_vote_{database}": took,
        f"processor_ms_vote_beside_sealed_{database}": beside,
        f"gate_ms_sealed_ballot_{database}": took - beside,
    }


def measure_sealed_closing(database: str, size: Size) -> Figures:
    """Closing an election of eight candidates in which all have voted: seconds from the chair's button to the
    console, those of the transaction alone, and the longest that others wait."""
    have = _people(size)
    with house(database, have, signed_in=have, letters=size.letters, make=sealed_bench) as served:
        sealed, members = _sealed(served, database, have), max(have, size.membership)
        with served.app.app_context():
            sealed.sign_context("E")
            of_round = sealed.round("E")
            with writing(db.session()) as session:
                enlarge(session, members, have + 2)
                put_in(session, of_round, long_enough(of_round, members), members)
            db.session.remove()
            db.engine.dispose()
        served.take_step("open", "E")
        served.take_step("open", "2")
        others, voters, readers = Others(), itertools.count(1), itertools.cycle(range(1, 50))
        talks = [
            others.go_on("reading", lambda: served.member(next(readers)).get("/assembly"), PAUSE),
            others.go_on("voting", lambda: vote(served, next(voters), "2"), PAUSE),
        ]
        took, quiet = [0.0], [0.0]

        def chair() -> Talk:
            yield time.monotonic() + size.calm
            quiet[0] = others.slowest
            others.forget()
            expect((yield served.member(1).get(LONGEST)))
            begun = time.monotonic()
            yield from served.step("close", "E")
            expect((yield served.staff["chair"].get("/chair/")))
            took[0] = time.monotonic() - begun
            yield time.monotonic() + size.calm
            others.over = True

        run(served.port, [*talks, chair()])
        longest = float(_answer(served, lambda: served.member(1).get(LONGEST)))
        served.check_votes(next(voters) - 1, "2")
    return {
        f"sealed_closing_seconds_{database}": took[0],
        f"sealed_closing_transaction_seconds_{database}": longest,
        f"others_wait_ms_at_sealed_closing_{database}": others.slowest,
        f"others_wait_ms_before_sealed_closing_{database}": quiet[0],
    }


def measure_opening(database: str, size: Size) -> Figures:
    """Seconds from the chair's button to the counts of a motion on which so many have voted live. One
    keyholder is there with a page's modules in node and a worker for each core; the others, who look at the
    same at the same time on machines of their own, are played."""
    have, cores = _people(size), os.cpu_count() or 1
    with house(database, have, signed_in=1, letters=size.letters, make=sealed_bench) as served:
        sealed = _sealed(served, database, have)
        identity = served.world.resolutions["1"]
        with served.app.app_context():
            sealed.sign_context("1")
            of_round = sealed.round("1")
            with writing(db.session()) as session:
                enlarge(session, size.opened, have + 2)
                put_in(session, of_round, that_hold(of_round, size.opened), size.opened)
            db.session.remove()
            db.engine.dispose()
        served.take_step("open")
        begun = time.monotonic()
        served.take_step("close")
        closed = time.monotonic() - begun
        address = f"http://127.0.0.1:{served.port}"
        looked = _node("look.mjs", address, sealed.tokens[0], str(identity), str(cores))
        seen = time.monotonic() - begun
        with served.app.app_context():
            statement = db.session.get_one(BoxStatement, identity).content
            db.session.remove()
            db.engine.dispose()
        sums = [(bytes.fromhex(alpha), bytes.fromhex(beta)) for alpha, beta in looked["sums"]]
        for number in SEALED:
            signature = sealed.played.all[number].sign_statement(statement).hex()
            _tell(f"{address}/keys/{identity}/statement", sealed.tokens[number - 1], signature=signature)
        for number in SEALED[:3]:
            played = sealed.played.all[number]
            played.statement = statement
            shares = [played.share(question, of).hex() for question, of in enumerate(sums)]
            told = _tell(f"{address}/keys/{identity}/share", sealed.tokens[number - 1], shares=shares)
        opened = time.monotonic() - begun
        assert told["opened"]
        assert looked["ballots"] == size.opened
    return {
        "sealed_opening_cores": cores,
        f"sealed_opening_closed_seconds_{database}": closed,
        f"sealed_opening_fetched_seconds_{database}": looked["fetched"],
        f"sealed_opening_looked_seconds_{database}": seen - closed,
        f"closed_to_opened_seconds_{database}": opened,
    }


def measure_sealing(_: Size) -> Figures:
    """Milliseconds of the processor in which node seals; of eight candidates on a machine that is slower."""
    told = _node("seal.mjs", "--sealing")
    return {
        "sealing_motion_ms": told["for_against_abstain"],
        "sealing_eight_marked_ms_slower": SLOWER * told["plurality_at_large"],
        "sealing_eight_each_ms_slower": SLOWER * told["per_candidate"],
    }


def _people(size: Size) -> int:
    """How many have a code: of all parts the same world."""
    return 2 * (size.sealed + WARM)


def _sealed(served: House, database: str, members: int) -> SealedWorld:
    return SealedWorld(served.world, *_MEETINGS[database, members])


def _processor_ms(served: House, requests: list[bytes], warm: int) -> float:
    hammer(served.port, requests[:warm], 200)
    before = served.processor_seconds()
    hammer(served.port, requests[warm:], 200)
    return 1000 * (served.processor_seconds() - before) / (len(requests) - warm)


def _answer(served: House, request: Callable[[], bytes]) -> str:
    told = list[str]()

    def ask() -> Talk:
        told.append(expect((yield request())).body.decode())

    run(served.port, [ask()])
    return told[0]


def _tell(address: str, token: str, **values: Any) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    with urlopen(Request(address, json.dumps(values).encode(), headers)) as answer:
        told: dict[str, Any] = json.load(answer)
    return told


def _node(module: str, *arguments: str) -> dict[str, Any]:
    """What a module of this folder prints as JSON."""
    command = ["node", str(ROOT / "tests" / "bench" / module), *arguments]
    told: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return told
