"""The question that only this installation can ask of its own address: signed, and good for a minute."""

from itsdangerous import BadSignature, TimestampSigner

LASTS = 60
"""Seconds for which it is answered."""


def signed_question(secret: str) -> str:
    """A question to be put into an address."""
    return _signer(secret).sign("doctor").decode()


def is_our_question(secret: str, question: str) -> bool:
    """Whether who asks has the secret of the installation, and has asked just now."""
    try:
        return _signer(secret).unsign(question, max_age=LASTS) == b"doctor"
    except BadSignature:
        return False


def _signer(secret: str) -> TimestampSigner:
    return TimestampSigner(secret, salt="doctor")
