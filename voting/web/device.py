"""What a device calls itself, so that its owner knows it again among the places where they are signed in."""

from flask import request
from ua_parser import parse

LONGEST_NAME = 80
"""The most characters of a device's name."""


def load_devices() -> None:
    """Load by what devices are known, which takes a moment: before anybody waits for it."""
    parse("")


def this_device() -> str | None:
    """The browser and the system that ask, such as "Firefox, Windows"; None where they do not say.

    Nothing else of what the browser says of itself is kept.
    """
    said = parse(request.user_agent.string)
    device = said.device.family if said.device and said.device.brand == "Apple" else None
    names = [
        said.user_agent.family if said.user_agent else None,
        device or (said.os.family if said.os else None),
    ]
    return ", ".join(name for name in names if name)[:LONGEST_NAME] or None
