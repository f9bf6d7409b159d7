"""The installation's key, from which credentials and passes are hashed."""

from flask import current_app


def installation_key() -> bytes:
    """The secret key of the installation, as bytes."""
    return str(current_app.config["SECRET_KEY"]).encode()
