"""How fast thousands of open screens follow, and what holding them costs: ``make bench``.

One process of the server on SQLite, as ``make run`` starts it, and this process with all the screens; both
share the machine. Each screen holds a stream and, when that tells of a change, waits a random part of its
spread and asks for its fragment over a second connection that it keeps, as static/refresh.js does.
"""

import argparse
import asyncio
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
from flask_migrate import upgrade

from tests.conftest import new_app
from tests.gate.served import Served, Visitor, serve
from tests.world import World, world_of_today
from voting.extensions import db
from voting.web.live import now_address

SPREAD = 0.2
"""Seconds over which the screens spread their questions (data-spread of the display; of phones 0.3)."""
ROUNDS = 20
PATIENCE = 30.0

Kept = tuple[asyncio.StreamReader, asyncio.StreamWriter]
"""A connection that is used again."""


@dataclass
class Crowd:
    """So many screens on one address: when each saw what it waits for."""

    port: int
    stream: str
    fragment: str
    topic: str
    spread: float
    wanted: bytes = b""
    seen: int = 0
    all_seen: asyncio.Event | None = None
    size: int = 0

    async def follow(self, ready: asyncio.Semaphore) -> None:
        """One screen: holds its stream until it is cancelled."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(f"GET {self.stream} HTTP/1.1\r\nHost: bench\r\n\r\n".encode())
        kept = None
        try:
            await reader.readuntil(b"data: ")
            await reader.readline()
            ready.release()
            while True:
                line = await reader.readline()
                if not line:
                    return
                if f'"{self.topic}":'.encode() in line:
                    version = line.split(f'"{self.topic}":'.encode())[1].split(b",")[0].rstrip(b"}\r\n")
                    kept = await self.ask(version.decode(), kept)
        finally:
            writer.close()
            if kept:
                kept[1].close()

    async def ask(self, version: str, kept: Kept | None) -> Kept | None:
        """Ask for the fragment, after a random part of the spread, over the connection kept from the last
        time where the server has not ended it; returns the one to keep."""
        await asyncio.sleep(random.random() * self.spread)
        while True:
            try:
                kept = kept or await asyncio.open_connection("127.0.0.1", self.port)
                answer = await self._fetch(version, kept)
                break
            except (OSError, asyncio.IncompleteReadError):  # ended, or refused: a browser asks again, too
                if kept:
                    kept[1].close()
                kept = None
        if self.wanted and self.wanted in answer:
            self.seen += 1
            if self.seen >= self.size and self.all_seen:
                self.all_seen.set()
        return kept

    async def _fetch(self, version: str, kept: Kept) -> bytes:
        reader, writer = kept
        path = f"{self.fragment}?v={version}"
        writer.write(f"GET {path} HTTP/1.1\r\nHost: bench\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        return await reader.readexactly(int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0]))

    async def time_until_all_see(self, wanted: bytes, act: Callable[[], float]) -> float:
        """Seconds from the moment that ``act`` returns (``time.perf_counter``) until the last one sees it."""
        self.wanted, self.seen, self.all_seen = wanted, 0, asyncio.Event()
        began = await asyncio.to_thread(act)
        await asyncio.wait_for(self.all_seen.wait(), PATIENCE)
        return time.perf_counter() - began


async def gather_crowd(crowd: Crowd, size: int) -> list[asyncio.Task[None]]:
    """Open so many screens, a few hundred at a time, and wait until all of them follow."""
    ready, crowd.size = asyncio.Semaphore(0), size
    tasks = []
    for _ in range(size):
        tasks.append(asyncio.create_task(crowd.follow(ready)))
        if len(tasks) % 200 == 0:
            for _ in range(200):
                await asyncio.wait_for(ready.acquire(), PATIENCE)
    return tasks


async def let_go(tasks: list[asyncio.Task[None]]) -> None:
    """Close all the screens."""
    for task in tasks:
        task.cancel()
    for task in tasks:
        with suppress(asyncio.CancelledError, OSError):
            await task


def worker_of(served: Served) -> psutil.Process:
    """The process that serves: the child of the server that uses the most memory."""
    children = psutil.Process(served.process.pid).children()
    return max(children, key=lambda process: process.memory_info().rss)


async def measure(world: World, served: Served, screens: int, most: int) -> None:
    """Print all the figures."""
    display = f"/display/{world.staff['display']}"
    one, two = world.resolutions["1"], world.resolutions["2"]
    with world.app.test_request_context():
        now = now_address(world.assembly_id, "nl")
    chair = Visitor(served.port, world.staff["chair"])
    chair.look("/chair/")
    visitor = Visitor(served.port, world.codes["39"])
    worker = worker_of(served)

    halls = Crowd(served.port, f"{display}/stream", f"{display}/state", "turnout", SPREAD)
    before = worker.memory_info().rss
    visitor.look(halls.fragment)  # as each screen that is opened does
    tasks = await gather_crowd(halls, screens)
    each = (worker.memory_info().rss - before) / screens / 1024
    print(f"{screens} screens follow; {each:.0f} KiB of memory for each", flush=True)

    chair.send(f"/chair/resolutions/{one}/open", {})
    voters = [Visitor(served.port, world.codes[str(number)]) for number in range(1, ROUNDS + 1)]
    for voter in voters:
        voter.look(f"/resolutions/{one}")
    await asyncio.sleep(4)
    last = []
    for number, voter in enumerate(voters, 1):

        def vote(voter: Visitor = voter) -> float:
            answer = voter.send(f"/resolutions/{one}/vote", {"channel": "online", "choice": "for"})
            assert answer.code == "ok", answer.code
            return time.perf_counter()

        last.append(await halls.time_until_all_see(f"<strong>{number}</strong>".encode(), vote))
        await asyncio.sleep(1.5)
    tell("vote acknowledged -> turnout on the last screen", last)
    await let_go(tasks)

    phones = Crowd(served.port, f"{display}/stream", now, "agenda", 0.3)
    visitor.look(now)
    tasks = await gather_crowd(phones, screens)
    await asyncio.sleep(4)
    last = []
    for _ in range(ROUNDS):

        def open_vote(two: int = two) -> float:
            began = time.perf_counter()
            assert chair.send(f"/chair/resolutions/{two}/open", {}).code == "ok"
            return began

        last.append(await phones.time_until_all_see(f'href="/resolutions/{two}"'.encode(), open_vote))
        phones.wanted = b""
        chair.send(f"/chair/resolutions/{two}/annul", {"reason": "again"})
        chair.send(f"/chair/resolutions/{two}/again", {})
        two += 1 if two > world.resolutions["4"] else world.resolutions["4"] + 1 - two
        await asyncio.sleep(3)
    tell("open pressed -> ballot on the last phone", last)
    await let_go(tasks)

    everybody = Crowd(served.port, f"{display}/stream", f"{display}/state", "nothing", SPREAD)
    tasks = await gather_crowd(everybody, most)
    answered = time.perf_counter()
    assert Visitor(served.port, world.codes["40"]).signed_in.code == "ok"
    took = time.perf_counter() - answered
    held = sum(not task.done() for task in tasks)
    print(f"{held} connections held by one process, in {worker.memory_info().rss / 2**20:.0f} MiB")
    print(f"  a member signs in meanwhile, in {took * 1000:.0f} ms")
    await let_go(tasks)


def tell(what: str, seconds: list[float]) -> None:
    """Print the percentiles of some durations."""
    ordered = sorted(seconds)
    at_95 = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    print(f"{what}, of {len(seconds)} times")
    print(f"  median {statistics.median(ordered):.2f} s, 95th percentile {at_95:.2f} s")


def main() -> None:
    """Serve a small assembly on SQLite and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--screens", type=int, default=2_000)
    parser.add_argument("--connections", type=int, default=5_000)
    asked = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    with tempfile.TemporaryDirectory() as directory:
        url = f"sqlite:///{directory}/bench.sqlite3"
        app = new_app(url, Path(directory))
        with app.app_context():
            upgrade()
        world = world_of_today(app)
        with app.app_context():
            db.engine.dispose()
        with serve(url, Path(directory) / "served", 1) as served:
            asyncio.run(measure(world, served, asked.screens, asked.connections))


if __name__ == "__main__":
    main()
