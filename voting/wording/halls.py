"""The halls that a postponement has changed, in a sentence."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

from voting.assembly.models import ConveningStep
from voting.wording.languages import in_language


def halls_changed(step: ConveningStep) -> str:
    """Which halls an assembly is held in now, and in the place of which; "" where they are the same, as they
    are written in the language of the moment."""
    pairs = [(_written(venue["before"]), _written(venue["after"])) for venue in step.venues or []]
    changes = [
        gettext("%(after)s instead of %(before)s", before=before, after=after)
        for before, after in pairs
        if before != after
    ]
    return str(gettext("Halls have changed: %(changes)s.", changes="; ".join(changes))) if changes else ""


def _written(venue: Mapping[str, Any]) -> str:
    return ", ".join(filter(None, (in_language(venue["name"]), venue["address"])))
