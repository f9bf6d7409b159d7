"""A browser without a window: it keeps cookies, reads forms and sends them back."""

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

_HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')
_FORM = re.compile(r'<form ([^>]*method="post"[^>]*)>(.*?)</form>', re.DOTALL)
_ACTION = re.compile(r'action="([^"]*)"')


class Browser:
    """The browser of one person, who is signed in with a code."""

    def __init__(self, app: Flask, code: str) -> None:
        self._client = app.test_client()
        self._fields: dict[str, str] = {}
        self._was: dict[str, str] = {}
        self.look("/")
        self.signed_in = self.send("/sign-in", {"code": code})
        self.look("/home", follow=True)

    def look(
        self, path: str, *, follow: bool = False, headers: Mapping[str, str] | None = None
    ) -> TestResponse:
        """Open a page, and keep the hidden fields of its forms."""
        response = self._client.get(path, follow_redirects=follow, headers=headers)
        if response.status_code == 200 and response.mimetype == "text/html":
            self._fields = {name: unescape(value) for name, value in _HIDDEN.findall(response.text)}
            self._was = _stamps(response.text, response.request.path)
        return response

    def field(self, name: str, default: str) -> str:
        """A hidden field of the page that is open, or ``default``."""
        return self._fields.get(name, default)

    def send(self, path: str, fields: Mapping[str, Any]) -> TestResponse:
        """Send a form of the page that is open, with its token and the stamp of what it shows."""
        own = {"csrf_token": self._fields.get("csrf_token", "")}
        if path in self._was:
            own["was"] = self._was[path]
        return self._client.post(path, data=own | dict(fields))


def _stamps(page: str, path: str) -> dict[str, str]:
    """By address to which a form of a page is sent, the stamp that it carries; forms without are left out."""
    stamps = {}
    for attributes, content in _FORM.findall(page):
        action = _ACTION.search(attributes)
        fields = dict(_HIDDEN.findall(content))
        if "was" in fields:
            stamps[unescape(action[1]) if action else path] = fields["was"]
    return stamps


def answer_of(response: TestResponse) -> str:
    """The code of an answer: ``ok``, the code of a refusal, or the HTTP status where it is neither."""
    refusal = response.headers.get("Refusal")
    if refusal is not None:
        return refusal
    return "ok" if response.status_code < 400 else f"http_{response.status_code}"
