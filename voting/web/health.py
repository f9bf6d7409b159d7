"""Whether the application can work: for whatever watches over it."""

from flask import Blueprint, Response, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from voting.extensions import db

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> tuple[Response, int]:
    """200 when the database answers, 503 when not."""
    try:
        db.session.execute(text("SELECT seq FROM audit_head"))
    except SQLAlchemyError:
        db.session.rollback()
        return jsonify(status="unavailable", database="no answer"), 503
    return jsonify(status="ok", database="answers"), 200
