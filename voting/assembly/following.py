"""How an assembly is followed from a distance: the players' addresses, and how to get help. Pure."""

import re
from dataclasses import dataclass

from voting.definition import DefinitionTable

LONGEST_HELP = 500
"""The most characters of the text that says how to get help."""
_ADDRESS = re.compile(
    r"(?P<site>https://(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9](?::[0-9]{1,5})?)"
    r"(?:[/?#][!-~]{0,1900})?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Following:
    """By language the address of a player that can stand in a page, and how to phone in or get help."""

    stream: dict[str, str]
    help: dict[str, str]


def read_following(table: DefinitionTable) -> Following:
    """What a table says of it, both left out or not. Faults are added to the table's list."""
    stream = table.languages("stream") if table.has("stream") else {}
    help_ = table.languages("help") if table.has("help") else {}
    for language, address in stream.items():
        if not site_of(address):
            table.fault(f"stream.{language}", "stream_invalid", value=address)
    for language, text in help_.items():
        if len(text) > LONGEST_HELP:
            table.fault(f"help.{language}", "too_long", longest=LONGEST_HELP)
    return Following(stream, help_)


def site_of(address: str) -> str:
    """The site of a player's address, as a page's policy names it (``https://player.example``); "" where the
    address is none that can stand in a page."""
    found = _ADDRESS.fullmatch(address)
    return found["site"].lower() if found else ""
