"""Hears what a screen reader says by itself while a page is open: what becomes new in its live regions.

    heard = listen(page)                    before or after the page is opened
    ...                                     what happens in the assembly
    expect_heard(page, heard, "The vote is closed.")

``heard`` grows by one sentence each time something is said, over all pages that the window goes to, frames
too. The rules are those of Chromium and the screen readers on it, in doubt the ones by which more is heard:

- A live region is an element with ``aria-live``, ``role`` status, alert or log, or an ``output``; a timer is
  none, nor is what stands in ``aria-live="off"``. What stands in a region of its own belongs to that alone.
- What a page comes with is not said; a region that comes later is said at once.
- What is new in a region is said, block by block; in an atomic one (status and alert, if they do not say
  otherwise) the whole of it. What goes away is not said.
- Whatever is hidden is not there: shown again, it is new. So is an element that takes the place of its like:
  the same sentence, set once more, is said once more. A text that stays what it was is not.
- Where ``aria-busy`` is true, nothing is said until it is no more.
- Focus that falls to nothing, because what had it is gone, hidden or disabled, is heard too: "(the focus is
  lost: Send)".

What is read because the focus moves to it, or because the page is new, is not heard here.
"""

from pathlib import Path

from playwright.sync_api import Page

from tests.waiting import until

_SCRIPT = Path(__file__).with_suffix(".js").read_text()


def listen(page: Page) -> list[str]:
    """Listen to a window from now on; returns the list of what is heard, which grows."""
    heard: list[str] = []
    page.expose_binding("tellEars", lambda _source, sentence: heard.append(sentence))
    page.add_init_script(_SCRIPT)
    for frame in page.frames:
        frame.evaluate(_SCRIPT)
    return heard


def expect_heard(page: Page, heard: list[str], *sentences: str) -> None:
    """Wait until as many sentences have been heard of a window as there are here, fail unless they are these,
    in this order, and forget them. Without a sentence: fail if something has been heard."""

    def enough() -> bool:
        page.evaluate("0")  # what was said meanwhile arrives
        return len(heard) >= len(sentences)

    until(enough)
    assert heard == list(sentences)
    heard.clear()
