"""A small world for tests: some members, a convened assembly, and somebody signed in for each role."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import select
from sqlalchemy.orm import Session

from voting.accounts.code_sign_in import sign_in
from voting.accounts.credentials import issue_to_members, issue_to_staff
from voting.accounts.limits import LASTS
from voting.accounts.models import Role
from voting.ballot.convene import convene
from voting.ballot.definition import read_definition
from voting.ballot.import_assembly import import_assembly
from voting.ballot.models import Resolution
from voting.clock import system_clock
from voting.database import writing
from voting.extensions import db
from voting.installation import now
from voting.register.csv_file import Row
from voting.register.import_register import import_register
from voting.register.models import Category, MovementKind, PersonKind
from voting.rehearsal.browser import Browser
from voting.web.person import admit_known, sign_in_here

KEY = "a key for tests only"
ACTOR = "test"
MEETING = datetime(2025, 6, 17, 8, 0, tzinfo=UTC)
"""A moment during the assembly (10:00 in Brussels)."""
ADVANCE = datetime(2025, 6, 12, 8, 0, tzinfo=UTC)
"""A moment within the window of advance voting."""

ASSEMBLY = """
kind = "ordinary"
date = 2025-06-17
record_date = 2025-06-02
timezone = "Europe/Brussels"
advance_voting = { opens = 2025-06-10T09:00:00, closes = 2025-06-16T18:00:00 }
proxies_per_holder = 1
title = { nl = "Algemene vergadering", fr = "Assemblée générale", en = "General assembly" }

[[venues]]
code = "BRU"
name = { nl = "Brussel", fr = "Bruxelles" }

[[venues]]
code = "LIE"
name = { nl = "Luik", fr = "Liège" }

[[resolutions]]
number = "1"
kind = "motion"
title = { nl = "Jaarrekening", fr = "Comptes annuels", en = "Annual accounts" }
method = "for_against_abstain"

[[resolutions]]
number = "2"
kind = "election"
title = { nl = "Bestuurders", fr = "Administrateurs", en = "Directors" }
method = "per_candidate"
seats = 2
term_years = 4
candidates = [
  { code = "c1", name = "Ann", outgoing = true },
  { code = "c2", name = "Bob" },
  { code = "c3", name = "Cem" },
]

[[resolutions]]
number = "3"
kind = "election"
title = { nl = "Comité", fr = "Comité", en = "Committee" }
method = "plurality_at_large"
seats = 2
candidates = [ { code = "e1", name = "Eva" }, { code = "e2", name = "Finn" }, { code = "e3", name = "Guy" } ]

[[resolutions]]
number = "4"
kind = "motion"
title = { nl = "Statuten", fr = "Statuts", en = "Statutes" }
method = "for_against_abstain"
majority = "3/4"
quorum = "1/2"
advance = false
"""


class Clock:
    """A clock that a test sets by hand."""

    def __init__(self, moment: datetime = MEETING) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        """The moment it is set to."""
        return self.moment


def row(number: int, **changes: Any) -> Row:
    """A member who joined in 2020, as the register's file has them."""
    values: dict[str, Any] = {
        "number": str(number),
        "category": Category.A,
        "kind": PersonKind.NATURAL,
        "name": f"Name{number}",
        "first_name": f"First{number}",
        "representative": "",
        "email": f"lid{number}@example.org",
        "language": "nl",
        "postcode": "1000",
        "municipality": "Brussel",
        "joined_on": date(2020, 1, 1),
        "left_on": None,
        "left_as": None,
    }
    return Row(**(values | changes))


@dataclass
class World:
    """A convened assembly. Members 1 to 40 are on the roll; 41 joined too late, 42 has left."""

    app: Flask
    clock: Clock
    assembly_id: int
    resolutions: dict[str, int]
    codes: dict[str, str]
    staff: dict[str, str]
    browsers: dict[str, Browser] = field(default_factory=dict)

    def member(self, number: int | str) -> Browser:
        """The browser of a member, signed in."""
        return self._browser(self.codes[str(number)])

    def person(self, name: str) -> Browser:
        """The browser of somebody on the staff: chair, steward, steward_lie, teller, teller_2 ..."""
        return self._browser(self.staff[name])

    def moved_to(self, app: Flask, clock: Clock) -> "World":
        """The same in another application, whose database is a copy: nobody has a browser open there."""
        return World(app, clock, self.assembly_id, dict(self.resolutions), dict(self.codes), dict(self.staff))

    def _browser(self, code: str) -> Browser:
        """The one that is open; another where somebody comes back after as long as a sign-in lasts."""
        found = self.browsers.get(code)
        if found is None or (isinstance(found, SignedIn) and self.clock() - found.since >= LASTS):
            self.browsers[code] = found = SignedIn(self.app, code)
        return found


