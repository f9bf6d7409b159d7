"""Forty phones check people in while a vote is open: how long they wait. Prints its figures; decides nothing.

``python -m tests.bench.check_in [--seconds 600] [--rate 5] [--devices 40] [--database sqlite|postgresql]``
"""

import argparse
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles

from flask_migrate import upgrade

from tests.conftest import new_app
from tests.gate.served import Visitor, serve
from tests.postgres import execute, server
from tests.world import KEY, World, world_of_today
from voting.accounts.credentials import issue_to_staff
from voting.accounts.models import Role
from voting.attendance.passes import pass_token
from voting.attendance.presence import present_now
from voting.clock import system_clock
from voting.database import writing
from voting.extensions import db

VENUES = ("BRU", "LIE")
VOTES_EVERY = 0.5
"""Seconds between two votes, cast while people come in."""


@dataclass
class Waits:
    """Seconds that each request took, and what was not answered with ok."""

    seconds: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, visitor: Visitor, path: str, fields: dict[str, str]) -> None:
        """Send a form, and time its answer."""
        begun = time.perf_counter()
        answer = visitor.send(path, fields).code
        with self.lock:
            self.seconds.append(time.perf_counter() - begun)
            if answer != "ok":
                self.refused.append(answer)

    def __str__(self) -> str:
        if len(self.seconds) < 2:
            return "too few to say"
        shares = [1000 * value for value in quantiles(self.seconds, n=100, method="inclusive")]
        return (
            f"{len(self.seconds)} answered; 50 % under {shares[49]:.0f} ms, 95 % under {shares[94]:.0f} ms, "
            f"99 % under {shares[98]:.0f} ms, the slowest {1000 * max(self.seconds):.0f} ms; "
            f"not ok: {len(self.refused)} {sorted(set(self.refused))}"
        )


def main() -> None:
    """Make an assembly, serve it, and let the phones work."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=int, default=600)
    arguments.add_argument("--rate", type=float, default=5)
    arguments.add_argument("--devices", type=int, default=40)
    arguments.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    chosen = arguments.parse_args()
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = f"sqlite:///{directory}/bench.sqlite3"
        if chosen.database == "postgresql":
            address = stack.enter_context(server())
            execute(address, "CREATE DATABASE bench")
            url = address.set(database="bench").render_as_string(hide_password=False)
        arrivals, voters = int(chosen.seconds * chosen.rate), int(chosen.seconds / VOTES_EVERY)
        app = new_app(url, directory)
        with app.app_context():
            upgrade()
        world = world_of_today(app, members=arrivals + voters)
        stewards = [_steward(world, number) for number in range(chosen.devices)]
        world.person("chair").send(f"/chair/resolutions/{world.resolutions['1']}/open", {})
        with app.app_context():
            db.engine.dispose()
        served = stack.enter_context(serve(url, directory / "served", workers=1))
        print(
            f"{chosen.database}: {chosen.rate:g} check-ins a second from {chosen.devices} devices for "
            f"{chosen.seconds} s, {1 / VOTES_EVERY:g} votes a second beside them"
        )
        doors, votes = _work(world, served.port, stewards, chosen.rate, arrivals, voters)
        print(f"check-ins: {doors}")
        print(f"votes: {votes}")
        with app.app_context():
            print(f"present: {present_now(db.session(), world.assembly_id)}")


def _work(
    world: World, port: int, stewards: list[str], rate: float, arrivals: int, voters: int
) -> tuple[Waits, Waits]:
    doors, votes, devices = Waits(), Waits(), len(stewards)
    phones = [Visitor(port, code, accept="application/json") for code in stewards]
    for number, phone in enumerate(phones):
        phone.look(f"/desk/{VENUES[number % 2]}/")
    begun = time.monotonic()

    def check_in(device: int) -> None:
        path = f"/desk/{VENUES[device % 2]}/check-in"
        for turn in range(device, arrivals, devices):
            time.sleep(max(0, begun + turn / rate - time.monotonic()))
            token = pass_token(KEY.encode(), world.assembly_id, str(turn + 1))
            doors.note(phones[device], path, {"member": token, "nonce": f"bench-{turn:08}"})

    def vote(_: int) -> None:
        path = f"/resolutions/{world.resolutions['1']}"
        for turn in range(voters):
            time.sleep(max(0, begun + turn * VOTES_EVERY - time.monotonic()))
            voter = Visitor(port, world.codes[str(arrivals + turn + 1)])
            voter.look(path)
            votes.note(voter, f"{path}/vote", {"channel": "online", "choice": "for"})

    with ThreadPoolExecutor(devices + 1) as threads:
        for future in [threads.submit(vote, 0), *(threads.submit(check_in, n) for n in range(devices))]:
            future.result()
    return doors, votes


def _steward(world: World, number: int) -> str:
    with world.app.app_context(), writing(db.session()) as session:
        return issue_to_staff(
            session,
            KEY.encode(),
            world.assembly_id,
            f"device {number}",
            "nl",
            [(Role.STEWARD, VENUES[number % 2])],
            now=system_clock(),
            actor="bench",
        )


if __name__ == "__main__":
    main()
