"""Filling the placeholders of a letter."""

import re

from voting.invitations.texts import fill


def filled(subject: str, body: str, values: dict[str, str]) -> tuple[str, str]:
    """A subject on one line, and a text in which a placeholder without a value leaves no empty line."""
    text = re.sub(r"\n{3,}", "\n\n", fill(body.replace("\r\n", "\n"), values)).strip() + "\n"
    return " ".join(fill(subject, values).split()), text
