"""Results are shown to nobody before their time: what each person can read at each stage."""

import re
from dataclasses import dataclass
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.accounts.help_desk import pass_of
from tests.world import World
from voting.rehearsal.browser import answer_of

COUNTS = {"for": 23, "against": 13, "abstain": 3}
"""Of the 39 online votes; a count is looked for as a number that stands by itself."""

UNSPEAKING = re.compile(
    r'<input type="hidden"[^>]*>|<svg.*?</svg>|[0-9a-f]{64}|data-alive="[^"]*"|\b(?:member|vennoot) \d+'
    r'|<tr><td data-label="Nummer">\d+',
    re.DOTALL,
)
"""Tokens, pictures and hashes may hold any digits; numbers of members and of entries in the log count
nothing."""


@dataclass(frozen=True, slots=True)
class Page:
    """Somebody, and an address that they may open."""

    who: str
    path: str
    json: bool = False


def pages(world: World) -> list[Page]:
    """Everything that anybody can open, about the first resolution above all."""
    one, code = world.resolutions["1"], world.staff["display"]
    staff = ("chair", "steward", "supervisor", "teller", "secretary", "auditor", "administrator", "display")
    return [
        *(
            Page("member", path)
            for path in (
                "/assembly",
                "/assembly/items",
                "/assembly/mine",
                "/results",
                "/results.csv",
                f"/resolutions/{one}/standing",
                "/assembly/pass.svg",
                f"/resolutions/{one}",
                f"/resolutions/{one}/receipt",
            )
        ),
        Page("nobody", results_address(world)),
        *(Page("nobody", f"/display/{code}/{path}") for path in ("", "state")),
        *(Page(who, "/api/agenda", json=True) for who in (*staff, "member")),
        *(Page(who, "/office/after/results.json", json=True) for who in ("secretary", "auditor")),
        Page("chair", "/chair/"),
        Page("steward", "/desk/BRU/"),
        Page("supervisor", "/desk/LIE/"),
        Page("teller", "/desk/BRU/sheets"),
        Page("teller", f"/desk/BRU/sheets/{one}"),
        *(
            Page(who, f"/office/{path}")
            for who in ("secretary", "auditor", "administrator")
            for path in ("", "audit", "report/2025", "after", "after/results.csv")
        ),
        *(Page(who, "/nowhere") for who in ("chair", "member")),
        *(Page("nobody", f"/healthz{which}") for which in ("", "/live", "/ready")),
    ]


def results_address(world: World) -> str:
    """Where an open page of the results asks for what has been announced meanwhile."""
    [address] = re.findall(r'data-refresh="([^"]+/results)"', world.member(1).look("/results").text)
    return str(address)


def read(world: World, page: Page) -> TestResponse:
    if page.who == "nobody":
        return world.app.test_client().get(page.path)
    browser = world.member(1) if page.who == "member" else world.person(page.who)
    return browser.look(page.path)


def text_of(response: TestResponse) -> str:
    return UNSPEAKING.sub("", response.text)


def who_can_read_counts(world: World) -> set[str]:
    """The people on one of whose pages two counts stand at once (one alone may be something else)."""
    found = set()
    for page in pages(world):
        text = text_of(read(world, page))
        if all(re.search(rf"(?<![\w.]){COUNTS[mark]}(?![\w.])", text) for mark in ("for", "against")):
            found.add(page.who)
    return found


def vote(world: World) -> None:
    choices = [mark for mark, number in COUNTS.items() for _ in range(number)]
    for member, choice in enumerate(choices, 1):
        path = f"/resolutions/{world.resolutions['1']}/vote"
        assert answer_of(world.member(member).send(path, {"channel": "online", "choice": choice})) == "ok"


def chair(world: World, change: str) -> None:
    path = f"/chair/resolutions/{world.resolutions['1']}/{change}"
    assert answer_of(world.person("chair").send(path, {"reason": "a reason"})) == "ok"


def api(world: World) -> dict[str, Any]:
    agenda = world.member(2).look("/api/agenda").json
    assert agenda is not None
    return next(item for item in agenda["resolutions"] if item["number"] == "1")


def test_counts_are_embargoed_until_they_are_announced(world: World) -> None:
    chair(world, "open")
    vote(world)
    assert who_can_read_counts(world) == set()
    assert (api(world)["state"], api(world)["turnout"], api(world)["result"]) == ("open", 39, None)

    chair(world, "close")
    assert who_can_read_counts(world) <= {"chair", "teller"}
    assert "chair" in who_can_read_counts(world)
    assert (api(world)["state"], api(world)["result"]) == ("closed", None)

    chair(world, "announce")
    readers = who_can_read_counts(world)
    assert {"chair", "member", "nobody", "steward", "secretary", "auditor", "teller"} <= readers
    assert api(world)["result"]["counts"] == COUNTS


