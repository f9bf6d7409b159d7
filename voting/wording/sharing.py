"""What a member passes on of an announced result: a text without a link, which everybody can read."""

from typing import Any

from voting.assembly.models import Assembly
from voting.ballot.models import Resolution
from voting.cooperative.models import Cooperative
from voting.wording.cooperative import cooperative_name
from voting.wording.languages import day, in_language, number
from voting.wording.rules import names_of
from voting.wording.words import OUTCOMES, POSITIONS


def shared_text(
    cooperative: Cooperative | None, assembly: Assembly, told: list[tuple[Resolution, dict[str, Any]]]
) -> str:
    """The results of these resolutions in the reader's language, below the cooperative and the assembly."""
    heading = [
        cooperative_name(cooperative),
        f"{in_language(assembly.title)}, {day(assembly.date)}",
    ]
    return "\n".join(filter(None, heading)) + "".join(_one(*one) for one in told)


def _one(resolution: Resolution, result: dict[str, Any]) -> str:
    lines = [f"{resolution.number} · {in_language(resolution.title)}", str(OUTCOMES[result["outcome"]])]
    if resolution.method == "for_against_abstain":
        marks = ("for", "against", "abstain")
        lines.append(" · ".join(f"{POSITIONS[mark]} {number(result['counts'][mark])}" for mark in marks))
    elif result["elected"]:
        names = names_of(resolution)
        lines[-1] += ": " + ", ".join(names[code] for code in result["elected"])
    return "\n\n" + "\n".join(lines)
