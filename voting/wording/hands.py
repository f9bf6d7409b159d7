"""A show of hands, in words."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

from voting.wording.languages import in_language, number
from voting.wording.words import POSITIONS

Venues = Mapping[str, Mapping[str, str]]


def hands_sentences(venues: Venues, result: Mapping[str, Any]) -> list[str]:
    """What was counted in each hall, by whom, and who counted the same; empty where no hands were raised.

    ``venues`` are the names of the halls by language, by code.
    """
    return [
        gettext(
            "By show of hands in %(hall)s: %(counts)s; counted by %(counted_by)s, and alike by "
            "%(confirmed_by)s.",
            hall=in_language(venues[code]) if code in venues else code,
            counted_by=hands["counted_by"],
            confirmed_by=hands["confirmed_by"],
            counts=", ".join(
                f"{POSITIONS[position]} {number(count)}" for position, count in hands["cells"].items()
            ),
        )
        for code, hands in result.get("hands", {}).items()
    ]
