"""An installation under a path, such as https://coop.example/vote: every address that it gives is under it,
and its cookies stay there."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

import voting
from tests.databases import Content
from tests.web.test_access import ROLE_OF, SIGN_OUTS, address, person, rules
from tests.world import KEY, Clock, World
from voting import create_app
from voting.config import OFF, settings
from voting.extensions import db
from voting.letters.addresses import address_of
from voting.rehearsal.browser import Browser
from voting.web.routes import ANYBODY, ROUTES

PREFIX = "/vote"
ADDRESS = f"http://localhost{PREFIX}"
IN_QUOTES = re.compile(r"""["'(](?:http://localhost)?(/(?:[a-z][^"'()<>\s]*)?)["')]""")
"""What can be an address of ours, in HTML, JSON, scripts and styles alike: in quotes, or in brackets."""
IN_SCRIPTS = re.compile(r"""["'`]/[a-z$]""")
IN_TEMPLATES = re.compile(r"""["']/[a-z]|="/|url\(/""")
HEALTH = ("/healthz/live", "/healthz/ready")
ABOUT = {"/api/openapi.json": {"/api/agenda", "/api/openapi.json", "/healthz", *HEALTH}}
"""What is told below an address that is told, too."""
PACKAGE = Path(voting.__file__).parent


class UnderPath(Browser):
    """A browser at the address that people have, of which the proxy passes on each path as it is."""

    def look(self, path: str, **options: object) -> TestResponse:
        return super().look(path if path.startswith(PREFIX) else PREFIX + path, **options)  # type: ignore[arg-type]


@pytest.fixture
def app(
    make_database: Callable[..., str], database_content: Content, tmp_path: Path, clock: Clock
) -> Iterator[Flask]:
    """Which database it is makes no difference here: SQLite alone."""
    url = make_database("sqlite", database_content)
    own = {"SQLALCHEMY_DATABASE_URI": url, "INSTANCE": str(tmp_path), "SECRET_KEY": KEY}
    application = create_app(own | {"SECOND_FACTOR": OFF, "ADDRESS": ADDRESS}, clock=clock)
    application.extensions["live"].hub.close()  # a stream would have no end
    yield application
    with application.app_context():
        db.engine.dispose()


def outside(text: str) -> set[str]:
    """The addresses in a text that begin with a slash, and are not under the path."""
    found = {unescape(address) for address in IN_QUOTES.findall(text)}
    return {one for one in found if one != PREFIX and not one.startswith(f"{PREFIX}/")}


def test_what_is_looked_for_is_found() -> None:
    texts = {
        '<a href="/home">': {"/home"},
        "fetch('/live/x')": {"/live/x"},
        '{"scope":"/"}': {"/"},
        "url(/static/x.css)": {"/static/x.css"},
        '"http://localhost/in/x"': {"/in/x"},
        '"/votes" "/vote/home" "/vote" text/html </p>': {"/votes"},
    }
    assert {text: outside(text) for text in texts} == texts


def test_no_page_has_an_address_outside(app: Flask, world: World) -> None:
    """Each page once, as somebody to whom it is open: for whom else it is makes no other addresses."""
    nobody, opened = UnderPath(app, ""), 0
    for rule in rules(app):
        allowed = ROUTES[rule.endpoint]
        if rule.endpoint in SIGN_OUTS or rule.endpoint == "static":
            continue
        name = next((name for name, role in ROLE_OF.items() if allowed and role in allowed), "")
        browser = nobody if allowed is ANYBODY else person(world, name)
        for method in (rule.methods or set()) & {"GET", "POST"}:
            path = PREFIX + address(world, rule)
            answer = browser.look(path) if method == "GET" else browser.send(path, {})
            opened += answer.status_code == 200
            if answer.mimetype.startswith(("text/", "application/j", "application/manifest")):
                text = answer.text if "Content-Encoding" not in answer.headers else ""
                assert outside(text) == ABOUT.get(rule.rule, set()), (method, path)
            for header in ("Location", "Service-Worker-Allowed", "Link"):
                assert outside(f'"{answer.headers.get(header, PREFIX)}"') == set(), (method, path)
            for cookie in answer.headers.getlist("Set-Cookie"):
                assert re.search(rf"; Path={PREFIX}(/|;|$)", cookie), (method, path, cookie)
    assert opened > 60


