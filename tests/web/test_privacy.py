"""The notice on personal data, without signing in: what has been told, and what has not."""

import re

import pytest

from tests.web.test_cooperative import FIELDS, entered
from tests.world import World
from voting.languages import LANGUAGES
from voting.rehearsal.browser import answer_of
from voting.retention.rules import DataKind

__all__ = ["entered"]
PATH = "/privacy"
OFFICE = "/office/cooperative?lang=en"
NOT_TOLD = "has not told this here yet"


def test_it_says_what_has_not_been_told(world: World) -> None:
    page = world.app.test_client().get(f"{PATH}?lang=en").text
    assert page.count(NOT_TOLD) == 3
    lacking = world.person("secretary").look(OFFICE).text
    assert len(re.findall("It does not say", lacking)) == 3


def test_it_is_filled_from_what_the_cooperative_tells_and_periods_are_those_in_force(entered: World) -> None:
    secretary = entered.person("secretary")
    secretary.look(OFFICE)
    told = {"privacy_contact": "data@molen.example", "processors.nl": "Gastheer bv, Gent (EER)"}
    assert answer_of(secretary.send("/office/cooperative", FIELDS | told)) == "ok"
    assert "It does not say" not in secretary.look(OFFICE).text
    secretary.look("/office/retention")
    months = {kind.value: "7" for kind in DataKind}
    assert answer_of(secretary.send("/office/retention", months | {"presence": "1"})) == "ok"
    page = entered.app.test_client().get(f"{PATH}?lang=nl").text
    for said in (
        "De Molen cv",
        "0403.170.701",
        "data@molen.example",
        "Gastheer bv",
        "Aanwezigheid – 1 maand<",
    ):
        assert said in page, said
    assert "Gegevensbeschermingsautoriteit" in page
    assert page.count(" – 7 maanden<") == len(DataKind) - 2
    secretary.look(OFFICE)
    other = told | {"authority.nl": "CNPD, Luxemburg", "privacy_contact": ""}
    assert answer_of(secretary.send("/office/cooperative", FIELDS | other)) == "ok"
    page = entered.app.test_client().get(f"{PATH}?lang=nl").text
    assert "CNPD" in page
    assert "Gegevensbeschermingsautoriteit" not in page
    assert "hallo@molen.example" in page, "who else answers"


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_linked_from_signing_in_and_from_every_page_in_each_language(
    entered: World, language: str
) -> None:
    client = entered.app.test_client()
    named = re.search(r'<a class="target" href="/privacy">([^<]+)</a>', client.get(f"/?lang={language}").text)
    assert named
    assert f"<h1>{named[1]}</h1>" in client.get(f"{PATH}?lang={language}").text
    assert 'href="/privacy"' in entered.member(1).look(f"/assembly?lang={language}").text
