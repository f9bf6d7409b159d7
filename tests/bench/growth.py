"""How what things cost grows with the register: 1,000, 10,000 and 100,000 members, and a million if asked.

``python -m tests.bench.growth [--sizes 1000 10000 100000 1000000] [--database sqlite|postgresql]
[--pages] [--json FILE]``: a register of each size is made, an assembly is convened with it, and whatever
knows the members is done. Prints a table of the processor's milliseconds (of PostgreSQL's too), with the
exponent between the last two sizes: 0 is flat, 1 grows as the members do, n log n is 1.06 to 1.09. ``--json``
writes the same as JSON, with statements, thousands of SQLite's steps, and megabytes of memory.
"""

import json
import math
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import partial
from io import BytesIO
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import func, select, text
from werkzeug.test import TestResponse

from tests.bench.generated import FIRST, load_generated
from tests.bench.meter import Cost, Meter
from tests.conftest import new_app
from tests.postgres import execute, server
from tests.world import ACTOR, ASSEMBLY, KEY, MEETING, Clock, SignedIn
from voting.accounts.credentials import issue_to_members, issue_to_staff
from voting.accounts.models import Role
from voting.assembly.models import RollEntry
from voting.ballot.convene import convene
from voting.ballot.definition import read_definition
from voting.ballot.import_assembly import import_assembly
from voting.database import writing
from voting.extensions import db
from voting.invitations.queue import queue_invitations
from voting.register.search import PAGE
from voting.rehearsal.browser import Browser, answer_of
from voting.web.office.paging import pages_of

SIZES = (1_000, 10_000, 100_000)
TIMES = 10
"""How often a page is opened."""
LONG = 300
"""Milliseconds of the processor from which on once is enough."""
STAFF = {
    "secretary": (Role.SECRETARY, None),
    "steward": (Role.STEWARD, "BRU"),
    "supervisor": (Role.SUPERVISOR, None),
    "chair": (Role.CHAIR, None),
}
KEYED = KEY.encode()
INVITED = MEETING - timedelta(days=14)
IMPORTS = "/office/register/imports"

PAGES = {
    "the office": ("secretary", "/office/"),
    "register": ("secretary", "/office/register"),
    "register, page in the middle": ("secretary", "/office/register?page={middle}"),
    "register, last page": ("secretary", "/office/register?page={last}"),
    "register, category B": ("secretary", "/office/register?category=B"),
    "register, those who left": ("secretary", "/office/register?state=left"),
    "search by number": ("secretary", "/office/register?words={number}"),
    "search by name": ("secretary", "/office/register?words=maes+jan"),
    "search by part of a name": ("secretary", "/office/register?words=eeter"),
    "search by e-mail": ("secretary", "/office/register?words=lid{number}@example.org"),
    "search for nobody": ("secretary", "/office/register?words=xqzwk"),
    "a member": ("secretary", "/office/register/member/{number}"),
    "somebody new": ("secretary", "/office/register/new"),
    "perhaps one person twice": ("secretary", "/office/register/duplicates"),
    "figures of the register": ("secretary", "/office/register/figures"),
    "who consulted": ("secretary", "/office/register/looks"),
    "register files": ("secretary", IMPORTS),
    "before convening": ("secretary", "/office/convening"),
    "the roll": ("secretary", "/office/roll?member={number}"),
    "invitations": ("secretary", "/office/invitations"),
    "before inviting": ("secretary", "/office/invitations/send/invitation"),
    "before printing letters": ("secretary", "/office/invitations/send/paper"),
    "door": ("steward", "/desk/BRU/"),
    "door, by name": ("steward", "/desk/BRU/find?q=maes+jan"),
    "door, by number": ("steward", "/desk/BRU/find?q={number}"),
    "door, the roll for phones": ("steward", "/desk/BRU/roll"),
    "help desk": ("supervisor", "/desk/BRU/help?member={number}"),
    "the chair's console": ("chair", "/chair/"),
    "a member's agenda": ("member", "/assembly"),
}
"""Pages by name: who opens them, and the address."""

Work = tuple[str, Callable[[], object]]
"""Something that is measured: its name, and how it is done."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What one thing cost at one size."""

    name: str
    members: int
    cost: Cost


def main() -> None:
    """Measure each size in a process of its own, and print and write what was found."""
    asked = ArgumentParser(description=__doc__)
    asked.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    asked.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    asked.add_argument("--pages", action="store_true", help="pages alone, nothing that takes in everybody")
    asked.add_argument("--json", type=Path, help="where to write the same as JSON")
    chosen = asked.parse_args()
    found: list[Measured] = []
    for members in chosen.sizes:
        with ProcessPoolExecutor(1, get_context("spawn")) as process:
            found += process.submit(measure, chosen.database, members, chosen.pages).result()
        print(f"{members:,} members measured", file=sys.stderr, flush=True)
    print(table(found))
    if chosen.json:
        chosen.json.write_text(json.dumps(as_json(chosen.database, found), indent=1))


