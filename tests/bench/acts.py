"""What people do, as the requests of their browsers: voting, signing in, arriving."""

import secrets
from dataclasses import replace

from tests.bench.asking import expect
from tests.bench.generator import Answer, Talk
from tests.bench.house import HALLS, House
from tests.bench.people import HTML, JSON, Person
from tests.world import KEY
from voting.attendance.passes import pass_token

CHOICES = ("for", "against", "abstain")


def vote(house: House, number: int, resolution: str = "1") -> bytes:
    """A member's vote as the page casts it, from home."""
    fields = {
        "channel": "online",
        "choice": CHOICES[number % 3],
        "attempt": secrets.token_urlsafe(16),
    }
    return house.member(number).post(f"{house.path(resolution)}/vote", fields, JSON)


def check(house: House, number: int) -> Talk:
    """A ballot is filled in, and the page comes that asks to confirm it."""
    who, path = house.member(number), house.path("1")
    sent = expect((yield who.post(f"{path}/check", {"choice": CHOICES[number % 3]})), 303)
    where = sent.header(b"location").decode()
    expect((yield who.get(where, HTML, cookie(sent))), 200)


def sign_in(house: House, visitor: Person, number: int) -> Talk:
    """The page to which the link of an invitation leads, and its button."""
    code = house.world.codes[str(number)]
    sent = expect((yield visitor.get(f"/in/{code}")), 303)
    visitor = replace(visitor, cookie=sent.header(b"set-cookie").partition(b";")[0])
    expect((yield visitor.get("/in/")), 200)
    expect((yield visitor.post("/sign-in", {"code": code})), 303)


def check_in(house: House, steward: Person, number: int, hall: str = HALLS[0]) -> bytes:
    """An arrival, as a phone at a door sends it."""
    token = pass_token(KEY.encode(), house.world.assembly_id, str(number))
    fields = {"member": token, "nonce": f"bench-{number:08}"}
    return steward.post(f"/desk/{hall}/check-in", fields, JSON)


def cookie(answer: Answer) -> bytes:
    """What the browser was given to keep, as it sends it on."""
    return b"; " + answer.header(b"set-cookie").partition(b";")[0]
