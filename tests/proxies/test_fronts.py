"""The recipes of docs/operations before the application as it is served: what real proxies make of them."""

import re
import select
import socket
import ssl
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.conftest import new_app
from tests.doctor.test_rules import codes
from tests.doctor.world import certificate
from tests.gate.served import Served, Visitor, serve
from tests.proxies.fronts import AWAY, HOST, caddy, caddy_site, free_port, nginx, nginx_site, replaced
from tests.waiting import PATIENCE, until
from tests.world import KEY, World, world_of_today
from voting.doctor.examination import Patient
from voting.doctor.proxies import check_proxies
from voting.extensions import db

pytestmark = pytest.mark.slow
LARGE = 30 * 1024 * 1024
TOKEN = re.compile('name="csrf_token" value="([^"]+)"')
SECRET_LINK = "2345-6789-2345-6789"
FRONTS: dict[str, tuple[Any, Any]] = {"nginx": (nginx_site, nginx), "caddy": (caddy_site, caddy)}


@dataclass
class Front:
    """The application, the proxy in front of it, and how it is asked."""

    name: str
    world: World
    served: Served
    port: int
    under: str
    folder: Path
    pem: Path

    @property
    def address(self) -> str:
        """Where people reach it."""
        return f"https://{HOST}:{self.port}{self.under}"

    def ask(self, method: str, path: str, **options: Any) -> requests.Response:
        """Ask through the proxy."""
        return requests.request(method, self.address + path, verify=self.pem, timeout=PATIENCE, **options)

    def connection(self, *protocols: str) -> ssl.SSLSocket:
        """A connection to the proxy, over which nothing has been said."""
        context = ssl.create_default_context(cafile=str(self.pem))
        if protocols:
            context.set_alpn_protocols(protocols)
        plain = socket.create_connection(("127.0.0.1", self.port), PATIENCE)
        return context.wrap_socket(plain, server_hostname=HOST)


@pytest.fixture
def open_front(
    make_database: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Front]]:
    """Serves an assembly of today behind a proxy, under a path where one is given."""
    with ExitStack() as running:

        def opened(name: str, under: str = "", changes: dict[str, str] | None = None) -> Front:
            pem, port, folder = certificate(tmp_path), free_port(), tmp_path / name
            folder.mkdir()
            monkeypatch.setenv("HTTPS", "1")
            monkeypatch.setenv("ADDRESS", f"https://{HOST}:{port}{under}")
            monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(pem))
            url = make_database("sqlite")
            world = world_of_today(new_app(url, tmp_path / "served"))
            served = running.enter_context(serve(url, tmp_path / "served", 1, letters=False))
            recipe, start = FRONTS[name]
            site = replaced(recipe(port, served.port, folder, pem, under), changes or {})
            running.enter_context(start(site, folder))
            front = Front(name, world, served, port, under, folder, pem)
            assert front.ask("GET", "/healthz").ok
            return front

        yield opened


def patient(front: Front, tmp_path: Path) -> Patient:
    """What the doctor knows of the installation."""
    settings = {"ADDRESS": front.address, "SECRET_KEY": KEY, "SESSION_COOKIE_SECURE": True}
    with front.world.app.app_context():
        return Patient(settings, tmp_path, db.engine, {})


def hears(streams: list[ssl.SSLSocket]) -> None:
    """Wait until each of these streams has said something more. Fails where one ends."""
    left = set(streams)

    def heard() -> bool:
        for one in _ready(left, 1):
            assert one.recv(65536), "a stream has ended"
            left.discard(one)
        return not left

    until(heard)


