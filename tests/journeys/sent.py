"""What a browser sends: every request of a window, to be searched for what was marked on a ballot."""

import json
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Page, Request

ONLY_BYTES = {"sealed", "leaf", "attempt", "csrf_token"}
"""Fields that hold a ciphertext, its hash, or chance: of them only the length is looked at."""


class Sent:
    """The requests of a browser window, from now on."""

    def __init__(self, page: Page) -> None:
        self._page, self._requests = page, list[Request]()
        page.context.on("request", lambda request: self._requests.append(request))

    def words(self) -> set[str]:
        """Every name and value in the addresses, headers, cookies and forms that were sent, without the bytes
        of what is sealed; and what the browser keeps."""
        found = set[str]()
        for request in self._requests:
            url = urlsplit(request.url)
            asked = parse_qsl(url.query, keep_blank_values=True)
            found |= {url.path, url.fragment, *_flat(filter(_is_no_member, asked))}
            for name, value in request.all_headers().items():
                found |= {name, *_flat(pair.split("=", 1) for pair in value.split("; "))}
            fields = filter(_is_no_member, _fields(request))
            found |= set(_flat((name, value) for name, value in fields if name not in ONLY_BYTES))
        for cookie in self._page.context.cookies():
            found |= {cookie["name"], cookie["value"]}
        kept = "[...Object.entries(sessionStorage), ...Object.entries(localStorage)].flat()"
        return found | {word for text in self._page.evaluate(kept) for word in _of_json(text)}

    def shapes(self) -> list[tuple[str, str, list[tuple[str, int]]]]:
        """What was sent, but for what keeps the page up to date: methods, paths, and of each field the name
        and the length."""
        return [
            (
                request.method,
                urlsplit(request.url).path,
                [(name, len(value)) for name, value in _fields(request)],
            )
            for request in self._requests
            if not urlsplit(request.url).path.startswith(("/live/", "/static/"))
        ]


def _is_no_member(pair: tuple[str, str]) -> bool:
    """Whether a name with its value says something else than for whom one votes."""
    return pair[0] != "for" or not pair[1].isdecimal()


def _lengths(request: Request) -> list[tuple[str, int]]:
    return [(name, len(value)) for name, value in _fields(request)]


def _fields(request: Request) -> list[tuple[str, str]]:
    return parse_qsl(request.post_data or "", keep_blank_values=True)


def _flat(pairs: Iterable[Iterable[str]]) -> Iterable[str]:
    return (word for pair in pairs for word in pair)


def _of_json(text: str) -> Iterable[str]:
    try:
        content = json.loads(text)
    except ValueError:
        return [text]
    return (
        _flat((str(name), str(value)) for name, value in content.items())
        if isinstance(content, dict)
        else [text]
    )
