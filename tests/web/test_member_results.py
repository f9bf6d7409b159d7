"""The results as a member has them: one page, as files, and to pass on; nothing of it before its time."""

import re

from tests.world import KEY, World
from voting.assembly.member_code import member_code
from voting.rehearsal.browser import answer_of

PATHS = ("/results", "/results.csv")


def chair(world: World, number: str, *changes: str) -> None:
    for change in changes:
        path = f"/chair/resolutions/{world.resolutions[number]}/{change}"
        assert answer_of(world.person("chair").send(path, {"reason": "a reason"})) == "ok"


def vote(world: World, number: str, choices: dict[int, str]) -> None:
    path = f"/resolutions/{world.resolutions[number]}/vote"
    for member, choice in choices.items():
        ballot = {"channel": "online", "choice": choice}
        assert answer_of(world.member(member).send(path, ballot)) == "ok"


def test_one_page_and_its_files_tell_what_is_announced_and_nothing_else(world: World) -> None:
    assert "Er is nog geen uitslag bekendgemaakt." in world.member(1).look("/results?lang=nl").text
    for number in ("1", "4"):
        chair(world, number, "open")
        vote(world, number, {1: "for", 2: "for", 3: "against"})
        chair(world, number, "close")
    for path in PATHS:
        told = world.member(1).look(f"{path}?lang=nl").text
        assert "Jaarrekening" not in told
        assert "Statuten" not in told
    chair(world, "1", "announce")
    for path in PATHS:
        told = world.member(41).look(f"{path}?lang=nl").text
        assert "Jaarrekening" in told
        assert "Aangenomen" in told
        assert "Statuten" not in told
    paper = world.member(1).look("/results.pdf?lang=fr")
    assert paper.data.startswith(b"%PDF-")
    assert "results-2025-06-17-fr.pdf" in paper.headers["Content-Disposition"]
    for nowhere in ("/results.docx", "/results.json"):
        assert answer_of(world.member(1).look(nowhere)) == "not_found"
    assert answer_of(world.person("chair").look("/results.pdf")) == "forbidden"


def test_an_open_page_asks_for_what_is_announced_meanwhile(world: World) -> None:
    page = world.member(1).look("/results?lang=en").text
    [address] = re.findall(r'data-refresh="([^"]+/results)"', page)
    somebody = world.app.test_client()
    assert "No result has been announced yet." in somebody.get(address).text
    chair(world, "1", "open")
    vote(world, "1", {1: "for", 2: "against", 3: "for"})
    chair(world, "1", "close")
    assert "Annual accounts" not in somebody.get(address).text
    chair(world, "1", "announce")
    told = somebody.get(address).text
    assert f'id="result-{world.resolutions["1"]}"' in told
    assert "As a table (CSV)" in told
    assert "data-share" in told
    assert answer_of(somebody.get(address.replace("/en/", "/xx/"))) == "not_found"
    key = address.split("/")[3]
    assert answer_of(somebody.get(address.replace(key, "0" * 32))) == "not_found"


def test_what_is_passed_on_names_the_assembly_and_has_no_link(world: World) -> None:
    chair(world, "1", "open")
    vote(world, "1", {1: "for", 2: "against", 3: "for"})
    chair(world, "1", "close")
    one = f"/resolutions/{world.resolutions['1']}?lang=en"
    assert "data-share" not in world.member(1).look(one).text
    assert "data-share" not in world.member(1).look("/results?lang=en").text
    chair(world, "1", "announce")
    expected = [
        "General assembly, 17 June 2025",
        "",
        "1 · Annual accounts",
        "Adopted",
        "For 2 · Against 1 · Abstain 0",
    ]
    for path in (one, "/results?lang=en"):
        [told] = re.findall(r'data-share="([^"]*)"', world.member(1).look(path).text)
        assert told.splitlines() == expected
        assert "http" not in told


def test_a_row_of_a_result_is_heard_once(world: World) -> None:
    chair(world, "1", "open", "close", "announce")
    page = world.member(1).look("/results").text
    assert page.count('<svg class="bar"') == page.count('aria-hidden="true"><rect class="bar-base"') == 2


def test_after_the_meeting_each_member_has_a_code_of_their_own(world: World) -> None:
    """By it they find in the bundle for auditors that they are counted; nobody else's page has it."""

    def code(number: int) -> str | None:
        found = re.search(r"<code>([0-9a-f]{32})</code>", world.member(number).look("/results?lang=en").text)
        return found[1] if found else None

    assert answer_of(world.person("chair").send("/chair/meeting/open", {})) == "ok"
    assert code(1) is None
    assert answer_of(world.person("chair").send("/chair/meeting/close", {})) == "ok"
    codes = [code(number) for number in (1, 2)]
    assert codes == [member_code(KEY.encode(), world.assembly_id, number) for number in ("1", "2")]
