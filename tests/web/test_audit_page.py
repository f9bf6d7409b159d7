"""The page of the audit log: who did what, back to the first entry."""

import re

from tests.world import World
from voting.audit.chain import record
from voting.database import writing
from voting.extensions import db


def test_the_log_is_read_back_to_its_first_entry_and_names_who_did_it(world: World) -> None:
    world.person("secretary").send("/office/roll", {"kind": "removed", "member": "21", "reason": "left"})
    with world.app.app_context(), writing(db.session()) as session:
        for number in range(250):
            record(session, now=world.clock(), actor="test", action="test.done", number=number)
    auditor, pages = world.person("auditor"), [""]
    while len(pages) == 1 or 'rel="next"' in pages[-1]:
        pages.append(auditor.look(f"/office/audit?page={len(pages)}").text)
    seen = [int(number) for page in pages for number in re.findall(r"<tr><td[^>]*>(\d+)</td>", page)]
    assert seen == list(range(len(seen), 0, -1))
    assert len(seen) > 250
    removed = re.search(r"<td>(account \d+ \(.*?\))</td><td>roll\.removed</td>", "".join(pages))
    assert removed is not None
    assert removed[1].endswith("(secretary)")
