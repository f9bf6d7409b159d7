"""Whoever is on the roll is found by their name, as it is spelled and in plain letters: at the desk, on a
phone, at the office, and by somebody who gives them a proxy."""

import gzip
import json
import unicodedata
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.register.office import bring_in
from tests.tables import table
from tests.test_folding import on_a_phone
from tests.world import World, row
from voting.files import read_file
from voting.folding import words
from voting.register.csv_file import read_register
from voting.rehearsal.browser import answer_of

GRANTOR = 40
NAMES: dict[str, str] = {str(n): example["name"] for n, example in enumerate(table("folded-names"), 1)}
SPELLED = list(NAMES.items())
PLAIN = [(number, " ".join(words(name))) for number, name in NAMES.items()]


@pytest.fixture
def people(world: World) -> World:
    """A world in which members have the names of the table, every other one kept with its marks apart."""
    forms = ("NFC", "NFD")
    rows = [
        row(int(number), name=unicodedata.normalize(forms[int(number) % 2], name), first_name="Xavy")
        for number, name in NAMES.items()
    ]
    bring_in(world.app, *rows)
    return world


def test_at_the_desk(people: World) -> None:
    steward = people.person("steward")
    for number, typed in SPELLED + PLAIN:
        page = steward.look(f"/desk/BRU/find?q={quote(typed)}")
        assert f'name="member" value="{number}"' in page.text, typed
        shown = unicodedata.normalize("NFC", unescape(page.text))
        assert f"<strong>Xavy {NAMES[number]}</strong>" in shown, typed
    assert 'name="member" value=' not in steward.look("/desk/BRU/find?q=N").text, "one letter is too little"
    sent = steward.send("/desk/BRU/check-in", {"member": "Ng", "nonce": "nonce-of-ng"})
    assert sent.status_code == 303, "two letters are a name, not a number"


def test_on_a_phone(people: World) -> None:
    answer = people.person("steward").look("/desk/BRU/roll")
    roll = json.loads(gzip.decompress(answer.data))
    names = dict(zip(roll["numbers"], roll["names"], strict=True))
    asked = [(typed, names[number]) for number, typed in SPELLED + PLAIN]
    assert [typed for (typed, _), (_, found) in zip(asked, on_a_phone(asked), strict=True) if not found] == []


def test_at_the_office(people: World) -> None:
    secretary = people.person("secretary")
    for number, typed in SPELLED + PLAIN:
        page = secretary.look(f"/office/register?words={quote(typed)}").text
        assert f"/office/register/member/{number}" in page, typed
    page = secretary.look("/office/register?words=Ng").text
    of_ng = next(number for number, name in NAMES.items() if name == "Ng")
    assert page.index("/office/register/member/") == page.index(f'/office/register/member/{of_ng}"'), "first"


def test_at_the_office_as_an_administration_delivers_them(people: World) -> None:
    delivered = Path(__file__).parents[1] / "data" / "register" / "register-marked-letters.csv"
    rows = read_register(delivered.read_bytes())
    assert len(rows) == 12
    bring_in(people.app, *rows)
    secretary = people.person("secretary")
    for each in rows:
        for typed in (each.name, " ".join(words(each.name)), each.name.upper()):
            page = secretary.look(f"/office/register?words={quote(typed)}").text
            assert f"/office/register/member/{each.number}" in page, typed


def test_as_a_holder_of_a_proxy(people: World) -> None:
    grantor = people.member(GRANTOR)
    for number, typed in SPELLED + PLAIN:
        assert answer_of(grantor.send("/proxy", {"holder": number, "name": typed})) == "ok", typed
        grantor.look("/assembly")
        assert answer_of(grantor.send("/proxy/withdraw", {})) == "ok"
    assert answer_of(grantor.send("/proxy", {"holder": "1", "name": "Sahins"})) == "invalid_proxy"


def test_the_demonstration_has_such_people() -> None:
    demonstration = Path(__file__).parents[2] / "voting" / "demo" / "register-2025.csv.gz"
    families = {member.name for member in read_register(read_file(demonstration))}
    assert {"Şahin", "Doğan", "Dvořák", "Šarić", "Țurcanu", "Łukasz", "Đorđević", "Groß", "Bjørn"} <= families
    assert {"Lebœuf", "Kjær", "Yıldız", "Ng", "D’Hondt", "DHondt", "D'Hondt", "Łukasiewicz"} <= families
