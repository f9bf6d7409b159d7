"""The year that the tests of its report tell of."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from tests.ballot.meeting import step, vote_online
from tests.world import Clock, World, make_world
from voting.register.models import PersonKind

NEXT_YEAR = datetime(2026, 2, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def voted(app: Flask, clock: Clock) -> World:
    """A year with an assembly of 80 members, of whom 40 voted; seen the year after."""

    def details(number: int) -> dict[str, Any]:
        return {
            "language": "fr" if number % 2 else "nl",
            "municipality": "Brussel" if number < 60 else "Sint/Truiden.b",
            "kind": PersonKind.LEGAL if number < 3 else PersonKind.NATURAL,
        }

    world = make_world(app, clock, members=80, details=details)
    with app.app_context():
        one, two = world.resolutions["1"], world.resolutions["2"]
        for resolution, choice in ((one, "for"), (two, "c1=for,c2=for,c3=against")):
            assert step(resolution, "open") == "ok"
            vote_online(resolution, range(1, 41), choice)
            assert step(resolution, "close") == "ok"
            assert step(resolution, "announce") == "ok"
    clock.moment = NEXT_YEAR
    return world
