"""The rooms upstairs, each a blueprint, joined to an application."""

from flask import Flask

from voting.web import entrance, health
from voting.web.api import views as api
from voting.web.chair import views as chair
from voting.web.desk import views as desk
from voting.web.display import views as display
from voting.web.member import views as member
from voting.web.office import views as office


def init_app(app: Flask) -> None:
    """Register every room."""
    for room in (health, entrance, member, desk, chair, display, office, api):
        app.register_blueprint(room.blueprint)