class SignedIn(Browser):
    """A browser into which a sign-in was put: as after signing in with a code, without the pages before."""

    def __init__(self, app: Flask, code: str) -> None:
        self._client, self._was = app.test_client(), {}
        with app.test_request_context():
            self.since = now()
            with writing(db.session()) as database:
                admitted = admit_known(sign_in(database, KEY.encode(), code, now=now()))
            sign_in_here(admitted)
            self._fields = {"csrf_token": generate_csrf()}
            signed_in = dict(session)
        with self._client.session_transaction() as kept:
            kept.update(signed_in)


def make_world(
    app: Flask,
    clock: Clock,
    definition_text: str = ASSEMBLY,
    members: int = 40,
    details: Callable[[int], dict[str, Any]] = lambda _: {},
    before_convening: Callable[[Session, int], object] = lambda *_: None,
) -> World:
    """Fill an empty, migrated database of the application with a world; ``details`` are what the register has
    of a member by their number, such as a category; ``before_convening`` is done with the session and the id
    of the assembly before it is convened."""
    key = KEY.encode()
    rows = [row(number, **details(number)) for number in range(1, members + 1)]
    rows.append(row(members + 1, joined_on=date(2025, 6, 3)))
    rows.append(row(members + 2, left_on=date(2025, 6, 2), left_as=MovementKind.RESIGNED))
    definition, resolutions = read_definition(definition_text.encode())
    invited = MEETING - timedelta(days=14)
    with app.app_context(), writing(db.session()) as database:
        import_register(database, rows, now=invited, actor=ACTOR)
        assembly = import_assembly(database, definition, resolutions, now=invited, actor=ACTOR)
        before_convening(database, assembly.id)
        convene(database, key, assembly.id, now=invited, actor=ACTOR)
        numbers = [item.number for item in rows]
        codes = issue_to_members(database, key, assembly.id, numbers, now=invited, actor=ACTOR)
        people = {
            "chair": (Role.CHAIR, None),
            "steward": (Role.STEWARD, "BRU"),
            "steward_lie": (Role.STEWARD, "LIE"),
            "supervisor": (Role.SUPERVISOR, None),
            "teller": (Role.TELLER, None),
            "teller_2": (Role.TELLER, None),
            "secretary": (Role.SECRETARY, None),
            "auditor": (Role.AUDITOR, None),
            "administrator": (Role.ADMINISTRATOR, None),
            "display": (Role.DISPLAY, None),
        }
        staff = {
            name: issue_to_staff(database, key, assembly.id, name, "nl", [role], now=invited, actor=ACTOR)
            for name, role in people.items()
        }
        stored = database.execute(
            select(Resolution.number, Resolution.id).where(Resolution.assembly_id == assembly.id)
        )
        return World(app, clock, assembly.id, {item.number: item.id for item in stored}, codes, staff)


def world_of_today(
    app: Flask,
    definition_text: str = ASSEMBLY,
    members: int = 40,
    before_convening: Callable[[Session, int], object] = lambda *_: None,
) -> World:
    """The same for what is served with the system's clock, which nobody can set: held today."""
    definition = held_at(definition_text, system_clock())
    return make_world(app, system_clock, definition, members, before_convening=before_convening)  # type: ignore[arg-type]  # not a test's clock


def held_at(definition_text: str, moment: datetime) -> str:
    """The definition of the same assembly, held on the day that a moment is of in its time zone."""
    zone = ZoneInfo(tomllib.loads(definition_text).get("timezone", "Europe/Brussels"))
    return definition_text.replace("\ndate = 2025-06-17", f"\ndate = {moment.astimezone(zone).date()}", 1)
