"""The page of convening, and what follows of it: taken back, postponed, cancelled; and who sees that."""

import re

import pytest

from tests.ballot.test_taking_back import in_advance, joined
from tests.halls.test_displays import new_display, state_of
from tests.web.test_two_people import told, two
from tests.world import World
from voting.ballot.checklist import Missing
from voting.halls.displays import Settings
from voting.rehearsal.browser import Browser, answer_of
from voting.typed import counted_in
from voting.web.office.assembly.what_is_missing import MENDED

PAGE = "/office/convening"
REASON = {"reason.nl": "De zaal is afgebrand", "reason.fr": "La salle a brûlé", "entitled": "40"}
NEW_DAY = {"day": "2025-09-01"}


def secretary(world: World) -> Browser:
    return world.person("secretary")


def send(world: World, act: str, fields: dict[str, str] | None = None) -> str:
    browser = secretary(world)
    browser.look(PAGE)
    return answer_of(browser.send(f"{PAGE}/{act}", REASON if fields is None else fields))


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        *(("45598", 45598), ("45.598", 45598), ("45 598", 45598), ("45\u202f598", 45598), ("45,598", 45598)),
        *((" 40 ", 40), ("0", 0), ("1.234.567", 1234567)),
        *(("", None), ("x", None), ("4.5", None), ("-1", None), ("45..598", None), ("1e3", None)),
    ],
)
def test_a_number_is_read_as_people_write_it(typed: str, number: int | None) -> None:
    assert counted_in(typed) == number


def test_the_number_of_those_entitled_confirms(world: World) -> None:
    assert send(world, "take-back") == "ok"
    browser = secretary(world)
    for typed in ("", "39", "veertig", "4000000000"):
        page = browser.look(PAGE).text
        assert "<strong>40 vennoten" in page
        refused = browser.send("/office/convene", {"entitled": typed})
        assert (answer_of(refused), refused.status_code) == ("entitled_differs", 422)
        assert f'value="{typed}"' in refused.text
    browser.look(PAGE)
    assert answer_of(browser.send("/office/convene", {"entitled": " 40"})) == "ok"
    assert answer_of(browser.send("/office/convene", {"entitled": "40"})) == "already_frozen"


def test_of_two_secretaries_the_second_is_told(world: World) -> None:
    one, other = two(world)
    for act, fields in (("postpone", REASON | NEW_DAY), ("take-back", REASON)):
        one.look(PAGE)
        other.look(PAGE)
        assert answer_of(one.send(f"{PAGE}/{act}", fields)) == "ok"
        late = other.send(f"{PAGE}/{act}", fields)
        assert told(late) or answer_of(late) == "not_frozen"


@pytest.mark.parametrize("act", ["take-back", "postpone", "cancel"])
def test_without_a_reason_nothing_happens_and_what_was_typed_stays(world: World, act: str) -> None:
    browser = secretary(world)
    browser.look(PAGE)
    refused = browser.send(f"{PAGE}/{act}", {"reason.nl": "  ", "day": "2025-09-01"})
    assert (answer_of(refused), refused.status_code) == ("reason_missing", 422)
    assert 'value="2025-09-01"' in refused.text
    for day in ("", "2025-06-17", "x", "9999-99-99"):
        browser.look(PAGE)
        assert answer_of(browser.send(f"{PAGE}/postpone", REASON | {"day": day})) == "day_not_later"


@pytest.mark.parametrize("act", ["postpone", "cancel"])
def test_what_many_are_told_of_is_confirmed_by_the_number_of_those_entitled(world: World, act: str) -> None:
    browser = secretary(world)
    for typed in ("", "39", "veertig"):
        page = browser.look(PAGE).text
        assert f'id="entitled-{act}"' in page
        refused = browser.send(f"{PAGE}/{act}", REASON | NEW_DAY | {"entitled": typed})
        assert (answer_of(refused), refused.status_code) == ("entitled_differs", 422)
        assert REASON["reason.nl"] in refused.text
    browser.look(PAGE)
    assert answer_of(browser.send(f"{PAGE}/{act}", REASON | NEW_DAY)) == "ok"


def test_a_postponed_assembly_can_have_other_halls(world: World) -> None:
    hall = {"venue.1.name.nl": "De Hal", "venue.1.name.fr": "La Halle", "venue.1.address": "Kaai 3"}
    browser = secretary(world)
    browser.look(PAGE)
    unnamed = browser.send(f"{PAGE}/postpone", REASON | NEW_DAY | {"venue.1.address": "Kaai 3"})
    assert (answer_of(unnamed), unnamed.status_code) == ("invalid_form", 422)
    assert "Locatie 1, Naam" in unnamed.text
    assert 'value="Kaai 3"' in unnamed.text
    assert send(world, "postpone", REASON | NEW_DAY | hall) == "ok"
    changed = "De Hal, Kaai 3 in plaats van Brussel"
    assert changed in secretary(world).look(PAGE).text
    assert changed in world.member(3).look("/assembly").text
    assert "<li>De Hal, Kaai 3</li>" in world.member(3).look("/assembly/pass").text
    assert answer_of(world.person("steward").look("/desk/BRU/")) == "ok", "the doors are the same"
    halls = state_of(world, new_display(world, Settings(languages=("nl", "fr")))).text
    assert changed in halls
    assert "La Halle, Kaai 3 au lieu de Bruxelles" in halls


