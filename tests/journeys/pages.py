"""Browser windows of the journeys: signed in, and alive before anything is done on their pages.

A page is alive once its scripts have taken its forms over. On a slow machine a browser shows a form long
before they have come. Until they have run, the page says of all that is on it that it is disabled, and
Playwright waits for what is disabled.
"""

import re
from collections.abc import Callable

from playwright.sync_api import Browser, BrowserContext, Page

from tests.waiting import PATIENCE, until

_NOT_YET = """
{
  const later = setTimeout;  // the real one: a test may set the clock
  const wait = (_, birth) => {
    if (!document.documentElement) return;
    document.documentElement.setAttribute("aria-disabled", "true");
    birth.disconnect();
  };
  const birth = new MutationObserver(wait);
  birth.observe(document, { childList: true });
  wait(null, birth);
  addEventListener("load", () => later(() => document.documentElement.removeAttribute("aria-disabled")));
}
"""
"""Modules and deferred scripts have run when a page is loaded; htmx begins by a timer that was set before."""
_TOKEN = re.compile(r'name="csrf_token" value="([^"]*)"')


def watch_over(context: BrowserContext) -> BrowserContext:
    """Let no page of a browser window take anything before it is alive; returns the window."""
    context.set_default_timeout(1000 * PATIENCE)
    context.add_init_script(_NOT_YET)
    return context


def alive(page: Page) -> Page:
    """Wait until the page that is open is alive, before something that Playwright does not wait with: keys,
    the mouse, a look at the page as it stands; returns the page."""
    page.locator("html:not([aria-disabled])").wait_for(state="attached")
    page.wait_for_load_state("load")
    return page


def reload_until(page: Page, seen: Callable[[], bool]) -> None:
    """Load the page that is open again, once a second, until something is to be seen on it."""

    def look() -> bool:
        found = seen()
        if not found:
            page.reload()
        return found

    until(look, every=1)


def to_room(page: Page, office: str, name: str) -> None:
    """Go to a room of the office by its links, which a phone opens by a button first."""
    rooms = page.get_by_role("navigation", name=office, exact=True)
    if page.viewport_size and page.viewport_size["width"] < 576:
        rooms.get_by_role("button").click()
    rooms.get_by_role("link", name=name, exact=True).click()


def sign_in(context: BrowserContext, address: str, code: str) -> None:
    """Sign a browser window in with a code at the server of an address, without the pages to do so."""
    token = _TOKEN.search(context.request.get(f"{address}/").text())
    assert token, "the page to sign in has no form"
    fields = {"code": code, "csrf_token": token[1]}
    assert context.request.post(f"{address}/sign-in", form=fields, max_redirects=0).status == 303


def close_windows(browser: Browser) -> None:
    """Close all windows that are open."""
    for context in browser.contexts:
        context.close()
