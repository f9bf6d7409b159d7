"""Who did what with a resolution last, for a console whose act came second."""

from voting.ballot.log import last_step
from voting.ballot.models import Resolution
from voting.extensions import db
from voting.typed import number_in
from voting.web.form import in_address
from voting.web.meeting import this_assembly
from voting.web.office.actors import actor_names
from voting.wording.acts import act_sentence


def who_did(resolution: Resolution) -> str:
    """Who did what with a resolution last, in a sentence; "" where nothing was done with it."""
    step = last_step(db.session(), resolution)
    if step is None:
        return ""
    name = actor_names({step.actor}).get(step.actor)
    return act_sentence(step, resolution, name, this_assembly().timezone)


def told_in_address() -> str:
    """The same of the resolution that the address names (``?told=7``); "" where it names none of ours."""
    identity = number_in(in_address("told"))
    resolution = db.session.get(Resolution, identity) if identity else None
    if resolution is None or resolution.assembly_id != this_assembly().id:
        return ""
    return who_did(resolution)
