"""The rooms upstairs, each a blueprint, joined to an application."""

from flask import Flask

from voting.ballot.methods import RANKED
from voting.web import entrance, health
from voting.web.api import views as api
from voting.web.chair import views as chair
from voting.web.desk import views as desk
from voting.web.display import views as display
from voting.web.member import views as member
from voting.web.office import views as office
from voting.web.reasoning import majority_sentence, names_of, percentage, quorum_sentence, reasoning


def init_app(app: Flask) -> None:
    """Register every room."""
    app.jinja_env.globals.update(
        ranked_methods=RANKED,
        reasoning=reasoning,
        majority_sentence=majority_sentence,
        quorum_sentence=quorum_sentence,
        percentage=percentage,
        names_of=names_of,
    )
    for room in (health, entrance, member, desk, chair, display, office, api):
        app.register_blueprint(room.blueprint)
