"""The office names keyholders: all faults at once, cards that are shown once, a new attempt that is asked
about; and says of a resolution that its votes are sealed."""

import re

import pytest
from lxml import html
from sqlalchemy import select

from tests.box.pages import KeyholderPage
from tests.sealed.keyholder import PlayedCeremony
from tests.web.cards import led_to
from tests.web.test_preparing_every_method import form_on
from tests.world import MEETING, World
from voting.assembly.models import Assembly
from voting.audit.models import AuditEntry
from voting.ballot.models import Resolution
from voting.ballot.taking_back import take_back_convening
from voting.box.keysets import latest_keyset
from voting.box.models import Keyholder
from voting.box.sealed_page import PAGE_SHA256
from voting.database import writing
from voting.extensions import db
from voting.rehearsal.browser import Browser, answer_of

ADDRESS = "/office/keyholders"
NAMES = {f"keyholder.{number}": name for number, name in enumerate(("Ada", "Bea", "Cem", "Dov", "Eva"), 1)}


@pytest.fixture
def unconvened(world: World) -> World:
    with world.app.app_context(), writing(db.session()) as session:
        take_back_convening(session, world.assembly_id, {"nl": "Fout"}, now=MEETING, account_id=1)
    return world


def begin(office: Browser, **fields: str) -> str:
    """What the office is told, and sees, when it sends the form."""
    answer = office.send(ADDRESS, names_form(office) | NAMES | fields)
    return led_to(office, answer) if answer_of(answer) == "ok" else answer.text


def names_form(office: Browser) -> dict[str, str]:
    """The form of the names as it is shown."""
    page = html.fromstring(office.look(f"{ADDRESS}?lang=en").text)
    [form] = page.xpath(f"//main//form[@action='{ADDRESS}']")
    return dict(form.form_values())


def tokens_on(page: str) -> list[str]:
    return re.findall(r"http://\S+ ([\w-]{43})<", page)


def test_cards_are_shown_once_and_their_tokens_stand_nowhere(unconvened: World) -> None:
    office = unconvened.person("secretary")
    cards = begin(office)
    tokens = tokens_on(cards)
    assert len(set(tokens)) == 5
    assert all(name in cards for name in NAMES.values())
    assert tokens_on(office.look(f"{ADDRESS}/cards").text) == []
    assert not any(token in office.look(ADDRESS).text for token in tokens)
    with unconvened.app.app_context():
        logged = " ".join(map(str, db.session.scalars(select(AuditEntry.details))))
        stored = " ".join(db.session.scalars(select(Keyholder.token_hash)))
        assert not any(token in logged + stored for token in tokens)
        keyset = latest_keyset(db.session(), unconvened.assembly_id)
        assert keyset is not None
        played = PlayedCeremony(keyset.sid)
    page = KeyholderPage(unconvened.app, played.all[3], tokens[2])
    assert page.ask("/keys/ceremony").json["number"] == 3
    assert answer_of(page.tell("/keys/hello", commitment=played.commitments[2].hex())) == "ok"
    part = office.look(f"{ADDRESS}/progress?lang=en").text
    assert part.count("is there") == 1
    assert part.count("is awaited") == 4


def test_every_fault_of_the_names_is_told_at_once(unconvened: World) -> None:
    office = unconvened.person("secretary")
    wrong = {"keyholder.1": "", "keyholder.3": "Bea", "keyholder.4": "x" * 201, "keyholder.5": "E\u200fva"}
    page = begin(office, **wrong)
    told = re.findall(r'<a href="#keyholder-(\d)">', page)
    assert told == ["1", "3", "4", "5"]
    assert 'value="Bea"' in page
    with unconvened.app.app_context():
        assert latest_keyset(db.session(), unconvened.assembly_id) is None


def test_a_new_attempt_is_asked_about_and_ends_the_old_cards(unconvened: World) -> None:
    office = unconvened.person("secretary")
    old = tokens_on(begin(office))[0]
    assert "Tick that you want to begin anew" in begin(office)
    seen = names_form(office)
    new = tokens_on(begin(office, again="yes"))[0]
    assert answer_of(office.send(ADDRESS, seen | NAMES | {"again": "yes"})) == "changed_meanwhile"
    with unconvened.app.app_context():
        keyset = latest_keyset(db.session(), unconvened.assembly_id)
        assert keyset is not None
        played = PlayedCeremony(keyset.sid)
    pages = [KeyholderPage(unconvened.app, played.all[1], token) for token in (old, new)]
    assert [page.ask("/keys/ceremony").json["replaced"] for page in pages] == [True, False]
    told = [answer_of(page.tell("/keys/hello", commitment=played.commitments[0].hex())) for page in pages]
    assert told == ["keys_replaced", "ok"]


def test_nobody_is_named_once_the_assembly_is_convened(world: World) -> None:
    office = world.person("secretary")
    assert "keyholder.1" not in office.look(ADDRESS).text
    assert answer_of(office.send(ADDRESS, NAMES | {"was": ""})) == "already_frozen"


def test_the_fingerprint_and_the_address_of_the_page_are_told(world: World) -> None:
    office = world.person("secretary")
    page = office.look(ADDRESS).text
    assert PAGE_SHA256 in page.replace(" ", "")
    world.app.config["SEALED_PAGE"] = "https://elsewhere.example/sealed.html"
    assert 'href="https://elsewhere.example/sealed.html"' in office.look(ADDRESS).text


def test_a_resolution_is_sealed_by_its_form_or_every_reason_against_it_is_told(unconvened: World) -> None:
    office, form = unconvened.person("secretary"), "/office/preparation/resolutions/1"
    fields = form_on(office.look(f"{form}?lang=en").text, form) | {"sealed": "yes"}
    refused = office.send(form, fields | {"ballot": "open", "live_choices": "yes"}).text
    for reason in ("A vote by name is not secret", "Sealed ballots are opened once"):
        assert reason in refused
    assert answer_of(office.send(form, fields)) == "ok"

    def is_sealed() -> bool:
        with unconvened.app.app_context():
            return db.session.get_one(Resolution, unconvened.resolutions["1"]).sealed

    assert is_sealed()
    shown = office.look(form).text
    assert re.search(r'name="sealed" value="yes"[^>]* checked', shown)
    overview = office.look("/office/preparation").text
    assert "Votes are sealed" in overview
    assert 'href="/office/keyholders"' in overview
    again = {name: value for name, value in form_on(shown, form).items() if name != "sealed"}
    assert answer_of(office.send(form, again)) == "ok"
    assert not is_sealed()


def test_a_ranking_has_no_box_to_tick(unconvened: World) -> None:
    page = unconvened.person("secretary").look("/office/preparation/resolutions/0?method=irv&lang=en").text
    assert 'name="sealed"' not in page
    assert "Votes by ranking cannot be sealed." in page
    with unconvened.app.app_context():
        assert db.session.get_one(Assembly, unconvened.assembly_id).frozen_at is None
