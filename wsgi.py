"""The application as a WSGI server imports it: ``gunicorn wsgi:app``."""

from voting import create_app

app = create_app()
