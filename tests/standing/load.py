"""People who vote, come in and look on while machines fall: each tries again as their page does, with the
same mark."""

import http.client
import itertools
import json
import random
import secrets
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from urllib.parse import urlencode

import gevent

from tests.standing.machines import PLACE
from tests.world import SignedIn, World

PATIENCE = 20
"""Seconds that a page waits for an answer."""
PAUSE = 1.0
"""Seconds after which it tries again."""
REFUSED_STREAM = 25.0
"""Seconds after which a page asks for a stream again that it was refused."""
BROKEN = (http.client.HTTPException, OSError)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is signed in, with what their browser sends along."""

    cookie: str
    token: str


def signed_in(world: World, code: str) -> Person:
    """Sign somebody in, as by their link."""
    browser = SignedIn(world.app, code)
    cookie = browser._client.get_cookie("voting")
    assert cookie is not None
    return Person(f"voting={cookie.value}", browser._fields["csrf_token"])


@dataclass
class Acts:
    """What was acknowledged, and when: the time of each, on one clock; and what was refused that should not
    have been."""

    votes: dict[tuple[int, str], str] = field(default_factory=dict)
    """By resolution and member, the mark of the attempt."""
    arrivals: dict[str, str] = field(default_factory=dict)
    """By mark, the member."""
    at: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    tries: int = 0

    def longest_pause(self, since: float) -> float:
        """Seconds between two acknowledgements since then, at the most."""
        moments = [since, *(moment for moment in self.at if moment > since)]
        return max((later - sooner for sooner, later in itertools.pairwise(moments)), default=0.0)


class Crowd:
    """Who votes and who comes in, all through the proxy at an address."""

    def __init__(
        self, address: str, votes: Iterator[tuple[int, str, Person]], arrivals: Iterator[str]
    ) -> None:
        self.address, self.acts = address, Acts()
        self._votes, self._arrivals = votes, arrivals

    def start(self, steward: Person, hands: int, doors: int) -> None:
        """Let so many vote at a time, and so many phones stand at doors, each about once a second."""
        for _ in range(hands):
            gevent.spawn(self._vote)
        for _ in range(doors):
            gevent.spawn(self._come_in, steward)

    def send(self, who: Person, path: str, fields: dict[str, str]) -> int:
        """The status of the answer to a form; 0 where none came."""
        self.acts.tries += 1
        headers = {
            "Cookie": who.cookie,
            "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        body = urlencode({"csrf_token": who.token, **fields})
        try:
            with closing(http.client.HTTPConnection(self.address, timeout=PATIENCE)) as connection:
                connection.request("POST", path, body, headers)
                response = connection.getresponse()
                told = response.read()
        except BROKEN:
            return 0
        if 400 <= response.status < 500 and "/chair/" not in path:
            self.acts.refused.append(f"{path}: {response.status} {told[:200]!r}")
        elif response.status >= 500:
            with (PLACE / "refusals.log").open("a") as log:
                log.write(f"{path} {response.status} {response.getheader('Refusal')}\n")
        return response.status

    def _vote(self) -> None:
        for resolution, member, who in self._votes:
            mark, choice = secrets.token_urlsafe(16), random.choice(("for", "against", "abstain"))
            fields = {"choice": choice, "channel": "online", "attempt": mark}
            if self._is_done(who, f"/resolutions/{resolution}/vote", fields):
                self.acts.votes[resolution, member] = mark
            gevent.sleep(random.uniform(0.5, 1.5) * PAUSE)

    def _come_in(self, steward: Person) -> None:
        for member in self._arrivals:
            mark = secrets.token_urlsafe(16)
            if self._is_done(steward, "/desk/BRU/check-in", {"member": member, "nonce": mark}):
                self.acts.arrivals[mark] = member
            gevent.sleep(random.uniform(0.5, 1.5) * PAUSE)

    def _is_done(self, who: Person, path: str, fields: dict[str, str]) -> bool:
        """Send a form until it is taken; whether it was, rather than refused."""
        while True:
            status = self.send(who, path, fields)
            if status and status < 400:
                self.acts.at.append(time.monotonic())
                return True
            if 400 <= status < 500:
                return False
            gevent.sleep(PAUSE)


class Screen:
    """A page that follows: what it has heard last of each topic, and when."""

    def __init__(self, address: str, who: Person) -> None:
        self.heard: dict[str, int] = {}
        self.heard_at: dict[str, float] = {}
        self.began = 0
        self._address, self._who = address, who
        gevent.spawn(self._follow)

    def _follow(self) -> None:
        while True:
            try:
                pause = self._read()
            except BROKEN:
                pause = random.uniform(1, 3)
            gevent.sleep(pause)

    def _read(self) -> float:
        """Read one stream to its end; seconds until another is asked for."""
        with closing(http.client.HTTPConnection(self._address, timeout=PATIENCE + 5)) as connection:
            connection.request("GET", "/live/stream", headers={"Cookie": self._who.cookie})
            response = connection.getresponse()
            if response.status != 200:
                return random.uniform(0, REFUSED_STREAM)
            self.began += 1
            while line := response.readline():
                if line.startswith(b"data: "):
                    told: dict[str, int] = json.loads(line[6:])
                    self.heard |= told
                    self.heard_at |= dict.fromkeys(told, time.monotonic())
        return random.uniform(1, 3)
