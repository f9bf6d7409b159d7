"""The room of second factors: an app's codes and recovery codes, and passkeys; each file joins its routes."""

from flask import Blueprint

blueprint = Blueprint("second", __name__, url_prefix="/account/second")

from voting.web.second import (  # noqa: E402 - they need the blueprint
    codes,  # noqa: F401 - the same
    passkeys,  # noqa: F401 - the same
)
