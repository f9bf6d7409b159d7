"""The voting system for the general assembly of a cooperative.

Importing this alone loads nothing else: the server's first process reads from here how the log is written,
and what it loads is there before gevent has put its own locks in the place of Python's.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask

    from voting.clock import Clock

PACKAGE = Path(__file__).resolve().parent


def instance_folder() -> Path:
    """Where the installation keeps its files: ``INSTANCE``; else ``instance`` at the root of a checkout, or
    in the working directory where the package is installed without one."""
    is_checkout = (PACKAGE.parent / "pyproject.toml").exists()
    root = PACKAGE.parent if is_checkout else Path.cwd()
    return Path(os.environ.get("INSTANCE") or root / "instance").resolve()


def create_app(overrides: dict[str, Any] | None = None, *, clock: "Clock | None" = None) -> "Flask":
    """Make an application: the one place where its parts are joined.

    ``overrides`` replaces settings (tests, commands); ``clock`` is the system's, followed where it does not
    jump, except in a rehearsal.
    """
    from flask import Flask

    from voting import logs, models  # noqa: F401 - every table is known before the database is used
    from voting.ballot.envelopes import BALLOT_KEY
    from voting.ballot.sealing import ballot_key_from
    from voting.clock import SteadyClock
    from voting.config import settings
    from voting.database import engine_options, prepare_engine
    from voting.extensions import babel, csrf, db, migrate
    from voting.web import (
        access,
        addresses,
        blueprints,
        errors,
        forgotten,
        languages,
        live,
        openid,
        own_words,
        person,
        prefix,
        request_log,
        sealing,
        security,
        signed,
        static_files,
        upgrading,
        waiting,
    )

    logs.configure()
    instance = Path((overrides or {}).get("INSTANCE") or instance_folder())
    app = Flask(
        "voting",
        root_path=str(PACKAGE),
        instance_path=str(instance.resolve()),
    )
    app.config.from_mapping(settings(instance))
    app.config.from_mapping(overrides or {})
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(app.config["SQLALCHEMY_DATABASE_URI"])
    app.extensions["clock"] = clock or SteadyClock()

    db.init_app(app)
    migrate.init_app(app, db, directory=str(PACKAGE / "migrations"))
    with app.app_context():
        prepare_engine(db.engine)
        secret = app.config["BALLOT_KEY"] or app.config["SECRET_KEY"]
        db.engine.update_execution_options(**{BALLOT_KEY: ballot_key_from(secret)})
    signed.init_app(app)
    languages.init_app(app, babel)
    upgrading.init_app(app)
    person.init_app(app)
    openid.init_app(app)
    access.init_app(app)  # before CSRF: who may not do a thing is told so first
    csrf.init_app(app)
    security.init_app(app)
    static_files.init_app(app)
    addresses.init_app(app)
    live.init_app(app)
    forgotten.init_app(app)
    errors.init_app(app)
    blueprints.init_app(app)
    own_words.init_app(app)
    prefix.init_app(app)
    waiting.init_app(app)
    sealing.init_app(app)
    request_log.init_app(app)  # around all the others
    return app
