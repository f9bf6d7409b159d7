"""The ears of the journeys: what is heard of small pages, and what is not."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

import voting
from tests.journeys.ears import expect_heard, listen

pytestmark = pytest.mark.journey


def opened(browser: Browser, html: str) -> tuple[Page, list[str]]:
    """A window with this page in it, and what is heard of it."""
    page = browser.new_page()
    heard = listen(page)
    page.route("http://page.test/", lambda route: route.fulfill(content_type="text/html", body=html))
    page.goto("http://page.test/")
    return page, heard


CASES = {
    "a region tells what is new, not what it came with": (
        "<p id=one aria-live=polite>Old</p>", "one.append(' and new')", ["and new"],
    ),
    "what is new is told block by block": (
        "<div id=one aria-live=polite></div>", "one.innerHTML = '<p>A <b>good</b> day</p><p>A night</p>'",
        ["A good day", "A night"],
    ),
    "an atomic region is told as a whole": (
        "<p id=one role=status>Of 9: <b id=two>1</b></p>", "two.textContent = 2", ["Of 9: 2"],
    ),
    "a region can be atomic where its role is not, and not where its role is": (
        "<p id=one aria-live=polite aria-atomic=true>Now <b>1</b></p>"
        "<p id=two role=alert aria-atomic=false>All <b>1</b></p>",
        "for (const part of document.querySelectorAll('b')) part.textContent = 2", ["Now 2", "2"],
    ),
    "a part of a region can be atomic": (
        "<ul id=one aria-live=polite><li aria-atomic=true>Ann: <b id=two>1</b><li>Bea: 1</ul>",
        "two.textContent = 2", ["Ann: 2"],
    ),
    "what does not live is silent": (
        "<p id=one>1</p><p id=two aria-live=off>1</p><p id=three role=timer>1</p>"
        "<div aria-live=polite>A vote <b id=four role=timer>0:10</b></div>",
        "for (const part of [one, two, three, four]) part.textContent = 2", [],
    ),
    "a timer that is made to live is heard": (
        "<p id=one role=timer aria-live=polite>1</p>", "one.textContent = 2", ["2"],
    ),
    "what is hidden is silent, and told when it is shown": (
        "<p id=one role=alert hidden>Old</p><p id=two role=alert style='display: none'>Old</p>"
        "<div aria-live=polite><p id=three aria-hidden=true>1</p></div>",
        "one.textContent = 'Away'; one.hidden = false; two.textContent = 'More'; three.textContent = 2",
        ["Away"],
    ),
    "shown a second time it is told a second time": (
        "<p id=one role=status>Away</p>",
        "one.hidden = true; setTimeout(() => { one.hidden = false; })", ["Away"],
    ),
    "the same text, set once more, is told once more": (
        "<p id=one role=status>Away</p>", "one.textContent = 'Away'", ["Away"],
    ),
    "a text that stays is not told, nor is what goes or what changes only its looks": (
        "<p id=one role=status>Away</p><ul aria-live=polite><li id=two>A<li>B</ul>",
        "one.firstChild.data = 'Away'; one.className = 'red'; two.remove()", [],
    ),
    "a region that comes is told at once": (
        "<div id=one></div>", "one.innerHTML = '<p role=alert>Fire</p>'", ["Fire"],
    ),
    "a region within a region is told for itself": (
        "<div id=one aria-live=polite></div>", "one.innerHTML = 'A <p role=status>B</p>'", ["A", "B"],
    ),
    "pictures and controls are told by their names": (
        "<div id=one role=status></div>",
        "one.innerHTML = '<img alt=Sun> <img alt=\"\"> <button aria-label=\"Close the window\">×</button>'",
        ["Sun Close the window"],
    ),
    "what is made ready is told when it is": (
        "<p id=one role=status aria-busy=true></p>",
        "one.textContent = 'Half'; setTimeout(() => { one.textContent = 'Whole'; one.ariaBusy = false; })",
        ["Whole"],
    ),
    "focus is lost with what had it": (
        "<p id=one><button>Send</button></p>", "one.firstChild.focus(); one.textContent = ''",
        ["(the focus is lost: Send)"],
    ),
    "focus is lost with what is hidden around it": (
        "<form id=one><input id=two name=age></form>", "two.focus(); one.hidden = true",
        ["(the focus is lost: age)"],
    ),
    "focus is lost with a button that can no longer be pressed": (
        "<button id=one>Send</button>", "one.focus(); one.disabled = true", ["(the focus is lost: Send)"],
    ),
    "focus that is given to something else is not lost": (
        "<p id=one><button>Send</button></p><h1 id=two tabindex=-1>Sent</h1>",
        "one.firstChild.focus(); one.remove(); two.focus()", [],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_ears_hear_what_a_screen_reader_says(browser: Browser, case: str) -> None:
    html, happens, sentences = CASES[case]
    page, heard = opened(browser, f"<!doctype html>{html}<p id=end role=status></p>")
    page.evaluate(f"{{ {happens} }}")
    page.evaluate("new Promise((done) => setTimeout(done))")
    page.evaluate("{ document.querySelector('#end').textContent = 'end' }")
    expect_heard(page, heard, *sentences, "end")


ANNOUNCE = (Path(voting.__file__).parent / "static" / "announce.js").read_text()


def test_what_a_page_says_is_heard_once_and_not_before_its_moment(browser: Browser) -> None:
    page, heard = opened(browser, "<div id=part><p hidden data-say=old>Old</p></div>")
    page.clock.install(time=0)
    page.reload()
    page.evaluate(f"{{ {ANNOUNCE} }}")

    def become(html: str) -> None:
        page.evaluate("(html) => { part.innerHTML = html; part.dispatchEvent(new Event('shown')); }", html)

    old = "<p hidden data-say=old>Old</p>"
    last = "<p hidden data-say=last data-from=60000>Less than a minute</p>"
    become(old + last + "<p data-say>The list is open</p>")
    expect_heard(page, heard, "The list is open")
    become(old + last + "<p data-say>The list is open</p><p data-say=new hidden>New</p>")
    expect_heard(page, heard, "New")
    page.clock.run_for(50_000)
    expect_heard(page, heard)
    page.clock.run_for(11_000)
    expect_heard(page, heard, "Less than a minute")
    become(old + "<p data-say=new hidden>New</p>" + last)
    page.clock.run_for(11_000)
    expect_heard(page, heard)
    assert page.locator("[aria-live] p").count() == 0, "what was said is not read with the page"


def test_ears_follow_to_the_next_page_and_into_frames(browser: Browser) -> None:
    page, heard = opened(browser, "<p role=status>One</p>")
    page.evaluate("document.querySelector('p').textContent = 'Two'")
    inside = "<iframe srcdoc='<p id=inside role=status></p>'></iframe>"
    page.route("http://page.test/next", lambda route: route.fulfill(content_type="text/html", body=inside))
    page.goto("http://page.test/next")
    page.frames[1].evaluate("document.querySelector('p').textContent = 'Three'")
    expect_heard(page, heard, "Two", "Three")


def test_ears_begin_with_a_page_that_is_open_already(browser: Browser) -> None:
    page = browser.new_page()
    page.route(
        "http://page.test/",
        lambda route: route.fulfill(content_type="text/html", body="<p role=status>One</p>"),
    )
    page.goto("http://page.test/")
    heard = listen(page)
    page.evaluate("document.querySelector('p').textContent = 'Two'")
    expect_heard(page, heard, "Two")
