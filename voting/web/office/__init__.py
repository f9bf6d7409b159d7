"""The secretary's room: the register, the assembly, reports, the audit log; each file joins its routes."""

from flask import Blueprint

blueprint = Blueprint("office", __name__, url_prefix="/office")

from voting.web.office import assembly, audit, overview, register, report  # noqa: E402, F401 - they need the blueprint