def test_a_page_is_where_its_address_says_and_for_the_machine_itself(app: Flask, world: World) -> None:
    client = app.test_client()
    for path in ("/", "/static/style.css", "/healthz"):
        assert client.get(PREFIX + path).status_code == 200, path
    assert client.get(PREFIX).headers["Location"].endswith(f"{PREFIX}/")
    assert client.get("/healthz").json == client.get(f"{PREFIX}/healthz").json
    assert client.get("/votes").status_code == 404
    assert client.get(f"{PREFIX}{PREFIX}/").status_code == 404


def test_signing_in_leads_to_the_page_of_the_role(app: Flask, world: World) -> None:
    client = app.test_client()
    page = client.get(f"{PREFIX}/").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    form = {"csrf_token": token[1], "code": world.codes["1"]}
    signed_in = client.post(f"{PREFIX}/sign-in", data=form, follow_redirects=True)
    assert (signed_in.status_code, signed_in.request.path) == (200, f"{PREFIX}/assembly")
    assert client.get("/vote/assembly/kept").status_code == 200


def test_behind_tls_the_cookie_is_of_the_path_and_says_so(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS", "1")
    own = {key: app.config[key] for key in ("SQLALCHEMY_DATABASE_URI", "SECRET_KEY")}
    own |= {"INSTANCE": str(tmp_path)}
    for at, name, path in (
        (f"https://coop.example{PREFIX}", "__Secure-voting", PREFIX),
        ("https://coop.example", "__Host-voting", "/"),
    ):
        served = create_app(own | {"ADDRESS": at})
        answer = served.test_client().get(
            f"{PREFIX}/?lang=fr" if path != "/" else "/?lang=fr", base_url="https://coop.example"
        )
        (kept,) = answer.headers.getlist("Set-Cookie")
        assert kept.startswith(f"{name}=")
        assert f"; Path={path}" in kept + ";"
        assert "; Secure" in kept


def test_letters_and_machines_are_told_the_whole_address(app: Flask, world: World) -> None:
    with app.app_context():
        assert address_of("entrance.invitation", code="x") == f"{ADDRESS}/in/x"
        assert address_of("openid.back_from_provider") == f"{ADDRESS}/sign-in/with/back"
    described = app.test_client().get(f"{PREFIX}/api/openapi.json").json
    assert described
    assert described["servers"] == [{"url": PREFIX}]


def test_who_confirms_goes_back_to_the_page_under_the_path(app: Flask) -> None:
    from voting.web.second.codes import page_at

    with app.test_request_context("/home", base_url=ADDRESS):
        home = f"{PREFIX}/home"
        assert page_at(f"{PREFIX}/office/staff") == f"{PREFIX}/office/staff"
        for elsewhere in ("/office/staff", "/votes/home", "//evil.example", f"{PREFIX}evil", "https://x/"):
            assert page_at(elsewhere) == home, elsewhere


def test_no_script_has_an_address_from_the_root() -> None:
    for path in sorted(PACKAGE.glob("static/**/*.js")):
        if "vendor" not in path.parts:
            assert not IN_SCRIPTS.findall(re.sub("(?m)^ *//.*", "", path.read_text())), path


def test_no_template_has_an_address_from_the_root() -> None:
    for path in sorted(PACKAGE.glob("templates/**/*.html")):
        assert not IN_TEMPLATES.findall(path.read_text()), path


@pytest.mark.parametrize(
    "address",
    ["coop.example", "ftp://coop.example", "https://coop.example/vote?x", "https://a@b", "https://h//x"],
)
def test_an_address_that_is_none_is_refused(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ADDRESS", address)
    with pytest.raises(ValueError, match="ADDRESS"):
        settings(tmp_path)
