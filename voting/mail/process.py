"""The process that sends letters, beside the server."""

from functools import cache
from pathlib import Path

from voting.companion import Companion


@cache
def letters_process(instance: Path) -> Companion:
    """The one of an installation, the same each time the server's configuration is read."""
    return Companion(instance, "letters", ("send-mail", "--watch"), "sends letters")


def is_alive(instance: Path) -> bool:
    """Whether the process that sends the letters of the installation in this folder is alive."""
    return letters_process(instance).is_alive()
