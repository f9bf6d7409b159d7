"""Finding a Chromium for the journeys, and installing one where there is none: ``python -m tests.browser``.

The one on the machine, that without windows before all others, since it asks a third less of the processor;
else from apt, as root; else Playwright's own.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

WITHOUT_WINDOWS = "chromium-headless-shell"
NAMES = (WITHOUT_WINDOWS, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
"""What the journeys start it with."""


def installed() -> str | None:
    """The path of a Chromium on this machine, or None for Playwright's own."""
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


def playwrights_own() -> bool:
    """Whether Playwright has a browser of its own here."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path).exists()


def main() -> int:
    """Make sure that there is a Chromium; returns 0 when there is."""
    if os.environ.get("CHROMIUM") or shutil.which(WITHOUT_WINDOWS):
        return 0
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _apt("install", "-y", WITHOUT_WINDOWS)
        if not installed():
            _apt("update")
            _apt("install", "-y", WITHOUT_WINDOWS)
        if not installed():
            _apt("install", "-y", "chromium")
    if installed() or playwrights_own():
        return 0
    return subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False).returncode


def _apt(*arguments: str) -> None:
    """Run apt-get; where it fails, that is seen by what is not there afterwards."""
    command = ["apt-get", "-qq", *arguments]
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main())
