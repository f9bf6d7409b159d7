"""A steward who asked for a move is told on their own page what became of it, by name."""

from datetime import timedelta

import pytest

from tests.world import Clock, World
from voting.rehearsal.browser import answer_of

SAID = {
    "here": "First6 Name6 (6) is moved here. Let them in.",
    "stays": "First6 Name6 (6) stays in Luik",
    "left": "First6 Name6 (6) is noted in no hall now.",
}


@pytest.mark.parametrize("settlement", SAID)
def test_whoever_asked_for_a_move_is_told_the_outcome(world: World, clock: Clock, settlement: str) -> None:
    steward, liege = world.person("steward"), world.person("steward_lie")
    liege.send("/desk/LIE/check-in", {"member": "6", "nonce": "nonce-one"})
    elsewhere = steward.send("/desk/BRU/check-in", {"member": "6", "nonce": "nonce-two"})
    assert answer_of(elsewhere) == "present_elsewhere"
    assert steward.send("/desk/BRU/ask-move", {"act": "nonce-two"}).status_code == 303

    def told() -> str:
        return steward.look("/desk/BRU/asked?lang=en").text

    assert "A supervisor was asked about First6 Name6 (6)." in told()
    fields = {"scan": "nonce-two", "settlement": settlement, "note": ""}
    assert answer_of(world.person("supervisor").send("/desk/BRU/conflicts", fields)) == "ok"
    assert SAID[settlement] in told()
    assert SAID[settlement] in steward.look("/desk/BRU/?lang=en").text
    assert "Name6" not in liege.look("/desk/LIE/asked?lang=en").text
    clock.moment += timedelta(minutes=31)
    assert "Name6" not in told()