@pytest.mark.parametrize(
    ("name", "under"),
    [("nginx", ""), pytest.param("nginx", "/vote", marks=pytest.mark.full), ("caddy", ""),
     pytest.param("caddy", "/vote", marks=pytest.mark.full)],
)  # fmt: skip
def test_a_recipe_as_it_stands(
    open_front: Callable[..., Front], name: str, under: str, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    front = open_front(name, under)
    assert codes(check_proxies(patient(front, tmp_path))) == [], (
        "who asks is known, and streams are not kept back"
    )
    with front.connection("h2", "http/1.1") as connection:
        assert connection.selected_alpn_protocol() == "h2"

    _bodies(front)
    _screens(front, 500 if pytestconfig.getoption("full") else 40)
    _slow_ones(front)
    _stopped(front)


def _bodies(front: Front) -> None:
    """A large file gets through where files are sent, and nowhere else."""
    browser, referrer = requests.Session(), {"Referer": f"{front.address}/"}
    browser.verify = str(front.pem)

    def send(path: str, **sent: Any) -> requests.Response:
        page = browser.get(front.address + path if path.startswith("/office") else f"{front.address}/").text
        token = TOKEN.findall(page)[0]
        fields = {"csrf_token": token, **sent.pop("data", {})}
        return browser.post(front.address + path, data=fields, headers=referrer, timeout=PATIENCE, **sent)

    assert send("/sign-in", data={"code": front.world.staff["secretary"]}).ok
    (cookie,) = [one for one in browser.cookies if one.name.endswith("voting")]
    assert (cookie.name, cookie.path) == (
        ("__Secure-voting", front.under) if front.under else ("__Host-voting", "/")
    )
    large = send("/office/register/imports", files={"file": ("register.csv", b"a;b\n" + bytes(LARGE))})
    assert "X-Request-ID" in large.headers, "the application has answered, not the proxy"
    assert large.status_code in (409, 413, 422), "it has looked at the file"
    try:
        small = front.ask("POST", "/sign-in", data=bytes(LARGE))
        assert (small.status_code, "X-Request-ID" in small.headers) == (413, False)
    except requests.ConnectionError:  # it has closed while more was sent
        pass


def _screens(front: Front, number: int) -> None:
    """So many streams are open, and each is told at once of a vote that is opened."""
    path = f"{front.under}/display/{front.world.staff['display']}/stream"
    head = f"GET {path} HTTP/1.1\r\nHost: {HOST}:{front.port}\r\nAccept-Encoding: gzip\r\n\r\n".encode()
    streams = [front.connection() for _ in range(number)]
    for stream in streams:
        stream.sendall(head)
    hears(streams)  # the head and, with it or after it, what is there at first
    chair = Visitor(front.served.port, front.world.staff["chair"])
    assert chair.look("/chair/").code == "ok"
    _drain(streams)
    opened = chair.send(f"/chair/resolutions/{front.world.resolutions['1']}/open", {})
    assert opened.code == "ok", opened
    hears(streams)
    for stream in streams:
        stream.close()


def _drain(streams: list[ssl.SSLSocket]) -> None:
    """Read what has come already."""
    while ready := _ready(streams, 0):
        for one in ready:
            one.recv(65536)


def _ready(streams: Iterable[ssl.SSLSocket], wait: float) -> list[ssl.SSLSocket]:
    """The streams of which something can be read now, or after so many seconds."""
    return [one for one in streams if one.pending()] or select.select(list(streams), [], [], wait)[0]


def _slow_ones(front: Front) -> None:
    """Who begins a request and does not end it keeps nobody else waiting."""
    slow = [front.connection() for _ in range(30)]
    for one in slow:
        one.sendall(
            f"POST {front.under}/sign-in HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 500\r\n\r\nc".encode()
        )
    assert front.ask("GET", "/").status_code == 200
    for one in slow:
        one.close()


def _stopped(front: Front) -> None:
    """While the application is away, a page in four languages says so, and no log has what was asked for."""
    front.served.kill()
    for method in ("GET", "POST"):
        answer = front.ask(method, f"/in/{SECRET_LINK}")
        assert answer.status_code == 502
        assert answer.content == (AWAY / "voting-away.html").read_bytes()
        assert "text/html" in answer.headers["Content-Type"]
        assert answer.headers["Retry-After"] == "5"
    assert front.ask("GET", "/voting-away.html").status_code != 200
    for log in front.folder.glob("*.log"):
        assert SECRET_LINK not in log.read_text(), log
        assert "/display/" not in log.read_text(), log


def test_who_tries_too_often_waits_and_nobody_else(open_front: Callable[..., Front]) -> None:
    """The numbers of the recipe are smaller here, so that it takes no minutes."""
    front = open_front("nginx", changes={"rate=10r/s": "rate=1r/m", "burst=300": "burst=3"})
    pretending = [{"X-Forwarded-For": f"198.51.100.{number}"} for number in range(5)]
    tries = [front.ask("POST", "/sign-in", headers=one).status_code for one in pretending]
    assert tries[-1] == 429
    assert 429 not in tries[:4]
    assert [front.ask("GET", path).status_code for path in ("/", "/privacy", "/healthz") * 3] == [200] * 9