def measure(database: str, members: int, only_pages: bool) -> list[Measured]:
    """What everything costs at one size."""
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = f"sqlite:///{directory}/growth.sqlite3"
        if database == "postgresql":
            address = stack.enter_context(server())
            execute(address, "CREATE DATABASE growth")
            url = address.set(database="growth").render_as_string(hide_password=False)
        app = new_app(url, directory, Clock())
        with app.app_context():
            meter = Meter(db.engine)
            upgrade()
            with writing(db.session()) as session:
                load_generated(session, members)
                if database == "postgresql":  # which does it by itself, later
                    session.execute(text("ANALYZE"))
            assembly_id, convening = _convened(meter)
            browsers = _signed_in(app, assembly_id)
        works = _pages(browsers, members)
        if not only_pages:
            works = chain(works, _works(app, browsers["secretary"], assembly_id))
        found = [Measured("convening", members, convening)]
        found += [Measured(name, members, _cost(meter, work)) for name, work in works]
        with app.app_context():
            db.engine.dispose()
    return found


def table(found: Sequence[Measured]) -> str:
    """The milliseconds of each thing at each size as a table in Markdown, with the exponent between the last
    two sizes, and the megabytes at the last."""
    sizes = sorted({each.members for each in found})
    costs = {(each.name, each.members): each.cost for each in found}
    lines = [
        f"| | {' | '.join(f'{size:,}' for size in sizes)} | exponent | statements | MB |",
        "|---|" + "---:|" * (len(sizes) + 3),
    ]
    for name in dict.fromkeys(each.name for each in found):
        of_name = [costs[name, size] for size in sizes if (name, size) in costs]
        shown = " | ".join(f"{cost.milliseconds:,.1f}" for cost in of_name)
        last = of_name[-1]
        grows = f"{exponent(found, name):.2f}" if len(of_name) > 1 else ""
        lines.append(f"| {name} | {shown} | {grows} | {last.statements:,.0f} | {last.megabytes:,.0f} |")
    return "\n".join(lines)


def exponent(found: Sequence[Measured], name: str) -> float:
    """By which power of the members the processor's time of something grows between the last two sizes."""
    *_, one, other = sorted((each.members, each.cost.milliseconds) for each in found if each.name == name)
    return math.log(max(other[1], 0.1) / max(one[1], 0.1)) / math.log(other[0] / one[0])


def as_json(database: str, found: Sequence[Measured]) -> dict[str, float]:
    """All costs by flat keys: database, what, how many members, and which cost."""
    return {
        f"{database}: {each.name}, {each.members} members, {kind}": round(value, 3)
        for each in found
        for kind, value in asdict(each.cost).items()
    }


def _convened(meter: Meter) -> tuple[int, Cost]:
    """The id of an assembly that is convened with everybody, and what convening costs."""
    definition, resolutions = read_definition(ASSEMBLY.encode())
    with writing(db.session()) as session:
        assembly = import_assembly(session, definition, resolutions, now=INVITED, actor=ACTOR)
        cost = meter.cost(lambda: convene(session, KEYED, assembly.id, now=INVITED, actor=ACTOR))
        return assembly.id, cost


def _signed_in(app: Flask, assembly_id: int) -> dict[str, Browser]:
    """A browser for everybody who opens pages."""
    with writing(db.session()) as session:
        one = session.scalars(select(func.min(RollEntry.member))).one()
        codes = issue_to_members(session, KEYED, assembly_id, [one], now=MEETING, actor=ACTOR)
        people = {"member": codes[one]} | {
            name: issue_to_staff(session, KEYED, assembly_id, name, "nl", [role], now=MEETING, actor=ACTOR)
            for name, role in STAFF.items()
        }
    return {name: SignedIn(app, code) for name, code in people.items()}


def _pages(browsers: dict[str, Browser], members: int) -> Iterator[Work]:
    last = pages_of(members, PAGE)
    named = {"number": FIRST + members // 2, "last": last, "middle": last // 2 or 1}
    for name, (who, address) in PAGES.items():
        yield name, partial(_open, browsers[who], address.format(**named))


def _works(app: Flask, secretary: Browser, assembly_id: int) -> Iterator[Work]:
    """What takes in everybody, in this order."""

    def invite() -> None:
        with app.app_context(), writing(db.session()) as session:
            queue_invitations(session, KEYED, assembly_id, accept_late=True, now=INVITED, actor=ACTOR)

    yield "inviting", invite
    yield "invitations, once sent", partial(_open, secretary, "/office/invitations")
    yield "register as XLSX", lambda: _send(secretary, "/office/register/export/xlsx", {})
    exported = []
    yield "register as CSV", lambda: exported.append(_send(secretary, "/office/register/export/csv", {}))
    content = exported.pop().data.replace(b"@example.org", b"@example.com")
    secretary.look(IMPORTS)
    file = {"file": (BytesIO(content), "register.csv")}
    yield "bringing in a register", lambda: _send(secretary, IMPORTS, file)
    yield "looking at what it changes", partial(_open, secretary, f"{IMPORTS}/1")
    yield (
        "applying it",
        lambda: _send(secretary, f"{IMPORTS}/1/apply", {"previewed": secretary.field("previewed", "")}),
    )


def _open(browser: Browser, address: str) -> None:
    answer = browser.look(address)
    assert answer.status_code == 200, (address, answer.status_code)


def _send(browser: Browser, address: str, fields: Mapping[str, Any]) -> TestResponse:
    answer = browser.send(address, fields)
    assert answer_of(answer) == "ok", (address, answer_of(answer))
    return answer


def _cost(meter: Meter, work: Callable[[], object]) -> Cost:
    """What a page costs on average, once it is warm; what takes long, or is no page, is done once."""
    first = meter.cost(work)
    if not isinstance(work, partial) or first.milliseconds > LONG:
        return first
    return meter.cost(work, TIMES)


if __name__ == "__main__":
    main()
