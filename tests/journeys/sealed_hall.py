"""An assembly whose votes are sealed, served to a real browser; its five keyholders are played."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser

from tests.box.sealed_world import FOUR, SEALED, SealedWorld, make_sealed_world
from tests.box.test_whole_rounds import pages
from tests.conftest import new_app
from tests.gate.served import HOST, Visitor, serve
from tests.journeys.conftest import Hall
from tests.journeys.pages import close_windows
from tests.waiting import until
from tests.world import held_at
from voting.clock import system_clock
from voting.config import OFF
from voting.extensions import db
from voting.rehearsal.browser import answer_of


@dataclass
class SealedHall(Hall):
    """A served assembly with sealed votes."""

    sealed: SealedWorld = None  # type: ignore[assignment]  # always given: a field after those with a default

    def open(self, *numbers: str, minutes: str = "") -> None:
        """Let four keyholders sign these resolutions, and the chair open them; the server knows of it at the
        end."""
        for number in numbers:
            with self.world.app.app_context():
                self.sealed.sign_context(number, FOUR)
            address = f"/chair/resolutions/{self.world.resolutions[number]}/open"
            assert answer_of(self.world.person("chair").send(address, {"minutes": minutes})) == "ok"
        member = Visitor(self.served.port, self.world.codes["40"])
        for number in numbers:
            page = f"/resolutions/{self.world.resolutions[number]}"
            until(lambda page=page: 'id="sealed"' in member.look(page).text)  # type: ignore[misc]

    def close(self, number: str) -> None:
        """Close the vote on a resolution."""
        address = f"/chair/resolutions/{self.world.resolutions[number]}/close"
        assert answer_of(self.world.person("chair").send(address, {})) == "ok"

    def opened_count(self, number: str) -> None:
        """Let the keyholders look at a closed box, sign it and open it."""
        identity = self.world.resolutions[number]
        with self.world.app.app_context():
            keyholders = pages(self.sealed)
            for page in keyholders[:4]:
                assert answer_of(page.sign(identity)) == "ok"
            for page in keyholders[:3]:
                assert answer_of(page.share(identity)) == "ok"


@contextmanager
def in_sealed_hall(
    browser: Browser, make_database: Callable[[str], str], folder: Path, definition: str = SEALED
) -> Iterator[SealedHall]:
    """Such an assembly, held today."""
    url, instance = make_database("sqlite"), folder / "served"
    app = new_app(url, instance)
    sealed = make_sealed_world(app, system_clock, held_at(definition, system_clock()))  # type: ignore[arg-type]  # not a test's clock
    with app.app_context():
        db.engine.dispose()

    def no_other(_port: int) -> None:
        raise NotImplementedError

    with serve(url, instance, workers=1, port=0, letters=False, second_factor=OFF, host=HOST) as served:
        yield SealedHall(sealed.world, served, browser, instance / "mail", no_other, HOST, sealed)  # type: ignore[arg-type]  # is not started again
        close_windows(browser)
