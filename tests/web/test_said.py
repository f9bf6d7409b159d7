"""What is said aloud of a vote: its latest step, in the reader's language, the result only once announced."""

import re
from datetime import timedelta

from tests.world import World
from voting.rehearsal.browser import answer_of

LINE = re.compile(r'data-say="([^"]*)" data-from="(\d+)"><span class="both"><span lang="\w+">([^<]*)<')


def said(world: World, language: str = "en") -> dict[str, str]:
    """What the agenda of a member says aloud, by its names, without the moments in these."""
    page = world.member(1).look(f"/assembly?lang={language}").text
    return {re.sub(r"-last-\d+", "-last", name): text for name, _since, text in LINE.findall(page)}


def step(world: World, number: str, change: str, **fields: str) -> None:
    address = f"/chair/resolutions/{world.resolutions[number]}/{change}"
    assert answer_of(world.person("chair").send(address, fields)) == "ok"


def test_each_step_has_a_sentence_and_a_draft_none(world: World) -> None:
    assert said(world) == {}
    step(world, "1", "open", minutes="5")
    assert said(world) == {
        "1-open": "The vote on “Annual accounts” is open.",
        "1-last": "The vote on “Annual accounts” closes in less than a minute.",
    }
    assert said(world, "de")["1-open"] == "Die Abstimmung über „Jaarrekening“ ist offen."
    step(world, "1", "close")
    assert said(world) == {"1-closed": "The vote on “Annual accounts” is closed."}
    step(world, "1", "announce")
    assert said(world) == {"1-announced": "Result of “Annual accounts”: Rejected."}


def test_a_void_vote_and_its_next_round_are_told_apart(world: World) -> None:
    step(world, "1", "open")
    step(world, "1", "annul", reason="again")
    step(world, "1", "again")
    again = max(world.resolutions.values()) + 1
    assert answer_of(world.person("chair").send(f"/chair/resolutions/{again}/open", {})) == "ok"
    assert said(world) == {
        "1-annulled": "The vote on “Annual accounts” is void.",
        f"{again}-open": "The vote on “Annual accounts (round 2)” is open.",
    }


def test_who_is_elected_is_named(world: World) -> None:
    step(world, "2", "open")
    for member, marks in ((1, "for"), (2, "for"), (3, "against")):
        fields = {"channel": "online", "choice-c1": marks, "choice-c2": "for", "choice-c3": "against"}
        path = f"/resolutions/{world.resolutions['2']}/vote"
        assert answer_of(world.member(member).send(path, fields)) == "ok"
    step(world, "2", "close")
    step(world, "2", "announce")
    assert said(world) == {"2-announced": "Result of “Directors”. Elected: Bob, Ann."}


def test_a_break_and_a_message_of_the_halls_are_on_the_phones_and_said(world: World) -> None:
    world.clock.moment += timedelta(seconds=5)
    assert answer_of(world.person("chair").send("/halls/message", {"until": "11:15"})) == "ok"
    told = re.compile(r"message-\d+$")
    [(name, sentence)] = said(world).items()
    assert told.match(name)
    assert sentence == "Break. We go on at 11:15."
    page = world.member(1).look("/assembly?lang=de").text
    assert "Wir machen um 11:15\u00a0Uhr weiter" in page
    assert f'data-until="{1750151700_000}"' in page
    world.clock.moment += timedelta(seconds=5)
    words = {"text.nl": "Lunch in de hal!", "text.fr": "Le repas est servi"}
    assert answer_of(world.person("chair").send("/halls/message", words)) == "ok"
    [sentence] = said(world, "fr").values()
    assert sentence == "Le repas est servi"
    assert world.member(1).look("/assembly?lang=fr").text.count("Le repas est servi") == 2
    world.clock.moment += timedelta(seconds=5)
    step(world, "1", "open")
    assert list(said(world)) == ["1-open"]


def test_of_what_is_long_done_nothing_is_said(world: World) -> None:
    for number in ("1", "2", "3", "4"):
        step(world, number, "open")
        step(world, number, "close")
    assert list(said(world)) == ["2-closed", "3-closed", "4-closed"]
