"""The settings of an installation: from the environment, with safe defaults in ``instance/``.

Secrets come from files or the environment, never from the repository. There is no setting for the time.
"""

import contextlib
import os
import secrets
import tempfile
from collections.abc import Callable, Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any

from voting.database import normalise_url
from voting.given import (
    BadSettingError,
    database_address,
    given,
    is_on,
    mail_address,
    mail_server,
    one_of,
    own_address,
    web_address,
    whole,
)

NEAR = "127.0.0.0/8 ::1 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 fc00::/7"
"""The networks of proxies unless it is said: this machine, and those that nobody outside is in."""
REQUIRED, OFF = "required", "off"
"""Whether the staff must show a second factor."""


def settings(instance: Path) -> dict[str, Any]:
    """The Flask configuration of the installation that lives in ``instance``.

    ``DATABASE_URL`` (default: SQLite in ``instance``), ``SECRET_KEY`` (default: made once and kept in
    ``instance/secret-key``), ``BALLOT_KEY`` (a secret of its own for the choices that wait; default: made
    from ``SECRET_KEY``), ``HTTPS`` (``1`` behind a TLS proxy: cookies only over TLS), ``PROXIES``
    (addresses and networks from which a proxy comes, whose headers are believed then), ``ADDRESS``
    (where members reach it, as it stands in letters; all pages are under its path, if it has one),
    ``DIRECT_DATABASE_URL`` (PostgreSQL without the pooler that ``DATABASE_URL`` may lead through),
    ``MAIL_URL`` (an SMTP server; default: letters are written to ``instance/mail``), ``MAIL_FROM``,
    ``MAIL_PER_MINUTE`` (0: no limit), ``MAIL_CONNECTIONS`` (over how many connections letters leave at once),
    ``SILENCE_MINUTES`` (after how many without a sign of life of their page a member no longer takes part at
    a distance; at least 3), ``APPLE_PASS`` (a PEM file: the key of passes for Apple's Wallet and their
    certificates), ``GOOGLE_PASS`` and ``GOOGLE_ISSUER`` (the key file of a service account, and
    the issuer, for passes in Google Wallet), ``LOG_KEY`` (a PEM file with the Ed25519 key by which heads of
    the log are signed; default: made once and kept in ``instance/log-key.pem``), ``AUDITORS`` (addresses to
    which signed heads are mailed), ``BACKUP_TO`` (public keys of age to which backups are encrypted),
    ``TIMESTAMP_URL`` and ``TIMESTAMP_ROOTS`` (a service of time stamps by RFC
    3161, and a PEM file with the certificates that it is known by), ``METRICS_TOKEN`` (what a monitor
    must send to be told the numbers of ``/metrics``; default: that page does not exist), ``SEALED_PAGE``
    (where somebody else publishes sealed.html, the page of keyholders), ``SECOND_FACTOR``
    (``required``; ``off`` lets the staff in with their code alone, and their pages say so), and those
    that begin with ``OIDC_`` (another service that says who somebody is: ``voting.accounts.provider``).
    Where the installation lives is itself a setting, ``INSTANCE``, read by ``create_app``. Raises
    BadSettingError where a setting is not what it must be, and OSError where the folder cannot be written to.
    """
    instance.mkdir(parents=True, exist_ok=True)
    https = is_on("HTTPS", given(os.environ, "HTTPS"))
    default_url = f"sqlite:///{(instance / 'voting.sqlite3').resolve()}"
    return {
        "SECRET_KEY": os.environ.get("SECRET_KEY") or _kept_secret(instance / "secret-key"),
        "BALLOT_KEY": os.environ.get("BALLOT_KEY", ""),
        "SQLALCHEMY_DATABASE_URI": normalise_url(
            database_address("DATABASE_URL", given(os.environ, "DATABASE_URL")) or default_url
        ),
        "DIRECT_DATABASE_URL": normalise_url(
            database_address("DIRECT_DATABASE_URL", given(os.environ, "DIRECT_DATABASE_URL"))
        ),
        "ADDRESS": own_address("ADDRESS", given(os.environ, "ADDRESS", _served_at())),
        "MAIL_URL": mail_server("MAIL_URL", given(os.environ, "MAIL_URL")),
        "MAIL_PER_MINUTE": _number(os.environ, "MAIL_PER_MINUTE", "1200"),
        "MAIL_CONNECTIONS": _number(os.environ, "MAIL_CONNECTIONS", "3"),
        "SILENCE_MINUTES": max(_number(os.environ, "SILENCE_MINUTES", "10"), 3),
        "APPLE_PASS": os.environ.get("APPLE_PASS", ""),
        "GOOGLE_PASS": os.environ.get("GOOGLE_PASS", ""),
        "GOOGLE_ISSUER": os.environ.get("GOOGLE_ISSUER", ""),
        "OIDC_ISSUER": web_address("OIDC_ISSUER", given(os.environ, "OIDC_ISSUER")),
        "OIDC_CLIENT_ID": os.environ.get("OIDC_CLIENT_ID", ""),
        "OIDC_CLIENT_SECRET": os.environ.get("OIDC_CLIENT_SECRET", ""),
        "OIDC_NAME": os.environ.get("OIDC_NAME", ""),
        "OIDC_MEMBER_CLAIM": os.environ.get("OIDC_MEMBER_CLAIM", ""),
        "OIDC_STAFF_CLAIM": os.environ.get("OIDC_STAFF_CLAIM", ""),
        "OIDC_SCOPE": os.environ.get("OIDC_SCOPE", ""),
        "OIDC_SECOND_FACTOR": os.environ.get("OIDC_SECOND_FACTOR", ""),
        "LOG_KEY": str(log_key_path(instance)),
        "PROXIES": _networks(os.environ.get("PROXIES") or NEAR),
        "SECOND_FACTOR": one_of("SECOND_FACTOR", given(os.environ, "SECOND_FACTOR", REQUIRED), REQUIRED, OFF),
        "AUDITORS": os.environ.get("AUDITORS", "").replace(",", " ").split(),
        "BACKUP_TO": os.environ.get("BACKUP_TO", "").replace(",", " ").split(),
        "TIMESTAMP_URL": _stamped_at(),
        "TIMESTAMP_ROOTS": os.environ.get("TIMESTAMP_ROOTS", ""),
        "METRICS_TOKEN": _token_of_monitor(),
        "SEALED_PAGE": _published_at(),
        "MAIL_FROM": mail_address("MAIL_FROM", given(os.environ, "MAIL_FROM", "assembly@localhost")),
        "SESSION_COOKIE_NAME": "__Host-voting" if https else "voting",  # no other host can set the former
        "SESSION_REFRESH_EACH_REQUEST": False,  # a slow answer must not bring an older session back
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": https,
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session: a ballot page may stay open all day
        "MAX_CONTENT_LENGTH": 64 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
        "BABEL_DEFAULT_LOCALE": "nl",
    }


