"""What a page shows, its reader may do: no link and no form leads where its reader is refused."""

import re
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import html
from sqlalchemy import select
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from tests.world import World
from voting.accounts.credentials import grants_of
from voting.accounts.models import Account, Role
from voting.accounts.rules import Grant, may_enter
from voting.extensions import db
from voting.web.routes import ANYBODY, ROUTES

ROLES = ("member", "steward", "supervisor", "teller", "chair", "secretary", "administrator", "auditor")
MOST_PAGES = 150
ALIKE = 2
"""Of so many addresses that differ in their numbers alone the pages are opened."""


@pytest.mark.parametrize("role", ROLES)
def test_no_page_shows_what_its_reader_may_not_do(world: World, role: str) -> None:
    browser = world.member(1) if role == "member" else world.person(role)
    with world.app.app_context():
        account = db.session.scalars(select(Account.id).where(Account.name == role)).one_or_none()
        grants = (
            grants_of(db.session(), account, world.assembly_id)
            if account
            else frozenset({Grant(Role.MEMBER, None)})
        )
    todo, seen, alike, faults = ["/home", "/account/"], set[str](), dict[str, int](), set[str]()
    adapter = world.app.url_map.bind("localhost")

    def is_open(path: str, method: str) -> bool:
        endpoint, values = adapter.match(path, method)
        return ROUTES[endpoint] is ANYBODY or may_enter(grants, ROUTES[endpoint], values.get("venue"))

    while todo and len(seen) < MOST_PAGES:
        path = todo.pop(0)
        shape = re.sub(r"[0-9]+", "0", path)
        if path in seen or alike.get(shape, 0) == ALIKE:
            continue
        seen.add(path)
        alike[shape] = alike.get(shape, 0) + 1
        answer = browser.look(path, follow=True)
        if answer.mimetype != "text/html":
            continue
        here = answer.request.path
        tree = html.fromstring(answer.text)
        sent = [
            (form.get("action") or here, (form.get("method") or "get").upper())
            for form in tree.iter("form")
            if form.get("method") != "dialog"
        ]
        sent += [
            (button.get("formaction"), "POST") for button in tree.iter("button") if button.get("formaction")
        ]
        links = [(link.get("href"), "GET") for link in tree.iter("a") if link.get("href")]
        for target, method in [*sent, *links]:
            to = urlsplit(urljoin(here, target))
            if to.netloc:
                continue
            try:
                open_ = is_open(to.path, method)
            except MethodNotAllowed:
                open_ = False
            except HTTPException:
                continue
            if not open_:
                faults.add(f"{here}: {method} {to.path}")
            elif method == "GET" and "lang=" not in to.query:
                todo.append(to.path)
    assert len(seen) > 1
    assert faults == set()
