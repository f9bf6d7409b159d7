"""Keyholders of a served assembly, who are played: their pages as the server sees them, over HTTP."""

import json
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from flask import Flask
from werkzeug.test import TestResponse
from werkzeug.wrappers import Response

from tests.box.ceremony import Meeting, make_keys
from tests.box.pages import KeyholderPage
from tests.box.sealed_world import SEALED, SealedWorld
from tests.journeys.conftest import Hall
from tests.waiting import PATIENCE
from tests.world import MEETING, World, world_of_today

_MADE: dict[int, Meeting] = {}
"""By the application of a world, who made its keys."""


def sealed_today(app: Flask) -> World:
    """A world whose assembly is held today, in which all votes are sealed: for the parameter of a hall."""
    return world_of_today(
        app,
        SEALED,
        before_convening=lambda session, identity: _MADE.update(
            {id(app): make_keys(session, identity, MEETING)}
        ),
    )


def sealed_world_of(hall: Hall) -> SealedWorld:
    """The world of such a hall, with its keyholders."""
    return SealedWorld(hall.world, *_MADE[id(hall.world.app)])


def keyholders_of(hall: Hall) -> list["ServedKeyholder"]:
    """The pages of the five keyholders of such a hall."""
    played, _, tokens = _MADE[id(hall.world.app)]
    return [
        ServedKeyholder(hall.world.app, played.all[number], token, hall.address)
        for number, token in enumerate(tokens, 1)
    ]


class ServedKeyholder(KeyholderPage):
    """The page of a keyholder, which asks a served assembly."""

    def __init__(self, app: Flask, played: Any, token: str, address: str) -> None:
        super().__init__(app, played, token)
        self._address = address

    def _apart(self, method: str, path: str, values: dict[str, Any] | None) -> TestResponse:
        body = None if values is None else json.dumps(values).encode()
        headers = {
            "Authorization": f"Bearer {self._token}",
            "Origin": "null",
            "Content-Type": "application/json",
        }
        request = Request(self._address + path, body, headers, method=method)
        try:
            with urlopen(request, timeout=PATIENCE) as answer:
                response = Response(answer.read(), answer.status, mimetype=answer.headers.get_content_type())
        except HTTPError as refused:
            response = Response(refused.read(), refused.code, mimetype="application/json")
        return response  # type: ignore[return-value]  # as much of it as the page needs