def log_key_path(instance: Path) -> Path:
    """Where the key of the log is to lie."""
    return Path(os.environ.get("LOG_KEY") or instance / "log-key.pem")


def _number(environment: Mapping[str, str], name: str, default: str) -> int:
    """A setting that is a whole number. Raises BadSettingError."""
    return whole(name, given(environment, name, default), range(10**6), "a whole number below a million")


def _networks(text: str) -> list[IPv4Network | IPv6Network]:
    """The networks of a setting. Raises BadSettingError where one is none."""
    try:
        return [ip_network(one) for one in text.replace(",", " ").split()]
    except ValueError as error:
        raise BadSettingError(f"PROXIES must be addresses or networks: {error}.") from error


SHORTEST_TOKEN = 20


def _token_of_monitor() -> str:
    """What whoever asks for the numbers must send; empty: nobody may. Raises BadSettingError where it is
    short enough to be guessed."""
    token = os.environ.get("METRICS_TOKEN", "")
    if token and len(token) < SHORTEST_TOKEN:
        raise BadSettingError(f"METRICS_TOKEN must have at least {SHORTEST_TOKEN} characters.")
    return token


def _published_at() -> str:
    """Where sealed.html can be fetched, if that is said. Raises BadSettingError where it is not by https."""
    url = web_address("SEALED_PAGE", given(os.environ, "SEALED_PAGE"))
    if url and not url.startswith("https://"):
        raise BadSettingError(f"SEALED_PAGE must be an address that begins with https://: it is “{url}”.")
    return url


def _stamped_at() -> str:
    """The address of the service of time stamps, if any. Raises BadSettingError where it is not one of the
    web, or nothing says by which certificates the service is known."""
    url = web_address("TIMESTAMP_URL", given(os.environ, "TIMESTAMP_URL"))
    if url and not given(os.environ, "TIMESTAMP_ROOTS"):
        raise BadSettingError(
            "TIMESTAMP_URL needs TIMESTAMP_ROOTS: a PEM file with the service's certificates."
        )
    return url


def _served_at() -> str:
    """The address at which the server of ``make run`` listens."""
    return f"http://{os.environ.get('HOST') or '127.0.0.1'}:{os.environ.get('PORT') or '8000'}"


def _kept_secret(path: Path) -> str:
    return kept_in(path, lambda: secrets.token_hex(32)).strip()


def kept_in(path: Path, make: Callable[[], str]) -> str:
    """The secret kept in a file that only its owner can read; made the first time, whole or not at all."""
    if not path.exists():
        descriptor, made = tempfile.mkstemp(dir=path.parent)  # readable by its owner alone
        with os.fdopen(descriptor, "w") as file:
            file.write(make())
        with contextlib.suppress(FileExistsError):
            os.link(made, path)
        Path(made).unlink()
    return path.read_text()
