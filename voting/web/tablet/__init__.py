"""The voting tablet of a venue: its lock screen, and the pages of the one member to whom it is handed.

They are opened by the key in the device's cookie and, for a member's pages, by the token of their session in
the address. The browser keeps none of them (no-store), and with each session the session cookie of the pages
changes, so that no page can come back from its memory.
"""

from flask import Blueprint

blueprint = Blueprint("tablet", __name__, url_prefix="/tablet")

from voting.web.tablet import enrolment, lock, practice, voting  # noqa: E402, F401 - they need the blueprint