def test_an_outcome_is_a_word_that_stands_nowhere_before(world: World) -> None:
    chair(world, "open")
    vote(world)
    for change in ("close", "announce"):
        for page in pages(world):
            if page.who not in ("chair", "teller"):
                text = text_of(read(world, page))
                assert "outcome-adopted" not in text, page
                assert '"adopted"' not in text, page
        chair(world, change)
    assert "outcome-adopted" in world.member(1).look("/assembly").text


def test_what_was_annulled_stays_unread(world: World) -> None:
    chair(world, "open")
    vote(world)
    chair(world, "close")
    chair(world, "annul")
    assert who_can_read_counts(world) == set()
    assert api(world)["turnout"] is None
    chair(world, "again")
    assert who_can_read_counts(world) == set()


def give_paper_to_member_40(world: World) -> None:
    """They come in by their pass, and take a paper of the first resolution."""
    steward, paper = world.person("steward"), {"member": "40", "resolution": world.resolutions["1"]}
    fields = {"member": pass_of(world, "40"), "nonce": "nonce-one"}
    assert answer_of(steward.send("/desk/BRU/check-in", fields)) == "ok"
    assert answer_of(steward.send("/desk/BRU/paper", paper)) == "ok"


def test_paper_counts_are_read_by_tellers_and_chair_alone(world: World) -> None:
    one = world.resolutions["1"]
    chair(world, "open")
    vote(world)
    give_paper_to_member_40(world)
    chair(world, "close")
    assert who_can_read_counts(world) == set(), "nothing is counted before the paper is"
    sheet = {"ballots": "1", "cell-for": "1"}
    for teller in ("teller", "teller_2"):
        assert answer_of(world.person(teller).send(f"/desk/BRU/sheets/{one}", sheet)) == "ok"
    console = text_of(world.person("chair").look("/chair/"))
    assert re.search(r"\b24\b", console)
    for page in pages(world):
        if page.who not in ("chair", "teller"):
            text = text_of(read(world, page))
            assert not (re.search(r"\b24\b", text) and re.search(r"\b13\b", text)), page


def test_what_a_single_paper_says_is_not_shown_once_it_is_announced(world: World) -> None:
    """Who came to a venue and took its only paper is known to many."""
    one = world.resolutions["1"]
    chair(world, "open")
    vote(world)
    give_paper_to_member_40(world)
    chair(world, "close")
    path = f"/desk/BRU/sheets/{one}"
    for teller in ("teller", "teller_2"):
        assert answer_of(world.person(teller).send(path, {"ballots": "1", "cell-for": "1"})) == "ok"
    said = '<th scope="row">For</th>'
    readers = [world.person(name) for name in ("teller", "supervisor", "steward", "auditor", "secretary")]
    assert said in readers[0].look(f"{path}?lang=en").text
    chair(world, "announce")
    for reader in readers:
        assert said not in reader.look(f"{path}?lang=en").text
    assert "no longer shown" in readers[0].look(f"{path}?lang=en").text


@pytest.mark.parametrize("language", ["nl", "fr", "en", "de"])
def test_a_refused_vote_tells_no_choice(world: World, language: str) -> None:
    one = world.resolutions["1"]
    member = world.member(1)
    for choice in ("against", "neither this nor that"):
        fields = {"channel": "online", "choice": choice}
        response = member.send(f"/resolutions/{one}/vote?lang={language}", fields)
        assert answer_of(response) == "not_open"
        assert choice not in response.text
    chair(world, "open")
    response = member.send(f"/resolutions/{one}/vote", {"channel": "online", "choice": "perhaps"})
    assert answer_of(response) == "invalid_choice"
    assert "perhaps" not in response.text


def test_a_receipt_tells_no_choice_and_only_ones_own(world: World) -> None:
    one = world.resolutions["1"]
    chair(world, "open")
    vote(world)
    mine = {
        mark: re.sub(r"\d", "", text_of(world.member(number).look(f"/resolutions/{one}/receipt")))
        for mark, number in (("for", 1), ("against", 24), ("abstain", 37))
    }
    names = {re.sub(r"First Name", "", text) for text in mine.values()}
    assert len(names) == 1, "what was chosen makes a difference to the receipt"
    assert answer_of(world.member(40).look(f"/resolutions/{one}/receipt")) == "not_found"
    assert answer_of(world.member(1).look(f"/resolutions/{one}/receipt?for=2")) == "not_found"
