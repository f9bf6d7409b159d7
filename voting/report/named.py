"""The figures of a year's report by the names under which texts have them: ``{joined}``, ``{members.A}``.
Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

NAME = re.compile(r"\{([a-z]\w*(?:\.[\w-]+)*)\}", re.ASCII)
OF_ASSEMBLIES = ("voters", "entitled")
OF_BOARD = ("new", "renewed", "vacant")


@dataclass(frozen=True, slots=True)
class Named:
    """A figure that a text can name: its place in the report's content, and its number, None where that is
    hidden."""

    place: str
    number: int | None


def named_figures(content: Mapping[str, Any]) -> dict[str, Named]:
    """By name, the figures of a report's content.

    Of the year's ordinary assemblies the last is meant by ``voters`` and ``entitled``; where there were
    several, each has its day besides (``voters.2025-06-17``).
    """
    members = content["members"]
    figures = {
        "members" if key == "closing" else key: Named(f"members/{key}", number)
        for key, number in members.items()
        if key != "categories"
    }
    for category, number in members["categories"].items():
        figures[f"members.{category}"] = Named(f"members/categories/{category}", number)
    figures["legal_persons"] = Named("legal_persons", content["legal_persons"])
    for assembly in content["assemblies"]:
        for key in OF_ASSEMBLIES:
            figures[key] = Named(f"assemblies/{assembly['date']}/{key}", assembly[key])
            if len(content["assemblies"]) > 1:
                figures[f"{key}.{assembly['date']}"] = figures[key]
    for key in OF_BOARD:
        figures[f"board.{key}"] = Named(f"board/{key}", content["board"][key])
    for kind, held in content["events"].items():
        for key, number in held.items():
            figures[f"{kind}.{key}"] = Named(f"events/{kind}/{key}", number)
    return figures


def names_in(text: str) -> list[str]:
    """The names in a text, in its order, each once."""
    return list(dict.fromkeys(NAME.findall(text)))
