"""What the tests of the help desk share: a member who shows their pass, and one who does not."""

import re

from tests.world import KEY, World
from voting.attendance.passes import current_token
from voting.extensions import db
from voting.rehearsal.browser import Browser


def pass_of(world: World, number: str) -> str:
    """The text of the pass that a member has now."""
    with world.app.app_context():
        return current_token(db.session(), KEY.encode(), world.assembly_id, number)


def scan_pass(world: World, desk: Browser, number: str) -> dict[str, str]:
    """Scan a member's pass at the help desk; returns the fields of the forms that give them something."""
    page = desk.look(desk.send("/desk/BRU/help/look-up", {"member": pass_of(world, number)}).location)
    shown = re.search(r'name="shown" value="([^"]+)"', page.text)
    assert shown, page.text
    return {"member": number, "shown": shown[1]}


def ask_another_for(desk: Browser, number: str, path: str = "/desk/BRU/help") -> str:
    """Ask for something for a member who has shown no pass; returns the path of the page to confirm it on."""
    page = desk.look(desk.send(path, {"member": number}).location)
    link = re.search(r'href="https?://[^/"]+(/desk/BRU/help/confirm/[^"]+)"', page.text)
    assert link, page.text
    return link[1]