def test_what_has_begun_is_no_longer_offered(world: World) -> None:
    late = Browser(world.app, world.staff["secretary"])
    assert "/convening/take-back" in late.look(PAGE).text
    assert in_advance(world, "4") == "ok"
    page = secretary(world).look(PAGE).text
    assert "/convening/take-back" not in page
    assert "/convening/postpone" in page
    assert "hebben gestemd: 1." in page
    assert answer_of(late.send(f"{PAGE}/take-back", REASON)) == "has_begun"


def test_everybody_sees_that_it_was_postponed(world: World) -> None:
    assert joined(world, "5") == "ok"
    assert send(world, "postpone", REASON | NEW_DAY) == "ok"
    sentence = "uitgesteld van 17 juni 2025 naar 1 september 2025"
    for browser, path in (
        *((world.member(3), "/assembly"), (world.person("steward"), "/desk/BRU/")),
        (world.person("chair"), "/chair/"),
    ):
        page = browser.look(path).text
        assert sentence in page
        assert REASON["reason.nl"] in page
    page = secretary(world).look(PAGE).text
    assert "17 juni 2025 → 1 september 2025" in page
    page = world.member(5).look("/assembly").text
    assert "Online deelnemen" not in page, "who was present is no more, and cannot be before that day"
    assert "1 september 2025" in page


def test_everybody_sees_that_it_was_cancelled(world: World) -> None:
    assert send(world, "cancel") == "ok"
    assert "ze gaat niet door" in world.member(3).look("/assembly").text
    assert "Online deelnemen" not in world.member(3).look("/assembly").text
    steward = world.person("steward")
    assert "ze gaat niet door" in steward.look("/desk/BRU/").text
    scan = {"member": "3", "nonce": "n" * 8}
    assert answer_of(steward.send("/desk/BRU/check-in", scan)) == "assembly_cancelled"
    assert answer_of(world.member(3).send("/assembly/join", {})) == "assembly_cancelled"
    assert answer_of(world.member(3).send("/proxy", {"holder": "7", "name": "Name7"})) == "assembly_cancelled"
    assert answer_of(secretary(world).send("/office/invitations", {"late": "yes"})) == "assembly_cancelled"
    page = secretary(world).look(PAGE).text
    assert "/convening/cancel" not in page


def test_everybody_sees_that_convening_was_taken_back(world: World) -> None:
    assert send(world, "take-back") == "ok"
    assert "is ingetrokken" in world.member(3).look("/assembly").text
    assert answer_of(secretary(world).look("/office/preparation/main")) == "ok", "it can be changed again"


def test_each_thing_that_is_missing_says_where_it_is_corrected(world: World) -> None:
    assert MENDED.keys() >= set(Missing) - {
        *(Missing.PLACEHOLDER_CANDIDATE, Missing.CANDIDATES_FEW, Missing.GROUP_EMPTY),
        *(Missing.CLASS_EMPTY, Missing.QUORUM_UNREACHABLE, Missing.STATEMENTS, Missing.CLASS_SMALL),
        *(Missing.RESOLUTION_LANGUAGES, Missing.RESOLUTION_TEXTS, Missing.MANDATE_RUNS),
        *(Missing.RESERVED_CONTRADICT, Missing.RESERVED_VACANT, Missing.TERMS_SERVED),
        *(Missing.STATUTES_TEXT, Missing.NOTARY),
    }
    assert send(world, "take-back") == "ok"
    browser = secretary(world)
    links = re.findall(r'class="mend" href="([^"#]+)', browser.look(PAGE).text)
    assert len(links) > 4
    assert all(browser.look(link).status_code == 200 for link in links)
    assert "/office/preparation/main" not in world.person("auditor").look(PAGE).text, "nor may they"


def test_who_has_left_is_put_on_the_roll_only_when_that_is_said(world: World) -> None:
    browser = secretary(world)
    fields = {"kind": "added", "member": "42", "reason": "Vergeten"}
    refused = browser.send("/office/roll", fields)
    assert (answer_of(refused), refused.status_code) == ("has_left", 409)
    assert "2 juni 2025" in refused.text
    assert 'value="42"' in refused.text
    assert answer_of(browser.send("/office/roll", fields | {"left": "yes"})) == "ok"
    assert answer_of(browser.send("/office/roll", fields | {"member": "41"})) == "ok", "has not left"


def test_the_halls_see_it(world: World) -> None:
    code = new_display(world, Settings(languages=["nl", "fr"]))
    assert send(world, "postpone", REASON | NEW_DAY) == "ok"
    shown = state_of(world, code).text
    assert all(
        text in shown
        for text in ("Deze vergadering is uitgesteld", "Cette assemblée est reportée", "1 september 2025")
    )
    assert REASON["reason.fr"] in shown
    assert send(world, "cancel") == "ok"
    assert "Deze vergadering is afgelast" in state_of(world, code).text


def test_what_the_chair_had_put_on_the_displays_can_be_changed_again(world: World) -> None:
    one = world.resolutions["1"]
    assert answer_of(world.person("chair").send("/chair/screen", {"resolution": str(one)})) == "ok"
    assert send(world, "take-back") == "ok"
    browser = secretary(world)
    browser.look("/office/preparation/venues/1")
    fields = {"code": "BRU", "name.nl": "Elders"}
    assert answer_of(browser.send("/office/preparation/venues/1", fields)) == "ok"
