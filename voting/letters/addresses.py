"""The addresses of pages, whole, as letters have them."""

from flask import current_app, url_for


def address_of(endpoint: str, **values: object) -> str:
    """The whole address of a page, for letters. It begins with the setting ``ADDRESS``, never with a host
    that a request names."""
    with current_app.test_request_context(base_url=current_app.config["ADDRESS"]):
        return url_for(endpoint, _external=True, **values)  # type: ignore[arg-type]  # whatever a route takes
