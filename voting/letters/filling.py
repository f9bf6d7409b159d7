"""Filling the placeholders of a letter."""

import re

from voting.invitations.texts import TextOf, fill, with_needed


def filled(letter: TextOf, subject: str, body: str, values: dict[str, str]) -> tuple[str, str]:
    """The same of a letter whose text the office can change: what it needs and does not have is added."""
    return filled_whole(subject, with_needed(letter, body.replace("\r\n", "\n")), values)


def filled_whole(subject: str, body: str, values: dict[str, str]) -> tuple[str, str]:
    """A subject on one line, and a text in which a placeholder without a value leaves no empty line."""
    text = re.sub(r"\n{3,}", "\n\n", fill(body, values)).strip() + "\n"
    return " ".join(fill(subject, values).split()), text
