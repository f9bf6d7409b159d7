"""Keyholders at their pages: each has a browser of their own, in which the built sealed.html runs from
disk."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import qrcode
from playwright.sync_api import Browser, ConsoleMessage, Download, FilePayload, Locator, Page, expect

from tests.journeys.pages import watch_over

NAMES = ("Ada", "Bea", "Cem", "Dov", "Eva")


@dataclass
class KeyholderWindow:
    """One keyholder: their page, and what they have written down and saved."""

    page: Page
    line: str
    """What stands on their card."""
    wrong: list[str] = field(default_factory=list)
    passphrase: str = ""
    file: bytes = b""
    sheet: str = ""

    def press(self, identity: str) -> None:
        """Press a button by its id, with the keyboard."""
        self.page.locator(f"#{identity}").press("Enter")

    def title(self) -> Locator:
        """Where one is."""
        return self.page.locator("#screen-title")

    def digits(self) -> str:
        """The twenty digits in large type."""
        return self.page.locator(".large").inner_text().replace(" ", "")

    def show_card(self) -> None:
        """Say who one is, and copy the line of the card."""
        self.press_role()
        self.page.locator("#card").fill(self.line)
        self.press("card-go")

    def press_role(self) -> None:
        """Say that one is a keyholder."""
        self.page.locator("[data-take=keyholder]").press("Enter")

    def saves(self, identity: str) -> None:
        """Press a button upon which the file is saved."""
        with self.page.expect_download() as saved:
            self.press(identity)
        self.keep(saved.value)

    def keep(self, saved: Download) -> None:
        """Put a file that was saved in the place of the one before."""
        self.file = Path(saved.path()).read_bytes()

    def take_home(self, look: Callable[[Page], object] = lambda _: None) -> None:
        """Write the passphrase down, save the file, print the sheet, and check all three; look at each
        screen."""
        expect(self.title()).to_have_text("Write down your passphrase")
        look(self.page)
        self.passphrase = self.digits()
        self.press("written")
        self.saves("save")
        self.press("print")
        look(self.page)
        self.sheet = self.page.locator(".paper .code").text_content() or ""
        assert self.passphrase not in (self.page.locator(".paper").text_content() or "")
        self.press("taken")
        self.page.locator("#sheet").fill(self.sheet)
        self.page.locator("#file").set_input_files(self.payload())
        look(self.page)
        self.page.locator("#passphrase").fill(self.passphrase)
        self.page.locator("#passphrase").press("Enter")

    def payload(self) -> FilePayload:
        """The file as it is chosen."""
        return FilePayload(name="keyholder.json", mimeType="application/json", buffer=self.file)

    def unlock(self) -> None:
        """Come back another day, with the file, which may know the card, and the passphrase."""
        if b'"card"' in self.file:
            self.press_role()
            self.page.locator("#card-file").set_input_files(self.payload())
            self.press("card-go")
        else:
            self.show_card()
            self.page.locator("#file").set_input_files(self.payload())
        self.page.locator("#passphrase").fill(self.passphrase)
        self.page.locator("#passphrase").press("Enter")


def keyholder_window(browser: Browser, page: Path, line: str) -> KeyholderWindow:
    """A browser of its own with the page from disk; what goes wrong in it is noted."""
    context = watch_over(browser.new_context(viewport={"width": 360, "height": 740}, locale="en-GB"))
    opened = KeyholderWindow(context.new_page(), line)

    def noted(message: ConsoleMessage) -> None:
        expected = ("net::", "status of 409")  # a network that is cut, and what comes too early
        if not any(each in message.text for each in expected):
            opened.wrong.append(message.text)

    opened.page.on("pageerror", lambda error: opened.wrong.append(str(error)))
    opened.page.on("console", noted)
    opened.page.on("dialog", lambda dialog: dialog.accept())
    opened.page.goto(page.as_uri())
    return opened


def photographed(text: str) -> FilePayload:
    """A picture of a QR code."""
    picture = io.BytesIO()
    qrcode.make(text, border=4).get_image().convert("RGB").save(picture, "PNG")
    return FilePayload(name="code.png", mimeType="image/png", buffer=picture.getvalue())
