"""The application as a WSGI server imports it.

``gunicorn --config python:voting.gunicorn_conf voting.wsgi:app`` serves it, from any directory.
"""

from voting import create_app

app = create_app()
