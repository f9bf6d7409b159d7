"""Whatever a definition file can say is entered by the pages alone, for each method, and kept as it was."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from lxml import html
from sqlalchemy import select

from tests.web.test_preparation import draft
from tests.world import ACTOR, KEY, World
from voting.assembly.models import Assembly
from voting.ballot.convene import convene
from voting.ballot.definition import read_definition, read_draft
from voting.ballot.methods import DECIDES_BY_MAJORITY, NEEDS_LOT, ONE_SEAT, RANKED, Method
from voting.database import writing
from voting.errors import Refused
from voting.extensions import db
from voting.rehearsal.browser import Browser, answer_of

DAY = date(2026, 6, 18)
RECORDED = datetime(2026, 6, 10, 8, tzinfo=UTC)
"""After the record date of this assembly."""
PATH = "/office/preparation/resolutions"


@pytest.fixture
def office(world: World) -> Browser:
    """The secretary at a fresh, empty assembly, some weeks before its record date."""
    world.clock.moment = RECORDED - timedelta(days=29)
    secretary = world.person("secretary")
    begun = secretary.send("/office/assemblies", {"date": DAY.isoformat(), "kind": "ordinary"})
    assert answer_of(begun) == "ok"
    secretary.look("/office/preparation")
    return secretary


def form_on(page: str, action: str) -> dict[str, str]:
    """The fields of the form of a page that is sent to an address, as a browser would send them unchanged."""
    forms = html.fromstring(page).xpath("//main//form[contains(@class, 'card')]")
    [form] = [form for form in forms if form.action in (action, None)]
    return dict(form.form_values())


def fill(office: Browser, path: str, fields: dict[str, str], page: str = "") -> dict[str, str]:
    """Open a form, change some of its fields, and save it. The form must have each of these fields."""
    shown = office.look(page or path).text
    form = form_on(shown, path)
    names = set(re.findall(r' name="([^"]+)"', shown))
    assert fields.keys() <= names, fields.keys() - names
    answer = office.send(path, form | fields)
    assert answer_of(answer) == "ok", re.findall("<li>(.*?)</li>", answer.text)
    return form


def resolutions(world: World) -> list[dict[str, object]]:
    found = draft(world, DAY)["resolutions"]
    assert isinstance(found, list)
    return found


def definitions() -> Iterator[tuple[str, dict[str, str]]]:
    """For each method what the file says beside the usual, and the fields in which it is said."""
    for method in Method:
        election = method is not Method.FOR_AGAINST_ABSTAIN
        said = ['quorum = "1/3 of entitled in each class"']
        said.append("live_choices = true" if election else 'ballot = "open"')
        fields = {"quorum_of": "share", "quorum_share": "1/3", "in_each_class": "yes"}
        fields |= {"live_choices": "yes"} if election else {"ballot": "open"}
        if method in DECIDES_BY_MAJORITY:
            in_each_class = " in each class" if election else ""
            said.append(f'majority = "more than 2/3 of cast{in_each_class}"')
            fields |= {"rules": "own", "more_than": "yes", "majority_share": "2/3", "majority_base": "cast"}
            fields |= {"majority_in_each_class": "yes"} if election else {}
        if method not in NEEDS_LOT:
            said.append('tie_rule = "chair"')
            fields["tie_rule"] = "chair"
        if election:
            said += ["term_years = 6", f"seats = {1 if method in ONE_SEAT else 2}"]
            fields["term_years"] = "6"
        if election and method not in ONE_SEAT:
            said.append('reserved = ["at least 1 of w", "at most 0 of m"]')
            fields |= {"seats": "2", "limit_how.1": "least", "limit_number.1": "1", "limit_group.1": "w"}
            fields |= {"limit_how.2": "most", "limit_number.2": "0", "limit_group.2": "m"}
        yield "\n".join(said), fields | {"method": method.value}


@pytest.mark.parametrize(("said", "fields"), list(definitions()), ids=list(Method))
def test_every_method_is_entered_by_the_pages_and_saved_unchanged_again(
    world: World, office: Browser, said: str, fields: dict[str, str]
) -> None:
    method = fields.pop("method")
    election = method != "for_against_abstain"
    fill(office, f"{PATH}/0", fields | {"title.nl": "Iets", "number": "7"}, f"{PATH}/0?method={method}")
    file = f'resolutions = [{{ number = "7", kind = "{"election" if election else "motion"}", '
    file += f'title = {{ nl = "Iets" }}, method = "{method}", {said.replace(chr(10), ", ")}'
    groups = ("w", "m") if method not in ONE_SEAT else ("", "")
    if election:
        candidates = []
        for number, group in enumerate(groups, 1):
            typed = {"code": f"c{number}", "name": f"N{number}"} | ({"groups": group} if group else {})
            fill(office, f"{PATH}/1/candidates/0", typed)
            kept = f', groups = ["{group}"]' if group else ""
            candidates.append(f'{{ code = "c{number}", name = "N{number}"{kept} }}')
        file += f", candidates = [{', '.join(candidates)}]"
    head = 'date = 2026-06-18\nrecord_date = 2026-06-03\ntitle = "X"\n'
    _, expected = read_definition(f"{head}{file} }}]".encode())
    assert read_draft(draft(world, DAY))[1] == expected
    fill(office, f"{PATH}/1", {})
    if election:
        fill(office, f"{PATH}/1/candidates/1", {})
    assert read_draft(draft(world, DAY))[1] == expected, "saving what is shown changes nothing"


def test_several_rules_for_the_whole_board_are_entered_and_saved_unchanged_again(
    world: World, office: Browser
) -> None:
    fields = {"title.nl": "Raad", "seats": "2", "stay": "3"}
    fields |= {"limit_number.1": "40 %", "limit_group.1": "w", "limit_staying.1": "1"}
    fields |= {"limit_number.2": "2", "limit_group.2": "B + C"}
    fill(office, f"{PATH}/0", fields, f"{PATH}/0?method=approval")
    typed = ["at least 2/5 of w beside 1 of 3 who stay", "at least 2 of B + C beside 0 of 3 who stay"]
    assert resolutions(world)[0]["reserved"] == typed
    fill(office, f"{PATH}/1", {})
    assert resolutions(world)[0]["reserved"] == typed
    fill(office, f"{PATH}/1", {"stay": ""} | {f"limit_staying.{line}": "" for line in (1, 2)})
    assert resolutions(world)[0]["reserved"] == ["at least 2/5 of w", "at least 2 of B + C"]


@pytest.mark.parametrize("method", list(Method))
def test_a_form_has_the_fields_that_apply_and_no_other(world: World, office: Browser, method: Method) -> None:
    shown = office.look(f"{PATH}/0?method={method}").text
    election = method is not Method.FOR_AGAINST_ABSTAIN
    assert ('id="rules"' in shown) == (method in DECIDES_BY_MAJORITY)
    assert ('id="tie_rule"' in shown) == (method not in NEEDS_LOT)
    assert ('id="seats"' in shown) == ('id="reserved"' in shown) == (election and method not in ONE_SEAT)
    assert ('id="term_years"' in shown) == election
    assert 'name="advance"' not in shown, "this assembly has no voting in advance"
    assert method not in re.sub(r'value="[^"]*"|[?]method=\w+', "", shown), "no word of the file"
    fill(office, f"{PATH}/0", {"title.nl": "Iets"}, f"{PATH}/0?method={method}")
    assert [item["method"] for item in resolutions(world)] == [method]


def test_the_way_of_voting_is_chosen_first_and_can_be_changed(world: World, office: Browser) -> None:
    assert 'value="schulze" required' in office.look(f"{PATH}/0").text
    assert answer_of(office.look(f"{PATH}/0?method=shouting")) == "bad_request"
    assert answer_of(office.send(f"{PATH}/0", {"method": "shouting"})) == "bad_request"
    fields = {"title.nl": "Raad", "seats": "2", "limit_number.1": "1", "limit_group.1": "w"}
    fill(office, f"{PATH}/0", fields, f"{PATH}/0?method=approval")
    fill(office, f"{PATH}/1/candidates/0", {"code": "a", "name": "Ann", "groups": "w"})
    assert 'value="approval" required checked' in office.look(f"{PATH}/1/method").text
    assert answer_of(office.look(f"{PATH}/9/method")) == "not_found"
    fill(office, f"{PATH}/1", {}, f"{PATH}/1?method=irv")
    [changed] = resolutions(world)
    assert (changed["method"], changed["seats"], changed["tie_rule"]) == ("irv", 1, "lot")
    assert "reserved" not in changed
    assert changed["candidates"] == [{"code": "a", "name": "Ann", "groups": ["w"]}]
    fill(office, f"{PATH}/1", {}, f"{PATH}/1?method=for_against_abstain")
    assert resolutions(world)[0]["kind"] == "motion"


@pytest.mark.parametrize(
    ("method", "fields", "code"),
    [
        ("approval", {"seats": "0"}, "seats"),
        ("approval", {"seats": "1", "limit_number.1": "2", "limit_group.1": "w"}, "reserved"),
        ("approval", {"limit_number.1": "x", "limit_group.1": "w"}, "reserved"),
        ("per_candidate", {"rules": "own", "majority_share": "3"}, "majority"),
        ("per_candidate", {"rules": "own", "majority_share": "1/1", "more_than": "yes"}, "majority"),
        ("schulze", {"quorum_of": "share", "quorum_share": ""}, "quorum"),
        ("schulze", {"quorum_of": "members", "quorum_members": "-4"}, "quorum"),
        ("schulze", {"quorum_of": "shares", "quorum_shares": "most"}, "quorum"),
        (
            "per_candidate",
            {"rules": "own", "majority_share": "x"},
            "majority",
        ),
    ],
)
def test_what_cannot_be_is_refused_at_once_and_stays_as_typed(
    world: World, office: Browser, method: str, fields: dict[str, str], code: str
) -> None:
    form = form_on(office.look(f"{PATH}/0?method={method}").text, f"{PATH}/0")
    answer = office.send(f"{PATH}/0", form | {"title.nl": "Raad"} | fields)
    assert answer_of(answer) == "invalid_file"
    assert f'<li><a href="#{code}">' in answer.text
    assert f' id="{code}"' in answer.text
    assert 'value="Raad"' in answer.text
    assert resolutions(world) == []


@pytest.mark.parametrize(
    ("method", "fields", "candidates", "refusal"),
    [
        ("approval", {"seats": "2"}, [], "candidate_unnamed"),
        ("approval", {"seats": "2"}, [{}], "resolution_incomplete"),
        ("approval", {"limit_number.1": "1", "limit_group.1": "w"}, [{}], "resolution_incomplete"),
        ("per_candidate", {"seats": "2"}, [], "candidate_unnamed"),
        ("schulze", {}, [], "candidate_unnamed"),
    ],
)
def test_what_is_not_complete_is_kept_and_can_never_be_convened(
    world: World,
    office: Browser,
    method: str,
    fields: dict[str, str],
    candidates: list[dict[str, str]],
    refusal: str,
) -> None:
    fill(office, f"{PATH}/0", {"title.nl": "Raad"} | fields, f"{PATH}/0?method={method}")
    for typed in candidates:
        fill(office, f"{PATH}/1/candidates/0", {"code": "a", "name": "Ann"} | typed)
    assert '<li class="must">' in office.look("/office/preparation").text
    world.clock.moment = RECORDED
    office.look("/office/convening")
    assert answer_of(office.send("/office/convene", {})) == refusal
    with world.app.app_context():
        assembly = db.session.scalars(select(Assembly).where(Assembly.date == DAY)).one()
        with pytest.raises(Refused) as refused, writing(db.session()) as session:
            convene(session, KEY.encode(), assembly.id, confirmed=40, now=RECORDED, actor=ACTOR)
        assert refused.value.code == refusal
        assert db.session.get_one(Assembly, assembly.id).frozen_at is None


@pytest.mark.parametrize("method", sorted(RANKED))
def test_the_page_states_the_rule_that_the_ballot_states(
    world: World, office: Browser, method: Method
) -> None:
    fill(office, f"{PATH}/0", {"title.nl": "Raad"}, f"{PATH}/0?method={method}")
    page = office.look("/office/preparation?lang=en").text
    assert "of the votes for and against" not in page
    assert "1 seat, by " in page
    assert "No quorum is needed." in page


def test_what_a_second_call_sets_aside_is_there_again_when_it_is_none(world: World, office: Browser) -> None:
    motion = f"{PATH}/0?method=for_against_abstain"
    fill(office, f"{PATH}/0", {"title.nl": "Statuten", "rules": "statutes"}, motion)
    own = {"rules": "own", "majority_share": "2/3", "quorum_of": "members", "quorum_members": "12"}
    fill(office, f"{PATH}/0", {"title.nl": "Iets"} | own, motion)
    fill(office, f"{PATH}/0", {"title.nl": "Verslag"}, motion)
    fill(office, "/office/preparation/main", {"second_call": "yes"})
    page = office.look("/office/preparation?lang=en").text
    assert "Quorum:" not in page
    assert page.count("No quorum is needed.") == 3
    shown = office.look(f"{PATH}/2?lang=en").text
    assert "at least 12 members present or represented" in shown, "what its rules are otherwise"
    fill(office, f"{PATH}/2", {"title.nl": "Iets anders"})
    assert "When this is unticked" in office.look("/office/preparation/main?lang=en").text
    fill(office, "/office/preparation/main", {"second_call": ""})
    assert [item.get("quorum") for item in resolutions(world)] == ["1/2", "12 members", None]
    assert resolutions(world)[1]["title"]["nl"] == "Iets anders"
    assert office.look("/office/preparation?lang=en").text.count("Quorum:") == 2


def test_a_group_is_called_as_it_is_called_with_commas_too(world: World, office: Browser) -> None:
    city = 'Brussel, "noord" & oost'
    page = f"{PATH}/0?method=plurality_at_large"
    fill(office, f"{PATH}/0", {"title.nl": "Raad", "limit_number.1": "1", "limit_group.1": city}, page)
    person = {"code": "c1", "name": "Ann", "groups": f"{city}\r\n  vrouwen \r\n\r\n"}
    fill(office, f"{PATH}/1/candidates/0", person)
    fill(office, f"{PATH}/1", {})
    fill(office, f"{PATH}/1/candidates/1", {})
    [kept] = resolutions(world)
    assert kept["reserved"] == [f"at least 1 of {city}"]
    assert kept["candidates"] == [{"code": "c1", "name": "Ann", "groups": [city, "vrouwen"]}]


def test_a_second_call_asks_for_no_quorum(world: World, office: Browser) -> None:
    fill(office, "/office/preparation/main", {"second_call": "yes"})
    for method in ("schulze", "for_against_abstain"):
        shown = office.look(f"{PATH}/0?method={method}").text
        assert 'name="quorum_of"' not in shown
        fill(office, f"{PATH}/0", {"title.nl": "Iets"}, f"{PATH}/0?method={method}")
    assert [item.get("quorum") for item in resolutions(world)] == [None, None]
