"""What this installation signs for a browser to keep, with the time at which it did: by its own clock, so
that a clock that is set, or that of another machine, makes nothing invalid."""

from datetime import timedelta
from typing import Any

from flask import Flask, current_app
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import SignatureExpired, TimestampSigner, URLSafeTimedSerializer

from voting.accounts.limits import LASTS
from voting.installation import now


class ClockSigner(TimestampSigner):
    """Signs with the time of the installation. What was signed later than now is as good as signed now: we
    have signed it ourselves, by a clock that was ahead."""

    def get_timestamp(self) -> int:
        """Seconds since 1970."""
        return int(now().timestamp())

    def unsign(self, signed_value: Any, max_age: int | None = None, return_timestamp: bool = False) -> Any:
        """The value, and when it was signed where that is wanted. Raises BadSignature; SignatureExpired
        where it is older than ``max_age`` seconds."""
        value, signed_at = super().unsign(signed_value, return_timestamp=True)
        if max_age is not None and (now() - signed_at).total_seconds() > max_age:
            raise SignatureExpired("signed too long ago", payload=value, date_signed=signed_at)
        return (value, signed_at) if return_timestamp else value


class SessionInterface(SecureCookieSessionInterface):
    """Flask's own, by the clock of the installation."""

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """What signs sessions; None without a key."""
        serializer = super().get_signing_serializer(app)
        if serializer is not None:
            serializer.signer = ClockSigner
        return serializer


def timed(salt: str) -> URLSafeTimedSerializer:
    """What signs texts of one kind (``salt``) by the key of the installation."""
    return URLSafeTimedSerializer(str(current_app.config["SECRET_KEY"]), salt=salt, signer=ClockSigner)


def init_app(app: Flask) -> None:
    """Sign the sessions of an application so, for longer than a sign-in lasts: whoever comes back after it is
    told that it is over."""
    app.session_interface = SessionInterface()
    app.permanent_session_lifetime = LASTS + timedelta(days=1)
