"""Settings as they are given, in the environment: what each must look like, and the sentence where it does
not. Pure.

Read by the server's first process before it knows the rest of the house, and so it knows nothing of it.
"""

import re
from collections.abc import Container, Mapping
from urllib.parse import SplitResult, urlsplit

PORTS = range(1, 65_536)


class BadSettingError(ValueError):
    """A setting with which nothing can be served; its text is a sentence that names it and says what
    to do."""


def given(environment: Mapping[str, str], name: str, default: str = "") -> str:
    """A setting without the space around it; one that is empty counts as not given."""
    return environment.get(name, "").strip() or default


def whole(name: str, text: str, allowed: Container[int], meaning: str) -> int:
    """A whole number. Raises BadSettingError where it is none of those ``allowed``, whose ``meaning`` it
    says."""
    if text.isascii() and text.isdigit() and int(text) in allowed:
        return int(text)
    raise BadSettingError(f"{name} must be {meaning}: it is “{text}”.")


def one_of(name: str, text: str, *allowed: str) -> str:
    """One of some words. Raises BadSettingError."""
    if text in allowed:
        return text
    raise BadSettingError(f"{name} must be {' or '.join(allowed)}: it is “{text}”.")


def is_on(name: str, text: str) -> bool:
    """Whether what is either on or off is on. Raises BadSettingError for what is neither."""
    return one_of(name, text or "0", "1", "0") == "1"


def web_address(name: str, text: str) -> str:
    """An address of the web, or nothing. Raises BadSettingError."""
    address = _split(text)
    if not text or (address and address.scheme in ("http", "https") and address.hostname):
        return text
    raise BadSettingError(f"{name} must be an address that begins with https:// or http://: it is “{text}”.")


def own_address(name: str, text: str) -> str:
    """Where people reach the installation, without a slash at its end. Raises BadSettingError where it has
    more than a plain path after its host."""
    if re.fullmatch(r"https?://[^/?#\s@]+(/[A-Za-z0-9._~-]+)*", text.rstrip("/")):
        return text.rstrip("/")
    raise BadSettingError(f"{name} must be like https://host or https://host/path: it is “{text}”.")


def mail_server(name: str, text: str) -> str:
    """The address of a mail server, or nothing. Raises BadSettingError, which does not say what was given,
    since there may be a password in it."""
    address = _split(text)
    if not text or (address and address.scheme in ("smtp", "smtps") and address.hostname):
        return text
    raise BadSettingError(
        f"{name} must be smtp://user:password@host:587 or smtps://user:password@host:465; "
        "signs in a password that are none of a-z, A-Z, 0-9 are written as %XX."
    )


def mail_address(name: str, text: str) -> str:
    """A mail address, perhaps after a name: “Assembly <assembly@example.org>”. Raises BadSettingError."""
    if re.fullmatch(r"(?:[^<>@\r\n]*<)?[^\s<>@]+@[^\s<>@]+>?", text) and ("<" in text) == (">" in text):
        return text
    raise BadSettingError(f"{name} must be a mail address: it is “{text}”.")


def database_address(name: str, text: str) -> str:
    """The address of a database, or nothing. Raises BadSettingError, which does not say what was given, since
    there may be a password in it."""
    if not text or re.match(r"(postgres(ql)?(\+psycopg)?|sqlite)://", text):
        return text
    raise BadSettingError(
        f"{name} must begin with postgresql://user:password@host/database or with sqlite:///path; "
        "signs in a password that are none of a-z, A-Z, 0-9 are written as %XX."
    )


def listens_at(environment: Mapping[str, str]) -> str:
    """Where the server listens: ``HOST`` and ``PORT``. Raises BadSettingError."""
    host = given(environment, "HOST", "127.0.0.1")
    port = whole("PORT", given(environment, "PORT", "8000"), PORTS, "a port, from 1 to 65535")
    if re.search(r"[\s/]", host) or host.count(":") == 1:
        raise BadSettingError(
            f"HOST must be the name or number of a machine, without a port: it is “{host}”."
        )
    return f"[{host}]:{port}" if ":" in host and not host.startswith("[") else f"{host}:{port}"


def processes(environment: Mapping[str, str]) -> int:
    """How many processes answer: ``WORKERS``. Raises BadSettingError, also for several on SQLite."""
    number = whole("WORKERS", given(environment, "WORKERS", "1"), range(1, 257), "a whole number from 1")
    database = given(environment, "DATABASE_URL", "sqlite")
    if number > 1 and database.startswith("sqlite"):
        raise BadSettingError(
            f"WORKERS={number} needs PostgreSQL, since on SQLite one process serves: "
            "set DATABASE_URL to a PostgreSQL database, or leave WORKERS out."
        )
    return number


def _split(text: str) -> SplitResult | None:
    try:
        address = urlsplit(text)
        _ = address.port
    except ValueError:
        return None
    return address
