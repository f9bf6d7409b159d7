"""The voting tablet of a venue: its lock screen, and the pages of the one member whom it is handed to.

What opens these pages is the key that the device keeps, and for a member's pages also the token of their
session in the address. Every page asks the server anew: none is kept by the browser (no-store), and with
each change of hands the cookie of the pages changes, so that no page comes back out of the memory either.
"""

from flask import Blueprint

blueprint = Blueprint("tablet", __name__, url_prefix="/tablet")

from voting.web.tablet import enrolment, lock, voting  # noqa: E402, F401 - they need the blueprint
